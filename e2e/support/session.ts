import { createHash, randomBytes } from 'node:crypto';
import type { Platform } from './platform';

/** A sign-in by code flow with PKCE, as a single-page application prepares it. */
export interface SignIn {
  begin: string; // the address that opens the page
  token: string; // where the code is exchanged
  form: Record<string, string>;
}

const client = 'hashmytag-dashboard';
const scope = 'openid email profile';
const issuer = (platform: Platform) => `${platform.address}/local/identity`;

export async function prepare(platform: Platform): Promise<SignIn> {
  const verifier = randomBytes(32).toString('base64url');
  const discovered = await platform.json<{ authorization_endpoint: string; token_endpoint: string }>('/local/identity/.well-known/openid-configuration');
  const names = { client_id: client, redirect_uri: `${platform.address}/` };
  const begin = new URLSearchParams({
    ...names, response_type: 'code', scope, state: 'here', ui_locales: 'fr',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  });
  return {
    begin: `${discovered.authorization_endpoint}?${begin}`,
    token: discovered.token_endpoint,
    form: { ...names, grant_type: 'authorization_code', code_verifier: verifier },
  };
}

/** Where an address leads. */
async function next(address: string | URL, request?: RequestInit): Promise<URL> {
  const answer = await fetch(address, { ...request, redirect: 'manual' });
  const to = answer.headers.get('Location');
  if (!to) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
  return new URL(to, address);
}

/**
 * What the dashboard keeps of somebody's session, and under which name: a sign-in without its page, which
 * tests/dashboard/sign-in.spec.ts goes through.
 */
export async function sessionOf(platform: Platform, email: string): Promise<{ name: string; value: string }> {
  const { begin, token, form } = await prepare(platform);
  const page = await next(begin);
  const chosen = { method: 'POST', body: new URLSearchParams({ id: page.searchParams.get('id')!, email }) };
  const home = await next(await next(page, chosen));
  const answer = await fetch(token, { method: 'POST', body: new URLSearchParams({ ...form, code: home.searchParams.get('code')! }) });
  if (!answer.ok) throw new Error(`tokens for ${email}: ${answer.status} ${await answer.text()}`);
  const { expires_in, ...tokens } = (await answer.json()) as { id_token: string; expires_in: number };
  const profile = JSON.parse(Buffer.from(tokens.id_token.split('.')[1]!, 'base64url').toString()) as object;
  const value = JSON.stringify({ ...tokens, scope, profile, expires_at: Math.floor(Date.now() / 1000) + expires_in });
  return { name: `oidc.user:${issuer(platform)}:${client}`, value };
}
