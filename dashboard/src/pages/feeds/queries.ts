import { queryOptions, useMutation } from '@tanstack/react-query';
import type { TenantApi } from '../../api/client';
import { answered } from '../../api/problem';
import { feedsQuery, queryClient, refresh, type Thing } from '../../api/queries';
import { useTenancy } from '../../shell/TenantRoute';

type Feed = Thing<'Feed'>;

export const feedQuery = (api: TenantApi, id: string) =>
  queryOptions({
    queryKey: [api.tenant, 'feeds', id],
    queryFn: ({ signal }) => answered(api.GET('/v1/feeds/{id}', { params: { path: { id } }, signal })),
  });

/** All that a change of feeds may change: the list, the wall's posts, the plan's room. */
export function feedsChanged(tenant: string) {
  return Promise.all([refresh(tenant), queryClient.invalidateQueries({ queryKey: ['me'] })]);
}

/** A feed that has not been read yet, or is being read because somebody asked. */
export const isReading = ({ enabled, state }: Feed) => enabled && !state.lastSyncAt && !state.error;

/** How soon to look again: quickly while a feed is read for the first time. */
export function pace(feeds: Feed[] | undefined) {
  return feeds?.some(isReading) ? 2_000 : 60_000;
}

export const liveFeedsQuery = (api: TenantApi) => queryOptions({ ...feedsQuery(api), refetchInterval: ({ state }) => pace(state.data?.items) });

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks for a refresh and waits a while for it; tells whether it was seen to happen. A network's limits may make it wait. */
export function useSyncNow(feed: Feed) {
  const { api } = useTenancy();
  return useMutation({
    mutationKey: [api.tenant, 'sync', feed.id],
    mutationFn: async () => {
      const path = { id: feed.id };
      await answered(api.POST('/v1/feeds/{id}/sync', { params: { path } }));
      let seen = false;
      for (let tries = 0; tries < 6 && !seen; tries++) {
        await pause(1_500);
        const { state } = await answered(api.GET('/v1/feeds/{id}', { params: { path } }));
        seen = state.lastSyncAt !== feed.state.lastSyncAt || state.error?.since !== feed.state.error?.since;
      }
      await feedsChanged(api.tenant);
      return seen;
    },
  });
}

export function useSwitch(feed: Feed) {
  const { api } = useTenancy();
  return useMutation({
    mutationFn: (enabled: boolean) => answered(api.PATCH('/v1/feeds/{id}', { params: { path: { id: feed.id } }, body: { enabled } })),
    onSuccess: () => feedsChanged(api.tenant),
  });
}

export function useRemove(feed: Feed) {
  const { api } = useTenancy();
  return useMutation({
    mutationFn: () => answered(api.DELETE('/v1/feeds/{id}', { params: { path: { id: feed.id } } })),
    onSuccess: () => feedsChanged(api.tenant),
  });
}
