import type { Page } from '@playwright/test';
import { expect, test } from '../support/dashboard';
import type { Platform } from '../support/platform';
import { prepare } from '../support/session';
import { watch } from '../support/test';

interface Me {
  email: string;
  admin: boolean;
  tenants: { name: string; role: string }[];
}

/** Signs in; the page itself fetches the tokens. */
async function signIn(platform: Platform, page: Page, choose: () => Promise<void>): Promise<Me> {
  const { begin, token, form } = await prepare(platform);
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

test('a demo user signs in with one click', async ({ page, platform }) => {
  const me = await signIn(platform, page, () => page.getByRole('button', { name: 'agence@studio-vitrine.example' }).click());
  expect(me.email).toBe('agence@studio-vitrine.example');
  expect(me.tenants).toHaveLength(5);
});

test('any address registers, by keyboard; one that is none is explained', async ({ page, platform }) => {
  const me = await signIn(platform, page, async () => {
    await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
    await page.getByLabel('Votre adresse e-mail').fill('pas une adresse');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Cette adresse n’est pas complète')).toBeVisible();
    await page.getByLabel('Votre adresse e-mail').fill('nouvelle@exemple.fr');
    await page.keyboard.press('Enter');
  });
  expect(me).toMatchObject({ email: 'nouvelle@exemple.fr', admin: false, tenants: [] });
});

test('the admin of the platform is one', async ({ page, platform }) => {
  expect((await signIn(platform, page, () => page.getByRole('button', { name: 'admin@hashmytag.example' }).click())).admin).toBe(true);
});

test('the page fits a telephone', async ({ page, platform }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto((await prepare(platform)).begin);
  await expect(page.getByRole('button', { name: 'claire@restaurant-bon-gout.com' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
