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

/** What the dashboard reads of one tenant and of the platform, by path; lists have an item for each place in the corpus. */
export function dashboardAnswers(tenant: string, say: (field: string, i: number) => string, places: number[]): Record<string, unknown> {
  const [first = 0] = places;
  const each = <T>(make: (say: Say, i: number) => T) => places.map((i) => make((field) => say(field, i), i));
  const list = <T>(make: (say: Say, i: number) => T) => ({ items: each(make), nextCursor: null });
  const one: Say = (field) => say(field, first);
  // A field that there is once has all of them, each after what ends the one before, whatever that began.
  const all: Say = (field) => places.map((i) => say(field, i)).join('"\'--></textarea></title></style></script>');
  const failure = (say: Say) => ({ class: say('class of failure'), message: say('failure'), since: moment });
  const need = (say: Say, i: number) => ({ feedId: say('feed id'), feedName: say('name of a feed in need'), network: feedNetwork(i), kind: i % 2 ? 'failing' : 'expiring', class: say('class of need'), ownCredential: true, message: say('need'), since: moment, expiresAt: moment });
  const mine = { role: 'owner', status: 'active', feedsInError: 1, lastSyncAt: moment };
  const rules = (say: Say) => ({ blocked: say('caught'), posts: 2 });
  return {
    '/v1/me': {
      subject: all('subject'), email: all('my e-mail'), language: 'en', admin: true,
      tenants: [{ ...mine, id: tenant, name: all('name of this tenant'), needs: each(need) }, ...each((say, i) => ({ ...mine, id: `t_${i}`, name: say('tenant name'), needs: [need(say, i)] }))],
    },
    '/v1/tenant': {
      id: tenant, name: all('tenant name in settings'), domain: all('domain'), allowedDomains: each((say) => say('allowed domain')), locale: 'en', event: false, status: 'active', plan: 'enterprise',
      table: all('table'), createdAt: moment, role: 'owner', apiKey: one('widget key'), embedCode: all('embed code'), previousKeyUntil: moment, usage: { feeds: 3, feedLimit: null },
    },
    '/v1/feeds': list((say, i) => ({
      id: `f_${i}`, name: say('feed name'), network: feedNetwork(i), query: feedQuery(say, i), enabled: i % 5 > 0, ownCredential: true,
      credential: { account: say('account'), accountId: say('account id'), renewable: false, expiresAt: moment, checkedAt: moment }, createdAt: moment,
      state: { lastSyncAt: moment, nextSyncAt: null, intervalSeconds: 900, reason: say('reason of a wait'), postCount: 1, skippedCount: 1, ...(i % 2 && { error: failure(say) }) }, etag: '"1"',
    })),
    '/v1/posts': list((say, i) => ({ ...post(say, i), publishedAt: moment, status: statuses[i % 3], reason: say('reason of a status'), moderated: false, shown: i % 3 === 0, etag: '"1"' })),
    '/v1/feeds/preview': { posts: each((say, i) => ({ ...post(say, i), publishedAt: moment })).slice(0, 6) },
    '/v1/widget': {
      ...settings(one), theme: 'custom', layout: 'grid', scroll: 'off', columns: 3, limit: 24, networks: [], language: 'auto', places: undefined,
      moderation: { mode: 'hold', blockedWords: each((say) => say('blocked word')), blockedAuthors: each((say) => say('blocked author')), builtInLists: true, minimumRating: 0, caught: { words: each(rules), authors: each(rules) } },
    },
    '/v1/analytics': {
      from: '2026-11-01', to: '2026-11-02', total: { views: 1, impressions: 1, clicks: 1 }, days: ['2026-11-01', '2026-11-02'].map((day) => ({ day, views: 1, impressions: 1, clicks: 1 })),
      networks: [{ network: 'google', impressions: 1, clicks: 1 }], topPosts: each((say, i) => ({ id: `google:${say('id of a top post')}${i}`, impressions: 1, clicks: 1, text: say('text of a top post'), url: say('url of a top post') })),
    },
    '/v1/members': list((say, i) => ({ id: `m_${i}`, email: say('member e-mail'), role: 'viewer', status: i % 2 ? 'member' : 'invited', etag: '"1"' })),
    '/v1/audit': list((say, i) => ({ at: moment, by: say('who changed'), action: i % 2 ? 'feed.removed' : say('action'), target: say('what was changed'), detail: say('detail of a change') })),
    '/v1/admin/tenants': list((say, i) => ({ id: `t_${i}`, name: say('tenant of the platform'), domain: say('domain of the platform'), status: 'active', plan: 'starter', table: say('table of the platform'), createdAt: moment, feedsInError: [failure(say)] })),
    '/v1/admin/status': {
      tenants: { active: 1, suspended: 0, provisioning: 0, inError: 1 }, feedsInError: each((say) => ({ class: say('class of failures'), feeds: 1, tenants: 1 })),
      budgets: each((say, i) => ({ network: feedNetwork(i), account: say('account of a budget'), name: say('budget'), used: 9, limit: 10, unit: say('unit'), waitSeconds: 9, blockedUntil: moment, reason: say('reason of a budget'), tokenRefused: say('refusal of a token'), tokenEndsAt: moment })),
      queues: each((say) => ({ name: say('queue'), waiting: 1, deadLetters: 1 })),
    },
    '/v1/wall': { wall: settings(one), posts: each(post), nextCursor: null, updatedAt: moment, refreshSeconds: 300 },
  };
}

const statuses = ['visible', 'pending', 'hidden'] as const;
const feedNetwork = (i: number) => networks[i % 4]!;
const feedQuery = (say: Say, i: number) =>
  [() => ({ hashtags: [say('hashtag'), say('second hashtag')] }), () => ({ pageId: say('page id') }), () => ({ hashtags: [say('hashtag of X')] }), () => ({ placeId: say('place id') })][i % 4]!();

/** An error of the API, in a stranger's words. */
export const problem = (say: Say) => ({
  type: '/problems/invalid', title: say('problem title'), status: 422, detail: say('problem detail'), requestId: say('request id'),
  errors: ['/name', '/query/hashtags/0', '/domain', '/email', `/${say('pointer')}`].map((pointer) => ({ pointer, detail: say('problem of a field') })),
});
