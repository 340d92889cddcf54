import { type FocusEvent, useLayoutEffect, useRef } from 'react';
import { go } from './useKeys';

/** Keeps the keyboard in a list: when the post that it is on leaves, it goes to the one that takes its place. */
export function useFocusKept(posts: unknown[]) {
  const list = useRef<HTMLDivElement>(null);
  const at = useRef(-1);
  const cards = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-post]') ?? [])];
  useLayoutEffect(() => {
    if (at.current < 0 || document.activeElement !== document.body) return;
    const all = cards();
    go(all[Math.min(at.current, all.length - 1)]);
  }, [posts]);
  return {
    list,
    onFocus: (event: FocusEvent) => {
      at.current = cards().indexOf(event.target.closest<HTMLElement>('[data-post]')!);
    },
    onBlur: () => {
      // After what is drawn now: a post that is taken away loses the keyboard too.
      setTimeout(() => {
        if (!list.current?.contains(document.activeElement)) at.current = -1;
      });
    },
  };
}
