import type { Page } from '@playwright/test';
import { richWall } from '../support/answers';
import { expect, test } from '../support/test';
import { countTimers } from '../support/timers';
import type { TestServer } from '../support/server';

/** A wall whose posts are numbered; a test adds to them. */
function numberedWall(server: TestServer, settings = {}) {
  const posts = Array.from({ length: 12 }, (_, i) => ({ id: `p${i}`, network: 'twitter', text: `Post ${i}`, author: { name: 'Ann', handle: 'ann' } }));
  const state = { posts, asked: 0, status: 200 };
  server.wall = () => {
    state.asked++;
    return { status: state.status, body: { wall: { layout: 'grid', columns: 2, ...settings }, posts: state.posts, refreshSeconds: 300 } };
  };
  return state;
}

const post = (id: string) => ({ id, network: 'twitter', text: `Post ${id}`, author: { name: 'Ann', handle: 'ann' } });
const ids = (page: Page) => page.locator('hashmytag-wall li[data-id]').evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.id));

/** Waits until an answer was taken: its posts are there, and the one timer is set anew. */
async function settled(page: Page) {
  await expect(page.locator('hashmytag-wall li[data-id]')).toHaveCount(12);
  await expect.poll(() => page.evaluate(() => (window as any).timers.size)).toBe(1);
}

/** Plays that the tab is hidden or seen. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { value: now, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

test.beforeEach(({ page }) => page.clock.install());

test('a wall asks again every 5 minutes, not while its tab is hidden, and at once when it comes back', async ({ page, server }) => {
  const wall = numberedWall(server);
  await page.goto(server.embed({ analytics: false }, { before: countTimers }));
  for (const times of [1, 2, 3]) {
    await expect.poll(() => wall.asked).toBe(times);
    await settled(page);
    await page.clock.fastForward('04:00');
    await page.clock.fastForward('01:35'); // a tenth of jitter at most
  }
  await expect.poll(() => wall.asked).toBe(4);
  await settled(page);
  await hide(page, true);
  await page.clock.fastForward('05:00:00');
  await hide(page, false);
  await expect.poll(() => wall.asked).toBe(5);
  expect(await ids(page)).toHaveLength(12);
});

test('while the network fails the last good wall stays, and the next answer is shown', async ({ page, server, provoked }) => {
  provoked.push(/status of 503/);
  const wall = numberedWall(server);
  await page.goto(server.embed({ analytics: false }));
  await expect(page.locator('hashmytag-wall li[data-id]')).toHaveCount(12);
  wall.status = 503;
  for (const times of [2, 3, 4]) {
    await page.clock.fastForward('05:35');
    await expect.poll(() => wall.asked).toBeGreaterThanOrEqual(times);
    expect(await ids(page)).toHaveLength(12);
  }
  Object.assign(wall, { status: 200, posts: [post('fresh'), ...wall.posts] });
  await expect(async () => {
    await page.clock.fastForward('05:35');
    expect(await ids(page)).toContain('fresh');
  }).toPass();
});

test('new posts slide in when nobody reads, and wait while somebody does', async ({ page, server }) => {
  const wall = numberedWall(server);
  await page.goto(server.embed({ analytics: false }));
  const cells = page.locator('hashmytag-wall li[data-id]');
  await expect(cells).toHaveCount(12);
  wall.posts = [post('n1'), ...wall.posts];
  await page.clock.fastForward('05:35');
  await expect(cells.first()).toHaveAttribute('data-id', 'n1');

  await cells.nth(3).hover();
  const before = await cells.nth(3).boundingBox();
  wall.posts = [post('n2'), ...wall.posts.filter(({ id }) => id !== 'p1')];
  await page.evaluate(() => (window as any).wall.refresh());
  const button = page.locator('hashmytag-wall').getByRole('button', { name: 'New posts' });
  await expect(button).toBeVisible();
  await expect(cells.first()).toHaveAttribute('data-id', 'n1');
  expect(await cells.nth(3).boundingBox()).toEqual(before);
  await expect(page.locator('hashmytag-wall li[data-id=p1]'), 'a post that was taken off the wall is not shown any longer').toBeHidden();
  await button.click();
  await expect(cells.first()).toHaveAttribute('data-id', 'n2');
  await expect(button).toBeHidden();
});

test('a day on a screen costs neither memory nor timers', async ({ page, server }) => {
  test.slow();
  const answer = richWall(server.widget);
  Object.assign(answer.wall, { scroll: 'slow' });
  let made = 0;
  const next = () => answer.posts.slice(0, 6).map((one, i) => ({ ...one, id: `${made}-${i}`, media: [], author: { name: `Author ${made}` } }));
  server.wall = () => {
    made++;
    return { body: { ...answer, posts: next() } };
  };
  await page.goto(server.embed({ analytics: false }, { before: `<h1>A screen</h1>${countTimers}` }));
  const newest = () => page.evaluate(() => document.querySelector('hashmytag-wall')!.shadowRoot!.querySelector<HTMLElement>('[data-id]')?.dataset.id);
  const live = async (refreshes: number) => {
    for (let i = 0; i < refreshes; i++) {
      const wanted = `${made + 1}-0`;
      await page.clock.fastForward('05:35');
      await expect.poll(newest, { intervals: [5] }).toBe(wanted);
    }
  };
  const protocol = await page.context().newCDPSession(page);
  const measure = async () => {
    await page.evaluate(() => Promise.all(document.querySelector('hashmytag-wall')!.shadowRoot!.getAnimations().map((one) => one.effect?.getTiming().iterations === 1 && one.finished)));
    await protocol.send('HeapProfiler.collectGarbage');
    const { metrics } = await protocol.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((one) => one.name === name)!.value;
    const timers = await page.evaluate(() => (window as any).timers.size as number);
    return { timers, nodes: metric('Nodes'), listeners: metric('JSEventListeners'), heap: metric('JSHeapUsedSize') };
  };
  await protocol.send('Performance.enable');
  await expect.poll(newest).toBe('1-0');
  await live(12);
  const before = await measure();
  await live(276);
  const after = await measure();
  console.log(`after an hour ${JSON.stringify(before)}, after a day ${JSON.stringify(after)}`);
  expect(before.timers).toBe(1);
  expect(after.timers).toBe(1);
  expect(after.nodes).toBeLessThan(before.nodes * 1.2);
  expect(after.listeners).toBeLessThan(before.listeners * 1.2);
  expect(after.heap).toBeLessThan(before.heap * 1.5);
});
