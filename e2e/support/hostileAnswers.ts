/** Answers of the API in which every word and address is a stranger's: `say(field)` is what is tried in a field. */
type Say = (field: string) => string;

const networks = ['instagram', 'facebook', 'twitter', 'google', 'direct'] as const;
const moment = '2026-11-30T10:00:00Z';
export const networkOf = (i: number) => networks[i % networks.length]!;

/** A post as walls and the dashboard get it. `srcset` is not in it: the platform makes it of numbers. */
export function post(say: Say, i: number) {
  return {
    id: `${networkOf(i)}:${say('post id')}`,
    network: networkOf(i),
    feedIds: [say('feed id')],
    author: { name: say('author name'), handle: say('author handle'), url: say('author url'), avatar: say('author avatar') },
    text: say('post text'),
    entities: [{ type: 'link', start: 0, end: 2, url: say('entity url'), text: say('entity text') }, { type: 'link', start: 2, end: 3, url: 'https://shop.example/', text: say('link text') }],
    url: say('post url'),
    publishedAt: say('time'),
    media: [
      { type: 'image', url: say('picture url'), alt: say('alt text'), placeholder: say('placeholder'), width: 4, height: 3 },
      { type: 'image', url: '', alt: say('alt text of no picture'), placeholder: say('placeholder of no picture') },
      { type: 'video', url: say('film url'), poster: say('poster url'), alt: say('alt text of a film') },
    ],
    rating: 4,
    pinned: i === 0,
  };
}

/** The settings of a wall, with what a review network says of its places. */
export function settings(say: Say) {
  return {
    theme: 'custom',
    colors: { background: say('colour'), card: say('card colour'), text: say('text colour'), accent: say('accent colour') },
    layout: say('layout'),
    columns: say('columns'),
    scroll: say('scroll'),
    limit: say('limit'),
    networks: [say('network')],
    language: say('language'),
    branding: { logo: say('logo'), font: say('font') },
    places: [{ feedId: say('place feed'), network: say('place network'), rating: 4.2, count: say('review count'), url: say('place url') }],
  };
}
