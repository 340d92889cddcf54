import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { TenantApi } from '../../api/client';
import { answered } from '../../api/problem';
import { type Range, wrongWith } from './range';

/** The counts of a range. While another is fetched, the one before stays. */
export const analyticsQuery = (api: TenantApi, { from, to }: Range) =>
  queryOptions({
    queryKey: [api.tenant, 'analytics', from, to],
    queryFn: ({ signal }) => answered(api.GET('/v1/analytics', { params: { query: { from, to } }, signal })),
    enabled: !wrongWith({ from, to }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
