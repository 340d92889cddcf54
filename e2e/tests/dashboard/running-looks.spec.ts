import { type Dashboard, expect, people, test } from '../../support/dashboard';
import { draw, schemes } from '../../support/looks';
import { words } from '../../support/words';

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

/** A month of visitors for the picture: a platform that began a moment ago has none. What is counted is tested in analytics.spec.ts. */
async function month({ page }: Dashboard) {
  await page.route('**/v1/analytics?*', async (route) => {
    const answer = await route.fetch();
    const report = await answer.json();
    const days = Array.from({ length: 30 }, (_, n) => {
      const views = Math.round(46 + n * 1.4 + 22 * Math.sin(n * 0.9) + 9 * Math.cos(n * 2.3));
      return { day: day(29 - n), views, impressions: views * 9, clicks: Math.round(views * 0.17) };
    });
    const sum = (count: 'views' | 'impressions' | 'clicks') => days.reduce((total, one) => total + one[count], 0);
    const total = { views: sum('views'), impressions: sum('impressions'), clicks: sum('clicks') };
    const share = (network: string, part: number) => ({ network, impressions: Math.round(total.impressions * part), clicks: Math.round(total.clicks * part) });
    await route.fulfill({ response: answer, json: { ...report, days, total, networks: [share('instagram', 0.64), share('facebook', 0.25), share('google', 0.11)] } });
  });
}

test('settings and analytics are drawn', async ({ dashboard, page }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const { id } = await dashboard.tenant('Restaurant');
  await month(dashboard);
  await dashboard.open(`/walls/${id}`, people.claire);
  for (const [name, path, there] of [
    ['settings', `/walls/${id}/settings`, '#activity li'],
    ['settings-plan', `/walls/${id}/settings#plan`, '#activity li'],
    ['settings-team', `/walls/${id}/settings#team`, '#activity li'],
    ['analytics', `/walls/${id}/analytics`, '.recharts-area-curve'],
  ] as const) {
    await page.goto(dashboard.platform.address + path);
    await page.reload(); // an address that differs in its #part alone loads nothing
    await page.locator(there).first().waitFor();
    await draw(dashboard, name, ...schemes);
  }
  await page.goto(`${dashboard.platform.address}/walls/${id}/settings#key`);
  await page.getByRole('button', { name: words.en.settings.key.rotate }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await draw(dashboard, 'settings-key', ...schemes);
});

test('the console is drawn', async ({ dashboard, page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await dashboard.open('/platform', people.admin);
  await page.getByRole('region', { name: words.en.platform.tenants.title }).getByRole('listitem').first().waitFor();
  await draw(dashboard, 'platform', ...schemes);
});
