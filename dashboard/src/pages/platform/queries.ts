import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api } from '../../api/client';
import { answered } from '../../api/problem';
import { queryClient, type Thing } from '../../api/queries';

// Keys begin with 'platform', which is no tenant's id.

export const statusQuery = queryOptions({
  queryKey: ['platform', 'status'],
  queryFn: ({ signal }) => answered(api.GET('/v1/admin/status', { signal })),
  refetchInterval: 30_000,
});

/** Which tenants are looked for. */
export interface Filter {
  q?: string;
  status?: Thing<'TenantStatus'>;
  plan?: Thing<'Plan'>;
  inError?: boolean;
}

export const tenantsQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['platform', 'tenants', filter],
    queryFn: ({ signal, pageParam }) => answered(api.GET('/v1/admin/tenants', { params: { query: { ...filter, limit: 25, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export function useAdminister(id: string) {
  return useMutation({
    mutationFn: (body: Thing<'AdminTenantChange'>) => answered(api.PATCH('/v1/admin/tenants/{id}', { params: { path: { id } }, body })),
    // Not waited for: the row, which says that it is done, may leave the list. The admin may be a member of it as well.
    onSettled: () => ['platform', 'me', id].forEach((key) => void queryClient.invalidateQueries({ queryKey: [key] })),
  });
}
