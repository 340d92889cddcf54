import type { Unit } from '../time';

/**
 * What the cards say. Times and numbers as well: a browser works for over 10 ms
 * to make its first formatter (Intl), which on a slow phone the page would feel.
 */
export const cards = {
  wall: 'Social wall',
  seeOn: 'See on {0}',
  readMore: 'Read more',
  readLess: 'Read less',
  playVideo: 'Play the video',
  us: 'us',
  stars: '{0} out of 5',
  pinned: 'Pinned',
  decimal: '.',
  now: 'now',
  ago: (count: number, unit: Unit) => (count === 1 && unit === 'day' ? 'yesterday' : `${count} ${unit}${count > 1 ? 's' : ''} ago`),
  date(moment: Date, withYear: boolean, tag: string) {
    const [, month, padded, year] = moment.toDateString().split(' ');
    const day = Number(padded);
    if (/^en(-US)?$/.test(tag)) return `${month} ${day}${withYear ? `, ${year}` : ''}`;
    return `${day} ${month}${withYear ? ` ${year}` : ''}`;
  },
};

/** What the parts say that load later. */
export const parts = {
  showMore: 'Show more',
  pause: 'Pause',
  play: 'Play',
  previous: 'Previous',
  next: 'Next',
  previousPicture: 'Previous picture',
  nextPicture: 'Next picture',
  reviews: '{0} reviews',
  thousands: ',',
  newPosts: 'New posts',
  emptyTitle: 'Your wall is ready',
  emptyText: 'Posts appear here as soon as one of your feeds finds some.',
};

export type CardWords = typeof cards;
/** Every word that the widget says: another language is one file with these, and a line in index.ts. */
export type Words = CardWords & typeof parts;
