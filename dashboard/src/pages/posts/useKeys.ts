import type { KeyboardEvent } from 'react';

/** What the keys of the grid do, as the help says it. */
export const keys = {
  move: ['←', '↑', '→', '↓', 'J', 'K'],
  approve: ['A'],
  hide: ['H'],
  pin: ['P'],
  select: ['X'],
  open: ['O'],
  clear: ['Esc'],
};

export type Act = 'approve' | 'hide' | 'pin' | 'select' | 'open' | 'clear';

const acts: Record<string, Act> = { a: 'approve', h: 'hide', p: 'pin', x: 'select', o: 'open', Escape: 'clear' };

/** The post that the keyboard is on. */
const postOf = (element: Element | null) => element?.closest<HTMLElement>('[data-post]') ?? null;

/** The nearest post straight above or below. */
function across(posts: HTMLElement[], from: HTMLElement, down: boolean): HTMLElement | undefined {
  const { left, top } = from.getBoundingClientRect();
  const sameColumn = posts.filter((post) => post !== from && Math.abs(post.getBoundingClientRect().left - left) < 8);
  return down ? sameColumn.find((post) => post.getBoundingClientRect().top > top) : sameColumn.findLast((post) => post.getBoundingClientRect().top < top);
}

function step(posts: HTMLElement[], from: HTMLElement | null, key: string): HTMLElement | undefined {
  if (!from) return posts[0];
  const at = posts.indexOf(from);
  switch (key) {
    case 'j': case 'ArrowRight': return posts[at + 1];
    case 'k': case 'ArrowLeft': return posts[at - 1];
    case 'ArrowDown': return across(posts, from, true);
    case 'ArrowUp': return across(posts, from, false);
    default: return undefined;
  }
}

/** Moves among the posts of a list and says what shall be done with the one that the keyboard is on. The keys work while the keyboard is in the list. */
export function onKeys(act: (act: Act, id: string) => void) {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).matches('input:not([type=checkbox]), textarea')) return;
    const from = postOf(event.target as Element);
    const posts = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-post]')];
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const next = step(posts, from, key);
    const wanted = acts[key];
    if (!next && !(wanted && from)) return;
    event.preventDefault();
    if (next) return go(next);
    act(wanted!, from!.dataset.post!);
  };
}

export function go(post: HTMLElement | undefined) {
  post?.focus({ preventScroll: true });
  post?.scrollIntoView({ block: 'nearest' });
}
