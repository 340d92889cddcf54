import { expect, test } from '../../support/dashboard';
import { words } from '../../support/words';

const { en } = words;
const codes = { 403: 'forbidden', 404: 'not-found', 409: 'conflict', 412: 'changed', 429: 'too-many-requests', 500: 'internal', 503: 'unavailable' } as const;

test('a form says what happened, loses nothing, and can be sent again', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Bad Days');
  await dashboard.open(`/walls/${id}/feeds/new?kind=facebook`, email);
  const field = page.getByLabel(en.feeds.edit.pageId);
  const save = page.getByRole('button', { name: en.feeds.edit.saveNew });
  await field.fill('our-page');
  for (const [status, code] of Object.entries(codes)) {
    dashboard.provoked.push(new RegExp(status));
    await page.route('**/v1/feeds', (route) =>
      route.fulfill({
        status: Number(status),
        contentType: 'application/problem+json',
        headers: status === '429' ? { 'Retry-After': '7' } : {},
        json: { type: `/problems/${code}`, title: 'x', status: Number(status), detail: '', requestId: 'r-123' },
      }), { times: 1 });
    await save.click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText(en.problems.codes[code].title);
    await expect(alert).toContainText(status === '429' ? 'Try again in 7 seconds' : en.problems.codes[code].text);
    if (status === '500') await expect(alert).toContainText('r-123');
    await expect(field).toHaveValue('our-page');
  }
  expect(await dashboard.violations()).toEqual([]);
  await save.click();
  await expect(page.getByRole('article')).toContainText('our-page');
});

test('a page whose data cannot be read says so, and tries again on a button', async ({ dashboard, page }) => {
  dashboard.provoked.push(/500|503/);
  const { id, email } = await dashboard.register('Broken');
  await page.route('**/v1/feeds', (route) => route.fulfill({ status: 503, json: { type: '/problems/unavailable', title: 'x', status: 503, detail: '' } }));
  await dashboard.open(`/walls/${id}/feeds`, email);
  await expect(page.getByRole('heading', { name: en.problems.codes.unavailable.title })).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
  await page.unroute('**/v1/feeds');
  await page.getByRole('button', { name: en.problems.retry }).click();
  await expect(page.getByRole('heading', { name: en.feeds.none.title })).toBeVisible();
});

test('offline: it is said, what is there stays, and what was typed can be sent when the connection is back', async ({ dashboard, page, context }) => {
  dashboard.provoked.push(/ERR_INTERNET_DISCONNECTED/);
  const { id, email } = await dashboard.register('Tunnel');
  await dashboard.open(`/walls/${id}/feeds/new?kind=facebook`, email);
  await page.getByLabel(en.feeds.edit.pageId).fill('tunnel-page');
  await context.setOffline(true);
  await expect(page.getByText(en.problems.offlineBanner)).toBeVisible();
  await page.getByRole('button', { name: en.feeds.edit.saveNew }).click();
  await expect(page.getByText(en.problems.codes.offline.title, { exact: true })).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
  await expect(page.getByLabel(en.feeds.edit.pageId)).toHaveValue('tunnel-page');
  await context.setOffline(false);
  await expect(page.getByText(en.problems.offlineBanner)).toHaveCount(0);
  await page.getByRole('button', { name: en.feeds.edit.saveNew }).click();
  await expect(page.getByRole('article')).toContainText('tunnel-page');
});

test('another’s wall, and addresses of nothing, are explained', async ({ dashboard, page }) => {
  const { id } = await dashboard.tenant('Restaurant');
  await dashboard.open(`/walls/${id}`, `stranger-${Date.now()}@example.com`);
  await expect(page.getByRole('heading', { name: en.problems.unknownTenant.title })).toBeVisible();
  await page.goto(`${dashboard.platform.address}/nothing/here`);
  await expect(page.getByRole('heading', { name: en.problems.unknownPage.title })).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
});

test('a suspended wall can be looked at, not changed', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Closed', [{ network: 'twitter', query: { hashtags: ['bongout'] } }]);
  await dashboard.ask('admin@hashmytag.example', 'PATCH', `/v1/admin/tenants/${id}`, undefined, { status: 'suspended' });
  await dashboard.open(`/walls/${id}/feeds`, email);
  await expect(page.getByText(en.shell.suspended.title)).toBeVisible();
  await expect(page.getByRole('article')).toBeVisible();
  await expect(page.getByRole('article').getByRole('button')).toHaveCount(0);
});
