import type { Request } from '@playwright/test';
import { expect, people, test } from '../../support/dashboard';
import { say, words } from '../../support/words';

const { overview, shell } = words.en;

/** The tenant that a request names; none for what is nobody's. */
const tenantOf = (request: Request) => request.headers()['x-tenant-id'];

test('one gesture switches to another client, on the same page, and never fetches or shows the first one again', async ({ dashboard, page }) => {
  const [restaurant, hotel] = [await dashboard.tenant('Restaurant'), await dashboard.tenant('Grand')];
  const asked: string[] = [];
  await dashboard.open(`/walls/${restaurant.id}/feeds`, people.agency);
  await expect(page.getByText('Nos assiettes sur Instagram')).toBeVisible();
  page.on('request', (request) => tenantOf(request) && asked.push(tenantOf(request)!));

  await page.getByRole('button', { name: `${shell.switcher.label}: ${restaurant.name}` }).click();
  await page.getByRole('option', { name: hotel.name }).click();
  await expect(page).toHaveURL(`${dashboard.platform.address}/walls/${hotel.id}/feeds`);
  await expect(page.getByText('Les avis de nos clients')).toBeVisible();
  await expect(page.getByText('Nos assiettes sur Instagram')).toHaveCount(0);
  await page.getByRole('link', { name: shell.nav.home }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(new Set(asked)).toEqual(new Set([hotel.id]));
});

test('an answer for the client before, which comes late, is not shown', async ({ dashboard, page }) => {
  const [restaurant, hotel] = [await dashboard.tenant('Restaurant'), await dashboard.tenant('Grand')];
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/v1/feeds', async (route, request) => {
    if (tenantOf(request) === restaurant.id) await held;
    await route.continue().catch(() => undefined); // the page has given it up
  });
  await dashboard.open(`/walls/${restaurant.id}/feeds`, people.agency);
  await page.getByRole('button', { name: `${shell.switcher.label}: ${restaurant.name}` }).click();
  await page.getByRole('option', { name: hotel.name }).click();
  await expect(page.getByText('Les avis de nos clients')).toBeVisible();
  release();
  await page.reload();
  await expect(page.getByText('Les avis de nos clients')).toBeVisible();
  await expect(page.getByText('Nos assiettes sur Instagram')).toHaveCount(0);
});

test('all walls on one page, those with feeds in error first, by keyboard too', async ({ dashboard, page }) => {
  const { email, id } = await dashboard.register('Aaa Well', [{ network: 'twitter', query: { hashtags: ['bongout'] } }]);
  const second = await dashboard.ask<{ id: string }>(email, 'POST', '/v1/tenants', undefined, { name: 'Zzz Troubled', domain: `zzz-${Date.now()}.com` });
  await expect.poll(async () => (await dashboard.ask<{ status: string }>(email, 'GET', '/v1/tenant', second.id)).status).toBe('active');
  await dashboard.ask(email, 'POST', '/v1/feeds', second.id, { network: 'facebook', query: { pageId: `trouble${Date.now()}` } });
  await expect.poll(async () => (await dashboard.ask<{ tenants: { feedsInError: number }[] }>(email, 'GET', '/v1/me')).tenants.some(({ feedsInError }) => feedsInError > 0)).toBe(true);

  await dashboard.open('/walls', email);
  await expect(page.getByRole('main').getByRole('listitem').first()).toContainText('Zzz Troubled');
  await expect(page.getByRole('main').getByRole('listitem').first()).toContainText(say(words.en.feeds.errors.gone.title, { network: 'Facebook' }));
  await expect(page.getByText(say(overview.sum_one, { walls: 2, count: 1 }))).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Aaa Well' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/walls/(${id}|${second.id})`));
});

test('a client is added from the switcher', async ({ dashboard, page }) => {
  const { id } = await dashboard.tenant('Restaurant');
  await dashboard.open(`/walls/${id}`, people.agency);
  await page.getByRole('button', { name: new RegExp(`^${shell.switcher.label}:`) }).click();
  await page.getByRole('option', { name: shell.switcher.add }).click();
  await expect(page.getByRole('heading', { name: words.en.register.place.title })).toBeVisible();
});
