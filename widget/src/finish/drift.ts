import type { Stage } from '../stage';
import type { Mover } from './mover';
import { Pause } from './pause';

/** Pixels a second. */
const speeds = { off: 0, slow: 14, medium: 28, fast: 56 };
/** Milliseconds of rest at both ends. */
const rest = 2_500;

/** Lets a grid or a list drift up and down in its window. */
export function drift(stage: Stage): Mover {
  const motion = new Drift(stage);
  const pause = new Pause(stage, motion);
  stage.top.append(pause.button);
  return {
    update: () => motion.prepare(),
    stop() {
      pause.stop();
      motion.stop();
    },
  };
}

class Drift {
  readonly #stage: Stage;
  readonly #sizes = new ResizeObserver(() => this.prepare());
  #run: Animation | undefined;
  #going = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#sizes.observe(stage.list);
    this.#sizes.observe(stage.frame);
  }

  play() {
    const { frame } = this.#stage;
    const from = this.#free ? frame.scrollTop : this.#offset;
    this.#free = false;
    this.#going = true;
    frame.scrollTop = 0;
    this.prepare(from);
  }

  /** By hand, the window becomes one that can be scrolled, from where it is. */
  pause(byHand: boolean) {
    this.#going = false;
    this.#run?.pause();
    if (!byHand || this.#free) return;
    const at = this.#offset;
    this.#run?.cancel();
    this.#free = true;
    this.#stage.frame.scrollTop = at;
  }

  stop() {
    this.#sizes.disconnect();
    this.#run?.cancel();
    this.#free = false;
  }

  /** Makes the motion anew for the posts that there are, from where it is. */
  prepare(from = this.#offset) {
    if (this.#free) return;
    const { frame, list, settings } = this.#stage;
    this.#run?.cancel();
    const distance = list.offsetHeight - frame.clientHeight + 8;
    if (distance <= 0) return;
    const travel = (distance / speeds[settings.scroll]) * 1000;
    const duration = travel + 2 * rest;
    const [top, bottom] = ['none', `translateY(${-distance}px)`];
    const frames = [{ transform: top }, { transform: top, offset: rest / duration }, { transform: bottom, offset: 1 - rest / duration }, { transform: bottom }];
    this.#run = list.animate(frames, { duration, iterations: Infinity, direction: 'alternate' });
    this.#run.currentTime = from > 0 ? rest + Math.min(1, from / distance) * travel : 0;
    if (!this.#going) this.#run.pause();
  }

  get #offset() {
    return -new DOMMatrixReadOnly(getComputedStyle(this.#stage.list).transform).m42;
  }

  get #free() {
    return this.#stage.section.classList.contains('free');
  }

  set #free(free: boolean) {
    this.#stage.section.classList.toggle('free', free);
  }
}
