import type { Options } from './settings';
import type { Post, WallAnswer } from './post';

/** The API refused or failed; `status` is 0 when there was no answer. */
export class ApiError extends Error {
  constructor(readonly status: number) {
    super(`the wall's API answered ${status || 'nothing'}`);
  }
}

/** The most posts that one request may ask for. */
const pageLimit = 100;
/** A request that takes longer has failed. */
const patience = 20_000;

/** Reads the first posts of a wall, as many as are wanted, page after page. */
export async function readWall(options: Options, wanted: number | undefined, signal: AbortSignal): Promise<WallAnswer> {
  const first = await readPage(options, wanted, undefined, signal);
  const posts = postsOf(first);
  let { nextCursor } = first;
  while (nextCursor && wanted && posts.length < wanted) {
    const page = await readPage(options, wanted - posts.length, nextCursor, signal);
    posts.push(...postsOf(page));
    nextCursor = page.nextCursor;
  }
  return { ...first, posts, nextCursor };
}

// Nothing here may cost a preflight: a GET with no header of our own.
async function readPage(options: Options, limit: number | undefined, cursor: string | undefined, signal: AbortSignal) {
  const address = new URL('/v1/wall', options.origin);
  const query = { key: options.apiKey, limit: limit && Math.min(limit, pageLimit), cursor, network: options.networks?.join(',') };
  for (const [name, value] of Object.entries(query)) if (value) address.searchParams.set(name, `${value}`);
  const answer = await fetch(address, {
    cache: 'no-cache',
    credentials: 'omit',
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
  });
  if (!answer.ok) throw new ApiError(answer.status);
  return (await answer.json()) as WallAnswer;
}

const postsOf = (page: WallAnswer): Post[] => (Array.isArray(page?.posts) ? page.posts : []).filter((post) => post && typeof post.id === 'string');
