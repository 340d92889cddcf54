import { type InfiniteData, infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import type { TenantApi } from '../../api/client';
import { answered } from '../../api/problem';
import { queryClient, refresh, type Thing } from '../../api/queries';

export type Post = Thing<'Post'>;
type Page = Thing<'PostList'>;

/** What of the posts is looked at. */
export interface View {
  status: Thing<'PostStatus'>;
  network?: Thing<'PostNetwork'>;
  feed?: string;
  q?: string;
}

const listOf = (tenant: string) => [tenant, 'posts', 'list'];

const pageSize = 96;

export const postsQuery = (api: TenantApi, view: View) =>
  infiniteQueryOptions({
    queryKey: [...listOf(api.tenant), view],
    queryFn: ({ pageParam, signal }) => answered(api.GET('/v1/posts', { params: { query: { ...view, limit: pageSize, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // All pages that were opened would be read again; what people decide is put in their place instead.
    refetchOnWindowFocus: false,
  });

/**
 * Puts posts as they are now in their places in every list. A list shows those of its own status (`pages/posts/Grid`), so
 * that a decision that is taken back comes back where it was.
 */
export function put(tenant: string, posts: Post[]) {
  const now = new Map(posts.map((post) => [post.id, post]));
  queryClient.setQueriesData<InfiniteData<Page>>({ queryKey: listOf(tenant) }, (data) =>
    data && { ...data, pages: data.pages.map((page) => (page.items.some(({ id }) => now.has(id)) ? { ...page, items: page.items.map((post) => now.get(post.id) ?? post) } : page)) },
  );
}

/** What a decision leaves to be read again: the other lists from their beginning, and what counts posts elsewhere. */
export async function decided(tenant: string) {
  queryClient.removeQueries({ queryKey: listOf(tenant), type: 'inactive' });
  await Promise.all([refresh(tenant, 'posts', 'pending'), refresh(tenant, 'posts', 'newest'), refresh(tenant, 'feeds')]);
}

/** Begins the lists anew: something has come that they do not have. */
export function startOver(tenant: string) {
  return Promise.all([queryClient.resetQueries({ queryKey: listOf(tenant) }), decided(tenant)]);
}
