import { useEffect, useRef } from 'react';

/** Calls when the end of a list comes near, and again as long as it is: a page may bring nothing that is shown. */
export function useEnd(reached: () => void, wanted: boolean) {
  const end = useRef<HTMLDivElement>(null);
  const call = useRef(reached);
  call.current = reached;
  useEffect(() => {
    if (!wanted || !end.current) return;
    const watch = new IntersectionObserver((entries) => entries.at(-1)!.isIntersecting && call.current(), { rootMargin: '1200px' });
    watch.observe(end.current);
    return () => watch.disconnect();
  });
  return end;
}
