import { drawing, h } from './dom';
import type { Language } from './language/words';
import { linked } from './link';
import type { Media, Post } from './post';
import { safeUrl } from './url';

const triangle = 'M8 5.5v13a1 1 0 0 0 1.5.9l10-6.5a1 1 0 0 0 0-1.8l-10-6.5A1 1 0 0 0 8 5.5Z';
// Pictures are neither towers nor ribbons: what lies outside is cropped.
const narrowest = 0.8;
const widest = 1.91;

/** A post's pictures and films, with their space reserved before they load. */
export function gallery(post: Post, language: Language): HTMLElement | undefined {
  // Of a picture without an address the copy is still being made: its place is kept.
  const media = (Array.isArray(post.media) ? post.media : []).filter((one) => one?.url === '' || safeUrl(one?.url) || safeUrl(one?.poster));
  if (!media.length) return undefined;
  const box = h('div', { class: 'media' }, h('div', { class: 'strip' }, ...media.map((one) => shot(one, post, language))));
  box.style.setProperty('--ratio', `${ratio(media[0]!)}`);
  return box;
}

/** A picture, or a film's still, which leads to the film; both lead to the post. */
function shot(media: Media, post: Post, { words }: Language): HTMLElement {
  const source = safeUrl(media.url);
  const film = media.type === 'video';
  const still = film ? safeUrl(media.poster) : source;
  const alt = media.alt ?? '';
  const page = (film || still) && (safeUrl(post.url) ?? (film && source));
  const shown = linked(
    page,
    { class: film && source ? 'shot film' : 'shot', 'data-film': film && source, 'aria-label': film && `${words.playVideo}: ${alt}` },
    still && picture(still, alt, media.srcset),
    film && h('span', { class: 'play' }, drawing('', triangle)),
  );
  shown.style.backgroundColor = media.placeholder ?? '';
  return shown;
}

/** A picture that leaves a quiet surface when it fails. */
export function picture(src: string, alt: string, srcset?: string): HTMLImageElement {
  const error = ({ target }: Event) => (target as Element).parentElement?.classList.add('failed');
  return h('img', { alt, loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer', sizes: 'auto,400px', srcset, src, error });
}

/** The box fits the first picture; a size that the network does not say is a square. */
const ratio = ({ width, height }: Media) => (width && height ? Math.min(widest, Math.max(narrowest, width / height)) : 1);
