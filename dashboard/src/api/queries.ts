import { onlineManager, QueryClient, queryOptions } from '@tanstack/react-query';
import { type Api, api, type TenantApi } from './client';
import { answered, problemOf } from './problem';
import type { components } from './schema';

/** A thing of the contract, by its name in api/openapi.yaml: `Thing<'Feed'>`. */
export type Thing<Name extends keyof components['schemas']> = components['schemas'][Name];

const seconds = 1000;

/** Tries again what may mend itself, and nothing that a person has to mend. */
function again(failures: number, error: Error): boolean {
  const { code } = problemOf(error);
  return failures < 2 && onlineManager.isOnline() && ['internal', 'unavailable', 'unreachable', 'too-many-requests'].includes(code);
}

function pause(failures: number, error: Error): number {
  return Math.min(problemOf(error).retryAfter ?? 2 ** failures, 30) * seconds;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // Offline a request fails at once and says so, instead of waiting without a word.
    queries: { networkMode: 'always', staleTime: 15 * seconds, retry: again, retryDelay: pause },
    mutations: { networkMode: 'always' },
  },
});

// Every key of a tenant's data begins with its id: a switch can never show another's.

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => answered((api as Api).GET('/v1/me', { signal })),
  staleTime: 60 * seconds,
});

export const tenantQuery = (api: TenantApi) =>
  queryOptions({ queryKey: [api.tenant, 'tenant'], queryFn: ({ signal }) => answered(api.GET('/v1/tenant', { signal })) });

export const feedsQuery = (api: TenantApi) =>
  queryOptions({ queryKey: [api.tenant, 'feeds'], queryFn: ({ signal }) => answered(api.GET('/v1/feeds', { signal })) });

/** Has all that shows a tenant read again. */
export function refresh(tenant: string, ...parts: string[]): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [tenant, ...parts] });
}
