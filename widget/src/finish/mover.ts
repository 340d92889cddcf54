import type { Stage } from '../stage';
import { carousel } from './carousel';
import { drift } from './drift';
import { ticker } from './ticker';

/** What makes a wall move. */
export interface Mover {
  /** The posts changed. */
  update(): void;
  stop(): void;
}

interface Moving {
  look: string;
  mover: Mover | undefined;
}

const moving = new WeakMap<Stage, Moving>();

/** Lets a wall move as its settings say, and starts anew when they changed. */
export function move(stage: Stage) {
  const { layout, scroll } = stage.settings;
  const look = [layout, scroll, stage.language.tag].join();
  const now = moving.get(stage);
  if (now?.look === look) return now.mover?.update();
  now?.mover?.stop();
  const mover = start(stage);
  moving.set(stage, { look, mover });
  if (!now) stage.stop.addEventListener('abort', () => moving.get(stage)?.mover?.stop());
}

function start(stage: Stage): Mover | undefined {
  const { layout, scroll } = stage.settings;
  if (layout === 'carousel') return carousel(stage);
  if (scroll === 'off') return undefined;
  return layout === 'ticker' ? ticker(stage) : drift(stage);
}
