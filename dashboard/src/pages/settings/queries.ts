import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import type { TenantApi } from '../../api/client';
import { answered, type Tagged, tagged } from '../../api/problem';
import { queryClient, refresh, type Thing } from '../../api/queries';
import { useNavigate } from 'react-router';
import { useTenancy } from '../../shell/TenantRoute';

type Member = Thing<'Member'>;

/** The tenant with its ETag; read anew when somebody comes, and not again while they type. */
export const settingsQuery = (api: TenantApi) =>
  queryOptions({
    queryKey: [api.tenant, 'settings'],
    queryFn: ({ signal }) => tagged(api.GET('/v1/tenant', { signal })),
    staleTime: Infinity,
    refetchOnMount: 'always',
  });

/** All that a change of the tenant shows in: its name, its plan's room, its feeds, who changed what. */
export function tenantChanged(tenant: string) {
  return Promise.all([refresh(tenant), queryClient.invalidateQueries({ queryKey: ['me'] })]);
}

/** Changes the tenant; with an ETag, only when nobody else has changed it since. */
export function useChangeTenant() {
  const { api } = useTenancy();
  return async (body: Thing<'TenantChange'>, etag?: string): Promise<Tagged<Thing<'Tenant'>>> => {
    const changed = await tagged(api.PATCH('/v1/tenant', { params: { header: { 'If-Match': etag } }, body }));
    queryClient.setQueryData(settingsQuery(api).queryKey, changed);
    await tenantChanged(api.tenant);
    return changed;
  };
}

export function useRotateKey() {
  const { api } = useTenancy();
  return useMutation({
    mutationFn: (graceSeconds: number) => answered(api.POST('/v1/tenant/key/rotate', { body: { graceSeconds } })),
    onSuccess: () => refresh(api.tenant),
  });
}

export const membersQuery = (api: TenantApi) =>
  queryOptions({ queryKey: [api.tenant, 'members'], queryFn: ({ signal }) => answered(api.GET('/v1/members', { signal })) });

function teamChanged(tenant: string) {
  return Promise.all([refresh(tenant, 'members'), refresh(tenant, 'audit')]);
}

export function useInvite() {
  const { api } = useTenancy();
  return async (body: Thing<'Invitation'>) => {
    try {
      return await answered(api.POST('/v1/members', { body }));
    } finally {
      await teamChanged(api.tenant); // an invitation may stand although its mail could not be sent
    }
  };
}

/** Gives a member another role; `then` has its say when the list is as it is now, also if the member is gone from it. */
export function useSetRole({ id, etag }: Member, then: { done: (role: Thing<'Role'>) => unknown; failed: (error: Error, role: Thing<'Role'>) => unknown }) {
  const { api } = useTenancy();
  return useMutation({
    mutationFn: (role: Thing<'Role'>) => answered(api.PATCH('/v1/members/{id}', { params: { path: { id }, header: { 'If-Match': etag } }, body: { role } })),
    onSuccess: async (_, role) => {
      await teamChanged(api.tenant);
      then.done(role);
    },
    onError: async (error, role) => {
      await teamChanged(api.tenant);
      then.failed(error, role);
    },
  });
}

export function useRemoveMember({ id, etag }: Member) {
  const { api } = useTenancy();
  return useMutation({
    mutationFn: () => answered(api.DELETE('/v1/members/{id}', { params: { path: { id }, header: { 'If-Match': etag } } })),
  });
}

export const auditQuery = (api: TenantApi) =>
  infiniteQueryOptions({
    queryKey: [api.tenant, 'audit'],
    queryFn: ({ signal, pageParam }) => answered(api.GET('/v1/audit', { params: { query: { limit: 10, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** Deletes the tenant, and says until when it can be restored; nothing when the answer does not say it legibly. */
export function useCloseTenant() {
  const { api } = useTenancy();
  return useMutation({
    mutationFn: async () => {
      const request = api.DELETE('/v1/tenant');
      await answered(request);
      const until = new Date((await request).response.headers.get('Purge-After') ?? NaN);
      return until.getTime() > Date.now() ? until : undefined;
    },
  });
}

/** Goes where somebody belongs who has no part in this tenant any more. */
export function useGone() {
  const navigate = useNavigate();
  return async () => {
    await navigate('/walls');
    await queryClient.invalidateQueries({ queryKey: ['me'] });
    await navigate('/');
  };
}
