import { createHash, randomBytes } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { Platform } from '../support/platform';
import { watch } from '../support/test';

test.describe.configure({ mode: 'serial' });

let platform: Platform;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  platform = await Platform.start();
});

test.afterAll(() => platform?.stop());

interface Me {
  email: string;
  admin: boolean;
  tenants: { name: string; role: string }[];
}

interface SignIn {
  begin: string; // the address that opens the page
  token: string; // where the code is exchanged
  form: Record<string, string>;
}

/** Prepares a sign-in as a single-page application does: code flow with PKCE. */
async function prepare(): Promise<SignIn> {
  const verifier = randomBytes(32).toString('base64url');
  const discovered = await platform.json<{ authorization_endpoint: string; token_endpoint: string }>('/local/identity/.well-known/openid-configuration');
  const client = { client_id: 'hashmytag-dashboard', redirect_uri: `${platform.address}/` };
  const begin = new URLSearchParams({
    ...client, response_type: 'code', scope: 'openid email profile', state: 'here', ui_locales: 'fr',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  });
  return {
    begin: `${discovered.authorization_endpoint}?${begin}`,
    token: discovered.token_endpoint,
    form: { ...client, grant_type: 'authorization_code', code_verifier: verifier },
  };
}

/** Signs in; the page itself fetches the tokens. */
async function signIn(page: Page, choose: () => Promise<void>): Promise<Me> {
  const { begin, token, form } = await prepare();
  const problems = watch(page, (host) => host === new URL(platform.address).host);
  await page.goto(begin);
  await choose();
  await page.waitForURL((url) => url.searchParams.has('code'));
  const arrived = new URL(page.url());
  expect(arrived.searchParams.get('state')).toBe('here');
  const me = await page.evaluate(
    async ([endpoint, fields]) => {
      const tokens = await (await fetch(endpoint, { method: 'POST', body: new URLSearchParams(fields) })).json();
      return (await fetch('/v1/me', { headers: { Authorization: `Bearer ${tokens.access_token}` } })).json();
    },
    [token, { ...form, code: arrived.searchParams.get('code')! }] as const,
  );
  const unexpected = problems.filter((problem) => !problem.includes('422')); // how the page answers a bad address
  expect(unexpected, 'exceptions, console errors and requests to unexpected hosts').toEqual([]);
  return me as Me;
}

test('a demo user signs in with one click', async ({ page }) => {
  const me = await signIn(page, () => page.getByRole('button', { name: 'agence@studio-vitrine.example' }).click());
  expect(me.email).toBe('agence@studio-vitrine.example');
  expect(me.tenants).toHaveLength(5);
});

test('any address registers, by keyboard; one that is none is explained', async ({ page }) => {
  const me = await signIn(page, async () => {
    await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
    await page.getByLabel('Votre adresse e-mail').fill('pas une adresse');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Cette adresse n’est pas complète')).toBeVisible();
    await page.getByLabel('Votre adresse e-mail').fill('nouvelle@exemple.fr');
    await page.keyboard.press('Enter');
  });
  expect(me).toMatchObject({ email: 'nouvelle@exemple.fr', admin: false, tenants: [] });
});

test('the admin of the platform is one', async ({ page }) => {
  expect((await signIn(page, () => page.getByRole('button', { name: 'admin@hashmytag.example' }).click())).admin).toBe(true);
});

test('the page fits a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto((await prepare()).begin);
  await expect(page.getByRole('button', { name: 'claire@restaurant-bon-gout.com' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
