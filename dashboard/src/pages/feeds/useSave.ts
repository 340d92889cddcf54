import { answered } from '../../api/problem';
import type { Thing } from '../../api/queries';
import { useTenancy } from '../../shell/TenantRoute';
import { credentialOf, type FeedValues, type Kind, kinds, queryOf } from './kinds';

/** Sends a new feed, or what is to be changed of one; with its `etag`, it does not overwrite what somebody else has changed. */
export function useSave(kind: Kind, feed?: Thing<'Feed'>) {
  const { api } = useTenancy();
  return (values: FeedValues, etag = feed?.etag): Promise<Thing<'Feed'>> => {
    const body = { query: queryOf(kind, values), credential: credentialOf(kind, values), name: values.name.trim() || undefined };
    return answered(
      feed
        ? api.PATCH('/v1/feeds/{id}', { params: { path: { id: feed.id }, header: { 'If-Match': etag } }, body })
        : api.POST('/v1/feeds', { body: { ...body, network: kinds[kind].network } }),
    );
  };
}
