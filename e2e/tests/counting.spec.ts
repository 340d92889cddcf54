import type { Page } from '@playwright/test';
import { expect, test } from '../support/test';
import type { TestServer } from '../support/server';

interface Counted {
  type: string;
  postId?: string;
}

const somePosts = (server: TestServer, settings = {}) => {
  const posts = ['a', 'b', 'c'].map((id) => ({ id, network: 'twitter', text: `Post ${id}`, url: `https://x.com/i/status/${id}`, author: { name: 'Ann', url: 'https://x.com/ann' } }));
  server.wall = () => ({ body: { wall: { layout: 'list', ...settings }, posts, refreshSeconds: 300 } });
};

const cells = (page: Page) => page.locator('hashmytag-wall li[data-id]');

/** What the server was told, once it is what it should be; meanwhile time passes on the page. */
async function expectCounted(page: Page, server: TestServer, wanted: string[]) {
  const told = () => server.events.flatMap((message) => (JSON.parse(message.slice(message.indexOf('{'))) as { events: Counted[] }).events);
  await expect(async () => {
    await page.clock.runFor(1_500);
    expect(told().map(({ type, postId }) => (postId ? `${type} ${postId}` : type)).sort()).toEqual(wanted);
  }).toPass();
}

test.beforeEach(({ page }) => page.clock.install());

test('a view, the posts that were seen and the clicks are counted, once each, with nothing about the visitor', async ({ page, server }) => {
  somePosts(server);
  await page.context().route('https://x.com/**', (route) => route.fulfill({ body: 'X' }));
  await page.goto(server.embed());
  await expect(cells(page)).toHaveCount(3);
  await expectCounted(page, server, ['impression a', 'impression b', 'impression c', 'view']);

  await page.evaluate(() => (window as any).wall.refresh());
  await cells(page).nth(1).getByRole('link', { name: 'See on X' }).click();
  await expectCounted(page, server, ['click b', 'impression a', 'impression b', 'impression c', 'view']);
  for (const message of server.events) {
    expect(message).toMatch(/^text\/plain /);
    expect(message).not.toMatch(/cookie|user|agent|referrer|http/i);
  }
});

test('what nobody saw is not counted', async ({ page, server }) => {
  somePosts(server);
  await page.goto(server.embed({}, { before: '<div style="height:3000px">Far above</div>' }));
  await expect(cells(page)).toHaveCount(3);
  await page.clock.runFor(20_000);
  await page.locator('hashmytag-wall').scrollIntoViewIfNeeded();
  await expect(async () => {
    await page.clock.runFor(1_500);
    expect(server.events.join()).toContain('"view"');
  }).toPass();
  expect(server.events.join().match(/"view"/g)).toHaveLength(1);
});

test('what was counted is sent when the page goes away', async ({ page, server }) => {
  somePosts(server);
  await page.goto(server.embed());
  await expect(cells(page)).toHaveCount(3);
  await expect(async () => {
    await page.clock.runFor(1_100);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    expect(server.events.join()).toContain('"view"');
  }).toPass();
});

const silent: Record<string, { options?: object; settings?: object; privacy?: boolean }> = {
  'a page that says analytics: false': { options: { analytics: false } },
  'a tenant that wants none': { settings: { analytics: false } },
  'a browser with Global Privacy Control': { privacy: true },
};

for (const [who, { options = {}, settings = {}, privacy }] of Object.entries(silent)) {
  test(`nothing is counted for ${who}`, async ({ page, server }) => {
    if (privacy) await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    somePosts(server, settings);
    await page.goto(server.embed(options));
    await expect(cells(page)).toHaveCount(3);
    await page.waitForLoadState('networkidle');
    await page.clock.runFor(20_000);
    await page.evaluate(() => (window as any).wall.destroy());
    await page.evaluate(() => fetch('/'));
    expect(server.events).toEqual([]);
  });
}
