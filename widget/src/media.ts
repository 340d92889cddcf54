import { drawing, h } from './dom';
import { phrase, type Language } from './language';
import { networkName } from './network';
import type { Media, Post } from './post';
import { safeUrl } from './url';

const triangle = 'M8 5.5v13a1 1 0 0 0 1.5.9l10-6.5a1 1 0 0 0 0-1.8l-10-6.5A1 1 0 0 0 8 5.5Z';
const arrows = { previous: 'M15 5l-7 7 7 7', next: 'M9 5l7 7-7 7' };
// Pictures are neither towers nor ribbons: what lies outside is cropped.
const narrowest = 0.8;
const widest = 1.91;

/** A post's pictures and films, with their space reserved before they load. */
export function gallery(post: Post, { words }: Language): HTMLElement | undefined {
  const frames = (Array.isArray(post.media) ? post.media : [])
    .filter((media) => safeUrl(media?.url) || safeUrl(media?.poster))
    .map((media) => frame(media, post, words));
  if (!frames.length) return undefined;
  const strip = h('div', { class: 'strip' }, ...frames);
  const box = h('div', { class: 'media' }, strip);
  box.style.setProperty('--ratio', `${ratio(post.media!)}`);
  if (frames.length > 1) addSteps(box, strip, frames.length, words);
  return box;
}

function frame(media: Media, post: Post, words: Language['words']): HTMLElement {
  const film = media.type === 'video';
  const still = safeUrl(film ? media.poster : media.url);
  const author = post.author?.name || networkName(post.network);
  const alt = media.alt || (author ? phrase(words.picture, author) : '');
  const page = safeUrl(post.url);
  const content = still && picture(still, alt);
  if (!film) return page ? h('a', { ...outside, class: 'shot', href: page, 'aria-label': alt ? undefined : words.openPost }, content) : h('div', { class: 'shot' }, content);
  const button = h('button', { class: 'shot', type: 'button', 'aria-label': words.playVideo }, content, h('span', { class: 'play' }, drawing('', triangle)));
  const play = () => {
    const source = safeUrl(media.url);
    if (source) button.replaceWith(player(source, still));
    else if (page) open(page, '_blank', 'noopener,noreferrer');
  };
  button.addEventListener('click', play);
  return button;
}

/** The attributes of every link that leads away. */
export const outside = { target: '_blank', rel: 'noopener noreferrer nofollow ugc' };

/** A picture that leaves a quiet surface when it fails. */
function picture(src: string, alt: string): HTMLImageElement {
  const image = h('img', { alt, loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer' });
  image.addEventListener('error', () => image.parentElement?.classList.add('failed'));
  image.src = src;
  return image;
}

function player(src: string, poster: string | undefined): HTMLVideoElement {
  const video = h('video', { class: 'shot', src, poster, controls: true, autoplay: true, playsinline: true });
  video.play?.().catch(() => {});
  return video;
}

/** The box fits the first picture; a size that the network does not say is a square. */
function ratio(media: Media[]): number {
  const { width, height } = media[0] ?? {};
  return width && height ? Math.min(widest, Math.max(narrowest, width / height)) : 1;
}

function addSteps(box: HTMLElement, strip: HTMLElement, count: number, words: Language['words']) {
  const place = h('span', { class: 'place', 'aria-hidden': 'true' }, `1/${count}`);
  const move = (by: number) => () => strip.scrollBy({ left: by * strip.clientWidth, behavior: 'smooth' });
  const step = (name: 'previous' | 'next', label: string, by: number) =>
    h('button', { class: `step ${name}`, type: 'button', 'aria-label': label, click: move(by) }, drawing('line', arrows[name]));
  strip.addEventListener('scroll', () => {
    place.textContent = `${Math.round(Math.abs(strip.scrollLeft) / strip.clientWidth) + 1}/${count}`;
  }, { passive: true });
  box.append(step('previous', words.previousPicture, -1), step('next', words.nextPicture, 1), place);
}
