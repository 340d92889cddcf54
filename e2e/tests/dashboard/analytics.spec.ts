import { readFile } from 'node:fs/promises';
import { expect, people, test } from '../../support/dashboard';
import { languages, say, words } from '../../support/words';

for (const [language, locale, details] of languages) {
  test.describe(language, details, () => {
    test.use({ locale });
    const { analytics, shell } = words[language];
    const separator = language === 'fr' ? ';' : ',';

    test('what visitors do is counted, drawn, and can be taken away as CSV', async ({ dashboard, page }) => {
      const { apiKey, site, id } = await dashboard.tenant('Restaurant');
      const { address } = dashboard.platform;
      const origin = new URL(site).origin;
      const { posts } = await dashboard.platform.json<{ posts: { id: string; text: string }[] }>(`/v1/wall?key=${apiKey}`, origin);
      const [loved, seen] = [posts[0]!, posts[1]!];
      const events = [{ type: 'view' }, { type: 'impression', postId: loved.id }, { type: 'impression', postId: seen.id }, ...Array(5).fill({ type: 'click', postId: loved.id })];
      const answer = await fetch(`${address}/v1/wall/events?key=${apiKey}`, { method: 'POST', headers: { Origin: origin, 'Content-Type': 'application/json' }, body: JSON.stringify({ events }) });
      expect(answer.status).toBe(204);
      const counted = () => dashboard.ask<{ total: { clicks: number; views: number } }>(people.claire, 'GET', '/v1/analytics', id);
      await expect.poll(async () => (await counted()).total.clicks).toBeGreaterThan(4);

      await dashboard.open(`/walls/${id}/analytics`, people.claire);
      await expect(page.getByRole('button', { name: new RegExp(`^${analytics.counts.views}`) })).toHaveAttribute('aria-pressed', 'true');
      await page.getByRole('button', { name: new RegExp(`^${analytics.counts.clicks}`) }).click();
      await expect(page.getByRole('img', { name: new RegExp(`^${analytics.counts.clicks} `) }).locator('svg path').first()).toBeVisible();
      await page.getByRole('img', { name: new RegExp(`^${analytics.counts.clicks} `) }).hover();
      await expect(page.locator('.recharts-tooltip-wrapper')).toContainText(analytics.counts.clicks);
      await expect(page.getByRole('region', { name: analytics.networks.title }).getByRole('listitem').first()).toBeVisible();
      await expect(page.getByRole('region', { name: analytics.top.title }).getByRole('listitem').first()).toContainText(loved.text.slice(0, 20));
      expect(await dashboard.violations()).toEqual([]);

      await page.getByText(say(analytics.range.days, { count: 7 }), { exact: true }).click();
      await expect(page).toHaveURL(/days=7/);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: analytics.csv }).click()]);
      const lines = (await readFile(await download.path(), 'utf8')).split('\r\n').filter(Boolean);
      expect(lines[0]).toBe(`\uFEFF${Object.values(analytics.columns).join(separator)}`);
      expect(lines).toHaveLength(8);
      const today = new Date().toISOString().slice(0, 10);
      expect(lines.at(-1)).toMatch(new RegExp(`^${today}${separator}[1-9]`));
      await expect(page.getByRole('link', { name: shell.nav.analytics })).toBeVisible();
    });
  });
}

const { analytics } = words.en;

test('a wall that nobody has seen says so, and how it comes to be seen', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Unseen');
  await dashboard.open(`/walls/${id}/analytics`, email);
  await expect(page.getByRole('heading', { name: analytics.empty.title })).toBeVisible();
  await expect(page.getByRole('button', { name: analytics.csv })).toHaveCount(0);
  expect(await dashboard.violations()).toEqual([]);
  await page.getByRole('link', { name: analytics.empty.button }).click();
  await expect(page.getByRole('region', { name: words.en.register.code.label })).toBeVisible();
});

test('any other days can be chosen; what cannot be is said at the field', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Own Days');
  await dashboard.open(`/walls/${id}/analytics`, email);
  await page.getByText(analytics.range.own, { exact: true }).click();
  const [from, to] = [page.getByLabel(analytics.range.from, { exact: true }), page.getByLabel(analytics.range.to, { exact: true })];
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  await to.fill(day(40));
  await expect(page.getByText(analytics.range.order)).toBeVisible();
  const asked = page.waitForRequest((request) => request.url().includes(`from=${day(50)}&to=${day(40)}`));
  await from.fill(day(50));
  await asked;
  await expect(page.getByText(analytics.range.order)).toHaveCount(0);
  expect(await dashboard.violations()).toEqual([]);
});
