import createClient, { type Client } from 'openapi-fetch';
import { session } from '../session/session';
import type { paths } from './schema';

/** The contract without X-Tenant-Id, which a tenant's client sends by itself. */
type Bound<Paths> = {
  [Path in keyof Paths]: {
    [Method in keyof Paths[Path]]: Paths[Path][Method] extends { parameters: infer Parameters }
      ? Omit<Paths[Path][Method], 'parameters'> & { parameters: Unnamed<Parameters> }
      : Paths[Path][Method];
  };
};
type Unnamed<Parameters> = Parameters extends { header: infer Header } ? Omit<Parameters, 'header'> & Needed<Omit<Header, 'X-Tenant-Id'>> : Parameters;
type Needed<Header> = object extends Header ? { header?: Header } : { header: Header };

/** The API as a signed-in user, of no tenant. */
export type Api = Client<paths>;

/** The API for one tenant: every request names it, and every query key begins with it. */
export type TenantApi = Client<Bound<paths>> & { readonly tenant: string };

/** Sends a request with the user's token. When the API does not take it any more, it is renewed once. */
async function signed(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await fetch(withToken(request, await session.token()));
  if (answer.status !== 401) return answer;
  const renewed = await session.renew();
  return renewed ? fetch(withToken(again, renewed)) : answer;
}

function withToken(request: Request, token: string | undefined): Request {
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

export const api: Api = createClient<paths>({ baseUrl: location.origin, fetch: signed });

export function apiOf(tenant: string): TenantApi {
  const bound = createClient<Bound<paths>>({ baseUrl: location.origin, fetch: signed, headers: { 'X-Tenant-Id': tenant } });
  return Object.assign(bound, { tenant });
}
