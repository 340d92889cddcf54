import type { Stage } from '../stage';
import type { Mover } from './mover';
import { Pause } from './pause';

/** Pixels a second. */
const speeds = { off: 0, slow: 30, medium: 60, fast: 110 };

/** Lets the single line run by, for ever: copies of it follow, so that it has no end. */
export function ticker(stage: Stage): Mover {
  const motion = new Ticker(stage);
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

class Ticker {
  readonly #stage: Stage;
  // A turn later: a whole line is much to lay out, and the frame has its own work.
  readonly #sizes = new ResizeObserver(() => {
    clearTimeout(this.#turn);
    this.#turn = setTimeout(() => this.prepare());
  });
  #turn: ReturnType<typeof setTimeout> | undefined;
  #runs: Animation[] = [];
  #going = false;
  #free = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    stage.section.classList.add('running');
    this.#sizes.observe(stage.frame);
  }

  play() {
    this.#going = true;
    for (const run of this.#runs) run.play();
    if (!this.#free) return;
    this.#release(false);
    this.prepare();
  }

  /** By hand, the line becomes one that can be scrolled. */
  pause(byHand: boolean) {
    this.#going = false;
    for (const run of this.#runs) run.pause();
    if (byHand && !this.#free) this.#release(true);
  }

  stop() {
    clearTimeout(this.#turn);
    this.#sizes.disconnect();
    this.#clear();
    this.#stage.section.classList.remove('running', 'free');
  }

  /** Makes copies and motion anew for the posts that there are, from where they are. */
  prepare() {
    if (this.#free) return;
    const { list, frame, settings } = this.#stage;
    const at = this.#runs[0]?.effect?.getComputedTiming().progress ?? 0;
    this.#clear();
    const width = list.offsetWidth;
    if (!width) return;
    const towards = getComputedStyle(list).direction === 'rtl' ? width : -width;
    const copies = Array.from({ length: Math.ceil(frame.clientWidth / width) }, () => this.#copy());
    frame.append(...copies);
    const duration = (width / speeds[settings.scroll]) * 1000;
    this.#runs = [list, ...copies].map((line) => {
      const run = line.animate([{ transform: 'none' }, { transform: `translateX(${towards}px)` }], { duration, iterations: Infinity });
      run.currentTime = at * duration;
      if (!this.#going) run.pause();
      return run;
    });
  }

  /** A copy is for the eye alone, and no longer than what can be seen of it. */
  #copy() {
    const { list, frame } = this.#stage;
    const copy = list.cloneNode() as HTMLElement;
    let room = frame.clientWidth;
    for (const cell of list.children as HTMLCollectionOf<HTMLElement>) {
      if (room < 0) break;
      copy.append(cell.cloneNode(true));
      room -= cell.offsetWidth;
    }
    copy.classList.add('copy');
    copy.ariaHidden = 'true';
    copy.inert = true;
    return copy;
  }

  #release(free: boolean) {
    this.#clear();
    this.#free = free;
    this.#stage.section.classList.toggle('free', free);
    this.#stage.frame.scrollLeft = 0;
  }

  #clear() {
    for (const run of this.#runs) run.cancel();
    this.#runs = [];
    for (const copy of this.#stage.frame.querySelectorAll('.copy')) copy.remove();
  }
}
