import { drawing, h } from '../dom';
import { allWords } from '../language/words';
import type { Stage } from '../stage';

const bars = 'M7 5h3.5v14H7ZM13.5 5H17v14h-3.5Z';
const triangle = 'M8 5.5v13a1 1 0 0 0 1.5.9l10-6.5a1 1 0 0 0 0-1.8l-10-6.5A1 1 0 0 0 8 5.5Z';
/** After a touch the wall stays still for a while. */
const touchRest = 4_000;

/** What moves by itself. */
export interface Motion {
  play(): void;
  /** byHand: the visitor asked for it, and wants to look around. */
  pause(byHand: boolean): void;
}

/**
 * Decides when the wall moves: while it is seen, nobody points at it, touches
 * it or has the focus in it, and nobody pressed pause. Who prefers less motion
 * starts paused.
 */
export class Pause {
  readonly button: HTMLButtonElement;
  readonly #stage: Stage;
  readonly #motion: Motion;
  readonly #listening = new AbortController();
  readonly #sight = new IntersectionObserver(([entry]) => this.#hold('unseen', !entry!.isIntersecting));
  readonly #reasons = new Set<string>(['unseen']);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(stage: Stage, motion: Motion) {
    this.#stage = stage;
    this.#motion = motion;
    this.button = h('button', { class: 'control', type: 'button', click: () => this.#hold('hand', !this.#reasons.has('hand')) });
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) this.#reasons.add('hand');
    this.#sight.observe(stage.frame);
    this.#listen();
    this.#apply();
  }

  stop() {
    this.#listening.abort();
    this.#sight.disconnect();
    clearTimeout(this.#timer);
    this.button.remove();
  }

  #listen() {
    const { frame } = this.#stage;
    const on = (name: string, act: (event: Event) => void) => frame.addEventListener(name, act, { signal: this.#listening.signal, passive: true });
    // Who is there already does not come in any more; a finger's hover means nothing.
    if (matchMedia('(hover: hover)').matches && frame.matches(':hover')) this.#reasons.add('mouse');
    if (frame.matches(':focus-within')) this.#reasons.add('focus');
    const mouse = (over: boolean) => (event: Event) => (event as PointerEvent).pointerType === 'mouse' && this.#hold('mouse', over);
    on('pointerenter', mouse(true));
    on('pointerleave', mouse(false));
    on('focusin', () => this.#hold('focus', true));
    on('focusout', () => this.#hold('focus', false));
    on('touchstart', () => {
      clearTimeout(this.#timer);
      this.#hold('touch', true);
    });
    const release = () => {
      this.#timer = setTimeout(() => this.#hold('touch', false), touchRest);
    };
    on('touchend', release);
    on('touchcancel', release);
  }

  #hold(reason: string, holds: boolean) {
    if (holds) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    this.#apply();
  }

  #apply() {
    const words = allWords(this.#stage.language);
    const byHand = this.#reasons.has('hand');
    this.button.replaceChildren(drawing('', byHand ? triangle : bars));
    this.button.setAttribute('aria-label', byHand ? words.play : words.pause);
    if (this.#reasons.size) this.#motion.pause(byHand);
    else this.#motion.play();
  }
}
