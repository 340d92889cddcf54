/** Every word that the widget says. A language is one file like this one and a line in index.ts. */
export const english = {
  wall: 'Social wall',
  loading: 'Loading posts',
  seeOn: 'See on {0}',
  openPost: 'Open the post',
  showMore: 'Show more',
  readMore: 'Read more',
  readLess: 'Read less',
  pause: 'Pause',
  play: 'Play',
  playVideo: 'Play the video',
  previous: 'Previous',
  next: 'Next',
  previousPicture: 'Previous picture',
  nextPicture: 'Next picture',
  picture: 'Picture posted by {0}',
  stars: '{0} out of 5',
  average: 'average of {0} reviews shown here',
  pinned: 'Pinned',
  newPosts: 'New posts',
  emptyTitle: 'Your wall is ready',
  emptyText: 'Posts appear here as soon as one of your feeds finds some.',
};

export type Words = typeof english;
