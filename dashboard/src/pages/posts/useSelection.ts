import { useMemo, useRef, useState } from 'react';
import type { Post } from './queries';

/** The posts that are selected, of those that are there. */
export function useSelection(posts: Post[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  return useMemo(() => {
    const there = posts.filter(({ id }) => ids.has(id)).length;
    return {
      count: there,
      some: there > 0,
      all: there === posts.length,
      has: (id: string) => ids.has(id),
      clear: () => setIds(new Set()),
      selectAll: () => setIds(new Set(posts.map(({ id }) => id))),
      /** With a range, all from the one that was selected before to this one. */
      toggle(id: string, range = false) {
        const from = range ? posts.findIndex((post) => post.id === last.current) : -1;
        const to = posts.findIndex((post) => post.id === id);
        const meant = from < 0 ? [id] : posts.slice(Math.min(from, to), Math.max(from, to) + 1).map((post) => post.id);
        const next = new Set(ids);
        for (const one of meant) if (from < 0 && ids.has(one)) next.delete(one); else next.add(one);
        last.current = id;
        setIds(next);
      },
    };
  }, [posts, ids]);
}
