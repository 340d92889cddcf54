import type { Post, WallAnswer } from './post';
import type { Options } from './settings';

/** A request that takes longer has failed. */
const patience = 20_000;

/** Reads a wall's first posts. It is a GET without any header of ours: nothing that costs a preflight. */
export async function readWall({ apiKey, origin, networks }: Options, limit: number | undefined, stop: AbortSignal): Promise<WallAnswer> {
  const address = new URL('/v1/wall', origin);
  const ask = (name: string, value: unknown) => value && address.searchParams.set(name, `${value}`);
  ask('key', apiKey);
  ask('limit', limit);
  ask('network', networks);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(patience)]);
  const answer = await fetch(address, { cache: 'no-cache', credentials: 'omit', signal });
  if (!answer.ok) throw new Error(`${answer.status} from ${address}`);
  // Pictures are said without our host. Within a text quotes are escaped, so only members are meant, and lists of widths.
  const text = (await answer.text()).replace(/(":"|\dw, )(?=\/media\/)/g, '$1' + address.origin);
  const { posts, ...rest }: WallAnswer = JSON.parse(text);
  return { ...rest, posts: Array.isArray(posts) ? posts.filter(isPost) : [] };
}

const isPost = (post: Post) => typeof post?.id === 'string';
