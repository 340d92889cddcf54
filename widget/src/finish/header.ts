import { h } from '../dom';
import { allWords, phrase } from '../language/words';
import { linked } from '../link';
import { networkMark } from '../network';
import type { Stage } from '../stage';
import type { Place } from '../post';
import { stars } from '../stars';
import { safeUrl } from '../url';

/** Shows over the posts the tenant's logo and what reviewers think of its places. */
export function head(stage: Stage) {
  const { top, settings } = stage;
  top.querySelector('.brand')?.remove();
  const logo = safeUrl(settings.logo);
  const scores = settings.places.filter((place) => place?.rating).map((place) => score(place, stage));
  if (logo || scores.length) top.prepend(h('div', { class: 'brand' }, logo && h('img', { alt: '', referrerpolicy: 'no-referrer', src: logo, error: ({ target }) => (target as Element).remove() }), ...scores));
}

function score({ rating, count, url, network }: Place, { language }: Stage): HTMLElement {
  const words = allWords(language);
  const number = Number(rating).toFixed(1).replace('.', words.decimal);
  const reviews = phrase(words.reviews, `${count}`.replace(/\B(?=(\d{3})+$)/g, words.thousands));
  return h(
    'div',
    { class: 'score' },
    networkMark(network),
    h('b', {}, number),
    stars(rating!, language),
    !!count && linked(safeUrl(url), {}, reviews),
  );
}
