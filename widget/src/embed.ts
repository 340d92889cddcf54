import type { Options } from './settings';
import { complain, Wall, type WallHandle } from './wall';

const walls = new Map<Element, Wall>();
const home = '#hashmytag-wall';

/** Puts a wall into its target, now or when the target appears. It never throws. */
export function mount(options: Options): WallHandle {
  let wall: Wall | undefined;
  let gone = false;
  const attempt = () => {
    const target = find(options.target);
    if (target && !gone) wall = place(target, options);
    return !!target || gone;
  };
  const watcher = new MutationObserver(() => attempt() && watcher.disconnect());
  try {
    if (!attempt()) watcher.observe(document.documentElement, { childList: true, subtree: true });
  } catch (error) {
    complain(error);
  }
  return {
    refresh: async () => wall?.refresh(),
    destroy() {
      gone = true;
      watcher.disconnect();
      wall?.destroy();
    },
  };
}

const find = (target: Options['target']) => (target instanceof Element ? target : document.querySelector(target ?? home));

function place(target: Element, options: Options): Wall {
  walls.get(target)?.destroy();
  const wall = new Wall(target, options);
  walls.set(target, wall);
  return wall;
}
