import { drawing, h } from './dom';
import { phrase, type Language } from './language';
import { gallery, outside } from './media';
import { networkMark, networkName } from './network';
import type { Post } from './post';
import { pieces } from './text';
import { timeInWords } from './time';
import { safeUrl } from './url';

const star = 'm12 2.8 2.8 5.8 6.4.9-4.6 4.4 1.1 6.3L12 17.2l-5.7 3 1.1-6.3L2.8 9.5l6.4-.9Z';
/** A longer text is cut until the reader asks for the rest. */
const longText = 280;
/** A shorter one without a picture is set like a quotation. */
const shortText = 140;

/** One post. */
export function card(post: Post, language: Language): HTMLElement {
  const media = gallery(post, language);
  const text = `${post.text ?? ''}`;
  const article = h(
    'article',
    { class: 'card', 'data-network': `${post.network ?? ''}` },
    media,
    h('div', { class: 'body' }, head(post, language), !!post.rating && stars(post.rating, language), !!text && words(text, post, language)),
  );
  article.classList.toggle('plain', !media && text.length <= shortText);
  return article;
}

function head(post: Post, language: Language): HTMLElement {
  const network = networkName(post.network);
  const { name, handle, url } = post.author ?? {};
  const who = `${name || (handle && `@${handle}`) || network}`;
  const page = safeUrl(url);
  const author = h(page ? 'a' : 'span', { class: 'name', dir: 'auto', ...(page && { ...outside, href: page }) }, who);
  return h(
    'header',
    { class: 'head' },
    avatar(post, who),
    h('div', { class: 'who' }, author, h('div', { class: 'meta' }, !!name && !!handle && h('bdi', {}, `@${handle}`), time(post, language))),
    !!post.pinned && h('span', { class: 'pin', role: 'img', 'aria-label': language.words.pinned }, drawing('line', 'M9 4h6l-1 6 3.5 3.5h-11L10 10ZM12 13.5V21')),
    mark(post, language),
  );
}

/** Google's terms do not let a reviewer's portrait be taken from elsewhere than Google: initials stand for it. */
function avatar(post: Post, who: string): HTMLElement {
  const named = !!(post.author?.name || post.author?.handle);
  const initials = named && [...who.replace(/[^\p{L}\p{N}\s]/gu, '').matchAll(/(?<!\S)\S/gu)].map(String).slice(0, 2).join('');
  const circle = h('span', { class: 'avatar', 'aria-hidden': 'true' }, initials || networkMark(post.network));
  const source = post.network === 'google' ? undefined : safeUrl(post.author?.avatar);
  if (source) {
    const image = h('img', { alt: '', loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer' });
    image.addEventListener('error', () => image.remove());
    image.src = source;
    circle.append(image);
  }
  return circle;
}

function time(post: Post, { tag }: Language): HTMLElement | undefined {
  const said = timeInWords(post.publishedAt, Date.now(), tag);
  if (!said) return undefined;
  const full = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(post.publishedAt!));
  const moment = h('time', { datetime: post.publishedAt, title: full }, said);
  const page = safeUrl(post.url);
  return page ? h('a', { ...outside, href: page }, moment) : moment;
}

function mark(post: Post, { words }: Language): HTMLElement {
  const page = safeUrl(post.url);
  const name = networkName(post.network);
  const icon = networkMark(post.network);
  if (!page) return h('span', { class: 'mark' }, icon);
  return h('a', { ...outside, class: 'mark', href: page, 'aria-label': name ? phrase(words.seeOn, name) : words.openPost }, icon);
}

/** A rating as five stars. */
export function stars(rating: number, { words, tag }: Language): HTMLElement {
  const value = Math.min(5, Math.max(0, Number(rating) || 0));
  const said = phrase(words.stars, new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }).format(value));
  const five = [1, 2, 3, 4, 5].map((at) => drawing(at <= Math.round(value) ? 'star' : 'star off', star));
  return h('div', { class: 'stars', role: 'img', 'aria-label': said }, ...five);
}

function words(text: string, post: Post, { words: say }: Language): HTMLElement {
  const links = pieces(text, post.network, post.entities).map(({ text: shown, url }) => (url ? h('a', { ...outside, href: url }, shown) : shown));
  const paragraph = h('p', { class: 'text', dir: 'auto' }, ...links);
  const long = text.length > longText || text.split('\n').length > 8;
  if (!long) return paragraph;
  const button = h('button', { class: 'read', type: 'button', 'aria-expanded': 'false' }, say.readMore);
  button.addEventListener('click', () => {
    const cut = paragraph.classList.toggle('cut');
    button.textContent = cut ? say.readMore : say.readLess;
    button.setAttribute('aria-expanded', `${!cut}`);
  });
  paragraph.classList.add('cut');
  return h('div', {}, paragraph, button);
}
