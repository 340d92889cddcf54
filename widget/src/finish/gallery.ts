import { drawing, h } from '../dom';
import { allWords, type Language } from '../language/words';
import type { Stage } from '../stage';

const arrows = { previous: 'M15 5l-7 7 7 7', next: 'M9 5l7 7-7 7' };

/** Lets films play in their cards, and visitors step through a post's pictures. */
export function enliven({ list, language }: Stage) {
  for (const strip of list.querySelectorAll<HTMLElement>('.strip:not(.live)')) {
    strip.classList.add('live');
    if (strip.children.length > 1) addSteps(strip, language);
    for (const film of strip.querySelectorAll<HTMLAnchorElement>('.film')) {
      film.addEventListener('click', (event) => {
        event.preventDefault();
        play(film);
      });
    }
  }
}

/** The post's place ("2/5") and two buttons. */
function addSteps(strip: HTMLElement, language: Language) {
  const words = allWords(language);
  const count = strip.children.length;
  const place = h('span', { class: 'place', 'aria-hidden': 'true' });
  const move = (by: number) => strip.scrollBy({ left: by * strip.clientWidth * towards(strip), behavior: 'smooth' });
  const button = (name: keyof typeof arrows, label: string, by: number) =>
    h('button', { class: `step ${name}`, type: 'button', 'aria-label': label, click: () => move(by) }, drawing('line', arrows[name]));
  const previous = button('previous', words.previousPicture, -1);
  const next = button('next', words.nextPicture, 1);
  const look = (at: number) => {
    place.textContent = `${at + 1}/${count}`;
    previous.hidden = at === 0;
    next.hidden = at === count - 1;
  };
  const follow = () => look(Math.round(Math.abs(strip.scrollLeft) / (strip.clientWidth || 1)));
  strip.addEventListener('scroll', follow, { passive: true });
  look(0);
  strip.after(previous, next, place);
}

const towards = (strip: HTMLElement) => (getComputedStyle(strip).direction === 'rtl' ? -1 : 1);

/** Puts a player where a film's still was; only now is the film asked for. */
function play(film: HTMLAnchorElement) {
  const poster = film.querySelector('img')?.src;
  const video = h('video', { class: 'shot', poster, controls: true, playsinline: true });
  video.src = film.dataset.film!;
  film.replaceWith(video);
  video.focus();
  video.play().catch(() => {});
}
