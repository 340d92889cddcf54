import { drawing, h } from './dom';
import { phrase, type Language } from './language/words';

const star = 'm12 2.8 2.8 5.8 6.4.9-4.6 4.4 1.1 6.3L12 17.2l-5.7 3 1.1-6.3L2.8 9.5l6.4-.9Z';

/** A rating as five stars, filled as far as it goes. */
export function stars(rating: number, { words }: Language): HTMLElement {
  const value = Math.min(5, Math.max(0, Number(rating) || 0));
  const said = phrase(words.stars, `${Math.round(value * 10) / 10}`.replace('.', words.decimal));
  const five = h('div', { class: 'stars', role: 'img', 'aria-label': said }, ...[1, 2, 3, 4, 5].map(() => drawing('star', star)));
  // As in the style sheet, a gap between two stars is a tenth of their width.
  five.style.setProperty('--filled', `${(100 * (Math.floor(value) * 1.1 + (value % 1))) / 5.4}%`);
  return five;
}
