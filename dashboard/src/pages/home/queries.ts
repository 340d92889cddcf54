import { queryOptions } from '@tanstack/react-query';
import type { TenantApi } from '../../api/client';
import { answered } from '../../api/problem';

const day = 86_400_000;
const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The counts of this week and of the one before it. */
export const fortnightQuery = (api: TenantApi) =>
  queryOptions({
    queryKey: [api.tenant, 'analytics', 'fortnight'],
    queryFn: ({ signal }) => {
      const now = Date.now();
      return answered(api.GET('/v1/analytics', { params: { query: { from: dateOf(now - 13 * day), to: dateOf(now) } }, signal }));
    },
    refetchInterval: 60_000,
  });

/** The newest posts of the wall, as many as a page has. */
export const newestQuery = (api: TenantApi) =>
  queryOptions({
    queryKey: [api.tenant, 'posts', 'newest'],
    queryFn: ({ signal }) => answered(api.GET('/v1/posts', { params: { query: { status: 'visible', limit: 100 } }, signal })),
    refetchInterval: 60_000,
  });

/** Posts that wait for somebody to approve them. */
export const pendingQuery = (api: TenantApi) =>
  queryOptions({
    queryKey: [api.tenant, 'posts', 'pending', 'first'],
    queryFn: ({ signal }) => answered(api.GET('/v1/posts', { params: { query: { status: 'pending', limit: 50 } }, signal })),
    refetchInterval: 60_000,
  });

/** Sums of seven days, and of the seven before. */
export function weeks(days: { views: number; clicks: number }[]) {
  const sum = (part: typeof days) => part.reduce((total, { views, clicks }) => ({ views: total.views + views, clicks: total.clicks + clicks }), { views: 0, clicks: 0 });
  return { now: sum(days.slice(-7)), before: sum(days.slice(-14, -7)) };
}

export const weekAgo = () => Date.now() - 7 * day;
