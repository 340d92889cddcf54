import { drawing, h } from './dom';
import { phrase, type Language } from './language/words';
import { linked } from './link';
import { gallery, picture } from './media';
import { networkMark, networkName } from './network';
import type { Post } from './post';
import { stars } from './stars';
import { pieces } from './text';
import { timeInWords } from './time';
import { safeUrl } from './url';

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
    { class: 'card' },
    media,
    h('div', { class: 'body' }, head(post, language), !!post.rating && stars(post.rating, language), !!text && words(text, post, language)),
  );
  article.classList.toggle('plain', !media && text.length <= shortText);
  return article;
}

/** Who posted it, when and where. Of a post without an author, the network takes the author's place. */
function head(post: Post, language: Language): HTMLElement {
  const network = networkName(post.network);
  const { name, handle, url } = post.author ?? {};
  const who = name || (handle && `@${handle}`);
  const page = safeUrl(who ? url : post.url);
  return h(
    'header',
    { class: 'head' },
    avatar(post),
    h(
      'div',
      { class: 'who' },
      linked(page, { class: 'name', dir: 'auto' }, `${who || network}`),
      h('div', { class: 'meta' }, !!name && !!handle && linked(page, { dir: 'auto' }, `@${handle}`), time(post, language)),
    ),
    !!post.pinned && h('span', { class: 'pin', role: 'img', 'aria-label': language.words.pinned }, drawing('line', 'M9 4h6l-1 6 3.5 3.5h-11L10 10ZM12 13.5V21')),
    !!who && mark(post, language),
  );
}

/** Google's terms do not let a reviewer's portrait be taken from elsewhere than Google: initials stand for it. */
function avatar({ network, author }: Post): HTMLElement {
  const initials = `${author?.name || author?.handle || ''}`.match(/(?<!\S)[\p{L}\p{N}]/gu);
  const source = network === 'google' ? undefined : safeUrl(author?.avatar);
  return h('span', { class: 'avatar', 'aria-hidden': 'true' }, initials ? initials.slice(0, 2).join('') : networkMark(network), source && picture(source, ''));
}

function time(post: Post, language: Language): HTMLElement | undefined {
  const said = timeInWords(post.publishedAt, Date.now(), language);
  return said ? linked(safeUrl(post.url), {}, h('time', { datetime: post.publishedAt }, said)) : undefined;
}

/** The network's mark leads to the post; the tenant's own posts have none. */
function mark(post: Post, { words }: Language): HTMLElement | false {
  const name = networkName(post.network);
  const page = safeUrl(post.url);
  return !!name && linked(page, { class: 'mark', 'aria-label': page && phrase(words.seeOn, name) }, networkMark(post.network));
}

function words(text: string, post: Post, { words: say }: Language): HTMLElement {
  const links = pieces(text, post.network, post.entities).map(({ text: shown, url }) => (url ? linked(url, {}, shown) : shown));
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
