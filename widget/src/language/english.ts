/** What the cards say. */
export const cards = {
  wall: 'Social wall',
  seeOn: 'See on {0}',
  readMore: 'Read more',
  readLess: 'Read less',
  playVideo: 'Play the video',
  picture: 'Picture posted by {0}',
  us: 'us',
  stars: '{0} out of 5',
  pinned: 'Pinned',
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
  newPosts: 'New posts',
  emptyTitle: 'Your wall is ready',
  emptyText: 'Posts appear here as soon as one of your feeds finds some.',
};

export type CardWords = typeof cards;
/** Every word that the widget says: another language is one file with these, and a line in index.ts. */
export type Words = CardWords & typeof parts;
