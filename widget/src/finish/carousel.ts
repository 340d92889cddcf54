import { drawing, h } from '../dom';
import { allWords } from '../language/words';
import type { Stage } from '../stage';
import type { Mover } from './mover';
import { Pause } from './pause';

/** Milliseconds for which a card stays. */
const stays = { off: 0, slow: 8_000, medium: 5_500, fast: 3_500 };

/** Gives the row of cards its buttons, and lets it go on by itself. */
export function carousel(stage: Stage): Mover {
  const { list, top, settings } = stage;
  const words = allWords(stage.language);
  const listening = new AbortController();
  let timer: ReturnType<typeof setInterval> | undefined;

  const step = (by: number) => {
    const width = (list.firstElementChild as HTMLElement | null)?.offsetWidth ?? 0;
    const gap = parseFloat(getComputedStyle(list).columnGap) || 0;
    const sign = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
    list.scrollBy({ left: sign * by * (width + gap), behavior: 'smooth' });
  };
  const atStart = () => Math.abs(list.scrollLeft) < 2;
  const atEnd = () => Math.abs(list.scrollLeft) + list.clientWidth > list.scrollWidth - 2;
  const motion = {
    play() {
      motion.pause();
      timer = setInterval(() => (atEnd() ? list.scrollTo({ left: 0, behavior: 'smooth' }) : step(1)), stays[settings.scroll]);
    },
    pause: () => clearInterval(timer),
  };

  const button = (label: string, d: string, by: number) => h('button', { class: 'control', type: 'button', 'aria-label': label, click: () => step(by) }, drawing('line', d));
  const previous = button(words.previous, 'M15 5l-7 7 7 7', -1);
  const next = button(words.next, 'M9 5l7 7-7 7', 1);
  const look = () => {
    previous.disabled = atStart();
    next.disabled = atEnd();
  };
  list.addEventListener('scroll', look, { passive: true, signal: listening.signal });
  list.tabIndex = 0;
  const pause = settings.scroll === 'off' ? undefined : new Pause(stage, motion);
  const controls = h('div', { class: 'controls' }, pause?.button, previous, next);
  top.append(controls);
  look();
  return {
    update: look,
    stop() {
      listening.abort();
      motion.pause();
      pause?.stop();
      controls.remove();
      list.removeAttribute('tabindex');
    },
  };
}
