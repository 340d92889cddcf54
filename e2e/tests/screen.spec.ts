import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { richWall } from '../support/answers';
import { violations } from '../support/axe';
import { expect, test } from '../support/test';
import type { TestServer } from '../support/server';

const open = async (page: Page, server: TestServer, query = '') => {
  const answer = richWall(server.widget);
  server.wall = () => ({ body: answer });
  await page.goto(`${server.widget}/wall.html?key=hmt_test${query}`);
  await expect(page.locator('hashmytag-wall li[data-id]').first()).toBeVisible();
};

const textSize = (page: Page) => page.locator('hashmytag-wall .wall').evaluate((wall) => parseFloat(getComputedStyle(wall).fontSize));

for (const [name, width, height] of [['a phone', 390, 844], ['a screen', 1920, 1080], ['4K', 3840, 2160]] as const) {
  for (const layout of ['grid', 'carousel']) {
    test(`the full-screen ${layout} fits ${name}, also in large type`, async ({ page, server }) => {
      await page.setViewportSize({ width, height });
      await open(page, server, `&layout=${layout}`);
      const normal = await textSize(page);
      await open(page, server, `&layout=${layout}&type=large&theme=dark`);
      expect(await page.locator('hashmytag-wall').boundingBox()).toEqual({ x: 0, y: 0, width, height });
      expect(await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight])).toEqual([width, height]);
      expect(await textSize(page)).toBeGreaterThan(normal * 1.2);
      expect(normal / width).toBeGreaterThan(0.0075); // legible from afar
    });
  }
}

test('the full-screen page can be used by everybody', async ({ page, server }) => {
  await open(page, server);
  expect(await violations(page)).toEqual([]);
});

test('it keeps the screen awake, again after each time that it was hidden', async ({ page, server }) => {
  await page.addInitScript(() => {
    (window as any).held = [];
    Object.defineProperty(navigator, 'wakeLock', { value: { request: async (kind: string) => (window as any).held.push(kind) } });
  });
  await open(page, server);
  const held = () => page.evaluate(() => (window as any).held as string[]);
  await expect.poll(held).toEqual(['screen']);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect.poll(held).toEqual(['screen', 'screen']);
});

test('a resting pointer disappears with the buttons, and does not hold the wall', async ({ page, server }) => {
  await page.clock.install();
  await open(page, server);
  const pause = page.locator('hashmytag-wall').getByRole('button', { name: 'Pause' });
  const moves = () => page.evaluate(() => document.querySelector('hashmytag-wall')!.shadowRoot!.getAnimations().some((one) => one.playState === 'running'));
  await page.mouse.move(300, 300);
  await expect(pause).toHaveCSS('opacity', '1');
  await expect.poll(moves).toBe(false);
  await page.clock.runFor(3_100);
  await expect(pause).toHaveCSS('opacity', '0');
  expect(await page.evaluate(() => getComputedStyle(document.documentElement, '::after').cursor)).toBe('none');
  await expect.poll(moves).toBe(true);
  await page.mouse.move(310, 310);
  await expect(pause).toHaveCSS('opacity', '1');
});

test('it follows a new publication, and stays as it is while the network is away', async ({ page, server, provoked }) => {
  provoked.push(/ERR_|Failed to fetch/);
  await page.clock.install();
  await open(page, server);
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => ((window as any).first = true));
  await page.context().setOffline(true);
  await page.clock.fastForward('01:00:01');
  await page.clock.fastForward('01:00:01');
  await expect(page.locator('hashmytag-wall li[data-id]')).toHaveCount(12);
  expect(await page.evaluate(() => (window as any).first)).toBe(true);
  await page.context().setOffline(false);
  const published = await readFile(new URL('../../widget/dist/wall.html', import.meta.url), 'utf8');
  await page.route('**/wall.html*', (route) => route.fulfill({ contentType: 'text/html', body: published.replace('<title>HashMyTag', '<title>Newer') }));
  await expect(async () => {
    await page.clock.fastForward('01:00:01');
    await expect(page).toHaveTitle('Newer', { timeout: 500 });
  }).toPass();
  await expect(page.locator('hashmytag-wall li[data-id]')).toHaveCount(12);
});

test('inside a frame it shows nothing', async ({ page, server }) => {
  server.wall = () => ({ body: richWall(server.widget) });
  await page.goto(server.page(`<iframe src="${server.widget}/wall.html?key=hmt_test"></iframe>`));
  await page.waitForLoadState('networkidle');
  await expect(page.frameLocator('iframe').locator('hashmytag-wall')).toHaveCount(0);
  expect(server.asked.filter((line) => line.includes('/v1/'))).toEqual([]);
});
