import { drawing, h } from './dom';
import { phrase, type Language } from './language/words';

const star = 'm12 2.8 2.8 5.8 6.4.9-4.6 4.4 1.1 6.3L12 17.2l-5.7 3 1.1-6.3L2.8 9.5l6.4-.9Z';

/** A star's width, and the gap to the next: the style sheet has the same. */
const [width, gap] = [1, 0.1];

/** A rating as five stars, filled as far as it goes. */
export function stars(rating: number, { words, tag }: Language): HTMLElement {
  const value = Math.min(5, Math.max(0, Number(rating) || 0));
  const said = phrase(words.stars, new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }).format(value));
  const five = h('div', { class: 'stars', role: 'img', 'aria-label': said }, ...[1, 2, 3, 4, 5].map(() => drawing('star', star)));
  const filled = Math.floor(value) * (width + gap) + (value % 1) * width;
  five.style.setProperty('--filled', `${(100 * filled) / (5 * width + 4 * gap)}%`);
  return five;
}
