import type { Thing } from '../../api/queries';

/** What a person chooses when adding a feed; Instagram has two. */
export const kinds = {
  instagramHashtags: { network: 'instagram', asks: 'hashtags', keys: ['accessToken', 'userId'], ownNeeded: false },
  instagramAccount: { network: 'instagram', asks: 'account', keys: ['accessToken', 'userId'], ownNeeded: true },
  facebook: { network: 'facebook', asks: 'pageId', keys: ['accessToken'], ownNeeded: false },
  twitter: { network: 'twitter', asks: 'hashtags', keys: ['bearerToken'], ownNeeded: false },
  google: { network: 'google', asks: 'placeId', keys: ['apiKey'], ownNeeded: false },
} as const satisfies Record<string, { network: Thing<'Network'>; asks: string; keys: readonly (keyof Thing<'Credential'>)[]; ownNeeded: boolean }>;

export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

/** The kind of a feed that is there; none for a network that this site does not know. */
export function kindOf(feed: Thing<'Feed'>): Kind | undefined {
  if (feed.network === 'instagram') return feed.query.account ? 'instagramAccount' : 'instagramHashtags';
  return feed.network in kinds ? (feed.network as Kind) : undefined;
}

/** What a form of a feed holds. */
export interface FeedValues extends Record<string, unknown> {
  name: string;
  query: { hashtags: string[]; pageId: string; placeId: string };
  own: boolean;
  credential: { accessToken: string; userId: string; bearerToken: string; apiKey: string };
}

export const emptyFeed: FeedValues = {
  name: '',
  query: { hashtags: [], pageId: '', placeId: '' },
  own: false,
  credential: { accessToken: '', userId: '', bearerToken: '', apiKey: '' },
};

/** The query as the API takes it: the fields of the kind alone. */
export function queryOf(kind: Kind, { query }: FeedValues): Thing<'FeedQuery'> {
  switch (kinds[kind].asks) {
    case 'account': return { account: true };
    case 'hashtags': return { hashtags: query.hashtags };
    case 'pageId': return { pageId: query.pageId.trim() };
    case 'placeId': return { placeId: query.placeId.trim() };
  }
}

/** The credential that was typed; none when nothing was. */
export function credentialOf(kind: Kind, { own, credential }: FeedValues): Thing<'Credential'> | undefined {
  if (!own && !kinds[kind].ownNeeded) return undefined;
  const typed = kinds[kind].keys.map((key) => [key, credential[key].trim()]).filter(([, value]) => value);
  return typed.length > 0 ? (Object.fromEntries(typed) as Thing<'Credential'>) : undefined;
}

/** The rules of shared/wall/query.go that a person can break while typing; the API has the last word. */
const hashtag = /^[\p{L}\p{M}\p{Nd}_]+$/u;
export const isHashtag = (text: string) => hashtag.test(text) && /\p{L}/u.test(text) && [...text].length <= 100;
export const bareHashtag = (text: string) => text.trim().replace(/^#/, '').normalize('NFKC').toLowerCase();
export const mostHashtags = 10;
