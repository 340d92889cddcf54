import { drawing, h } from './dom';
import { phrase, type Language } from './language/words';

const star = 'm12 2.8 2.8 5.8 6.4.9-4.6 4.4 1.1 6.3L12 17.2l-5.7 3 1.1-6.3L2.8 9.5l6.4-.9Z';

/** A rating as five stars. */
export function stars(rating: number, { words, tag }: Language): HTMLElement {
  const value = Math.min(5, Math.max(0, Number(rating) || 0));
  const said = phrase(words.stars, new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }).format(value));
  const five = [1, 2, 3, 4, 5].map((at) => drawing(at <= Math.round(value) ? 'star' : 'star off', star));
  return h('div', { class: 'stars', role: 'img', 'aria-label': said }, ...five);
}
