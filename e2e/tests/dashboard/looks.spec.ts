import { type Dashboard, expect, people, test } from '../../support/dashboard';
import { draw, schemes } from '../../support/looks';
import { words } from '../../support/words';

/** Waits until the pictures of a wall's posts are copied: on a platform that has just started those of the demo tenants come first. */
async function pictured(dashboard: Dashboard, id: string, email: string) {
  const { apiKey } = await dashboard.ask<{ apiKey: string }>(email, 'GET', '/v1/tenant', id);
  const bare = async () => {
    const { posts } = await dashboard.platform.json<{ posts: { media: { url: string }[] }[] }>(`/v1/wall?key=${apiKey}&limit=6`);
    return posts.length < 6 || posts.some(({ media }) => !media[0]?.url);
  };
  await expect.poll(bare, { timeout: 240_000 }).toBe(false);
}

test('making a wall is drawn', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Bistro Lumière', [{ network: 'instagram', query: { hashtags: ['bongout'] } }]);
  if (process.env.SCREENSHOTS) {
    test.setTimeout(300_000);
    await pictured(dashboard, id, email);
  }
  await page.goto(dashboard.platform.address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await draw(dashboard, 'welcome');
  await dashboard.open('/register', email);
  for (const [name, path, there] of [
    ['register', '/register', 'form'],
    ['register-feed', `/register/${id}/feed`, 'main li'],
    ['register-preview', `/register/${id}/preview`, 'hashmytag-wall li[data-id]'],
    ['register-code', `/register/${id}/code`, 'pre'],
  ] as const) {
    await page.goto(dashboard.platform.address + path);
    await page.locator(there).first().waitFor();
    await draw(dashboard, name);
  }
});

test('running walls can be used by everybody, and are drawn', async ({ dashboard, page }) => {
  test.setTimeout(120_000);
  const { id } = await dashboard.tenant('Restaurant');
  await dashboard.open('/walls', people.agency);
  for (const [name, path, there] of [
    ['overview', '/walls', 'main li'],
    ['home', `/walls/${id}`, 'main img'],
    ['feeds', `/walls/${id}/feeds`, 'article'],
    ['feed', `/walls/${id}/feeds/new?kind=google`, 'form'],
    ['posts', `/walls/${id}/posts`, '[data-post] img'],
    ['design', `/walls/${id}/design`, 'hashmytag-wall li[data-id]'],
    ['design-embed', `/walls/${id}/design?part=embed`, 'pre'],
    ['design-screen', `/walls/${id}/design?part=screen`, 'pre'],
  ] as const) {
    await page.goto(dashboard.platform.address + path);
    await page.locator(there).first().waitFor();
    expect(await dashboard.violations(), name).toEqual([]);
    await draw(dashboard, name, ...schemes);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: words.en.shell.nav.more }).click();
  await page.getByRole('dialog').getByRole('link').first().waitFor();
  expect(await dashboard.violations(), 'the menu of a phone').toEqual([]);
});
