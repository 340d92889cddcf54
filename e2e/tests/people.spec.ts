import type { Locator } from '@playwright/test';
import { richWall } from '../support/answers';
import { violations } from '../support/axe';
import { expect, test } from '../support/test';
import type { TestServer } from '../support/server';

const layouts = ['grid', 'list', 'carousel', 'ticker'];

const wallOf = (server: TestServer, settings: object) => {
  const answer = richWall(server.widget);
  Object.assign(answer.wall, settings);
  server.wall = () => ({ body: answer });
};

/** Whether something in the wall moves by itself: the carousel by a timer, the others by an animation. */
const moves = (wall: Locator) => wall.evaluate((host) => host.shadowRoot!.getAnimations().some((one) => one.playState === 'running'));
const scrolled = (wall: Locator) => wall.locator('ul').first().evaluate((list) => Math.abs(list.scrollLeft));

for (const layout of ['grid', 'list', 'ticker']) {
  test(`a ${layout} that moves rests under the pointer, stays when paused, and can then be scrolled`, async ({ page, server }) => {
    wallOf(server, { layout, scroll: 'slow' });
    await page.goto(server.embed());
    const wall = page.locator('hashmytag-wall');
    const running = expect.poll(() => moves(wall));
    await running.toBe(true);
    await wall.locator('.frame').hover();
    await expect.poll(() => moves(wall)).toBe(false);
    await page.mouse.move(0, 0);
    await expect.poll(() => moves(wall)).toBe(true);
    await wall.getByRole('button', { name: 'Pause' }).press('Enter');
    await expect(wall.getByRole('button', { name: 'Play' })).toBeVisible();
    expect(await moves(wall)).toBe(false);
    await expect(wall.locator('.frame')).toHaveCSS('overflow', 'auto');
    await wall.getByRole('button', { name: 'Play' }).press('Enter');
    await expect.poll(() => moves(wall)).toBe(true);
  });

  test(`a ${layout} does not move for who prefers less motion, until asked to`, async ({ page, server }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    wallOf(server, { layout, scroll: 'fast' });
    await page.goto(server.embed());
    const wall = page.locator('hashmytag-wall');
    await wall.getByRole('button', { name: 'Play' }).waitFor();
    expect(await moves(wall)).toBe(false);
    await wall.getByRole('button', { name: 'Play' }).click();
    await page.mouse.move(0, 0);
    await expect.poll(() => moves(wall)).toBe(true);
  });
}

test('a wall does not begin to move under a pointer that was there before', async ({ page, server }) => {
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/hashmytag/finish-*', async (route) => {
    await held;
    await route.continue();
  });
  wallOf(server, { layout: 'grid', scroll: 'slow' });
  await page.goto(server.embed());
  const wall = page.locator('hashmytag-wall');
  await wall.locator('.frame').hover();
  release();
  await wall.getByRole('button', { name: 'Pause' }).waitFor();
  await expect.poll(() => wall.evaluate((host) => host.shadowRoot!.getAnimations().map((one) => one.playState))).toEqual(['paused']);
  await page.mouse.move(0, 0);
  await expect.poll(() => moves(wall)).toBe(true);
});

async function backToTheFirst(wall: Locator) {
  const previous = wall.getByRole('button', { name: 'Previous', exact: true });
  await expect(async () => {
    if (await previous.isEnabled()) await previous.click({ timeout: 1_000 });
    expect(await scrolled(wall)).toBe(0);
  }).toPass({ intervals: [100] });
}

test('a carousel goes on by itself, rests while it has the focus, and can be paused', async ({ page, server }) => {
  await page.clock.install();
  wallOf(server, { layout: 'carousel', scroll: 'fast' });
  await page.goto(server.embed());
  const wall = page.locator('hashmytag-wall');
  await wall.getByRole('button', { name: 'Pause' }).waitFor();
  await expect(async () => {
    await page.clock.runFor(3_600);
    expect(await scrolled(wall)).toBeGreaterThan(0);
  }).toPass({ intervals: [100] });
  await wall.getByRole('button', { name: 'Pause' }).click();
  await backToTheFirst(wall);
  await page.clock.runFor(60_000);
  expect(await scrolled(wall)).toBe(0);
});

test('a carousel does not move by itself for who prefers less motion', async ({ page, server }) => {
  await page.clock.install();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  wallOf(server, { layout: 'carousel', scroll: 'fast' });
  await page.goto(server.embed());
  const wall = page.locator('hashmytag-wall');
  await wall.getByRole('button', { name: 'Play' }).waitFor();
  await page.clock.runFor(60_000);
  expect(await scrolled(wall)).toBe(0);
});

test('the keyboard leads through the carousel, from its first card to its last', async ({ page, server }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  wallOf(server, { layout: 'carousel', scroll: 'off' });
  await page.goto(server.embed());
  const wall = page.locator('hashmytag-wall');
  const next = wall.getByRole('button', { name: 'Next', exact: true });
  await expect(wall.getByRole('button', { name: 'Previous', exact: true })).toBeDisabled();
  await wall.locator('ul').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => scrolled(wall)).toBeGreaterThan(0);
  await expect(async () => {
    if (await next.isEnabled()) await next.press('Enter', { timeout: 1_000 });
    await expect(next).toBeDisabled({ timeout: 200 });
  }).toPass({ intervals: [100] });
  await expect(wall.locator('li[data-id]').last()).toBeInViewport();
  const last = wall.locator('li[data-id]').last().getByRole('link').last();
  await last.focus();
  await expect(last).toBeInViewport();
});

test('a gallery shows where it is, and its films play in place', async ({ page, server, provoked }) => {
  provoked.push(/film\.mp4/); // the server has none: that the player asks for it is enough
  wallOf(server, { layout: 'list' });
  await page.goto(server.embed());
  const wall = page.locator('hashmytag-wall');
  await wall.getByRole('button', { name: 'Show more' }).click();
  const card = wall.locator('[data-id="instagram:3"]');
  await expect(card.locator('.place')).toHaveText('1/3');
  await card.getByRole('button', { name: 'Next picture' }).focus();
  await page.keyboard.press('Enter');
  await expect(card.locator('.place')).toHaveText('2/3');
  await expect(card.getByRole('button', { name: 'Previous picture' })).toBeVisible();
  await wall.locator('[data-id="instagram:6"] .film').click();
  await expect(wall.locator('video')).toBeFocused();
});

test('the rest of a long text comes when asked for', async ({ page, server }) => {
  wallOf(server, { layout: 'grid' });
  await page.goto(server.embed());
  const card = page.locator('hashmytag-wall [data-id="facebook:5"]');
  const height = async () => (await card.locator('.text').boundingBox())!.height;
  const before = await height();
  await card.getByRole('button', { name: 'Read more' }).press('Enter');
  await expect(card.getByRole('button', { name: 'Read less' })).toHaveAttribute('aria-expanded', 'true');
  expect(await height()).toBeGreaterThan(before);
});

for (const layout of layouts) {
  test(`at 200 % zoom and on the narrowest phone the ${layout} needs no sideways scrolling`, async ({ page, server }) => {
    wallOf(server, { layout, scroll: layout === 'ticker' ? 'slow' : 'off', places: [{ network: 'google', rating: 4.6, count: 312 }] });
    for (const [width, height] of [[640, 450], [320, 640]] as const) {
      await page.setViewportSize({ width, height });
      await page.goto(server.embed());
      await page.locator('hashmytag-wall li[data-id]').first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const top = page.locator('hashmytag-wall .top');
      expect(await top.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
    }
  });
}

test('colours that nobody could read are corrected', async ({ page, server }) => {
  wallOf(server, { theme: 'custom', colors: { background: '#ffffff', card: '#ffe9e9', text: '#ffffff', accent: '#ffdd00' } });
  await page.goto(server.embed({}, { before: '<h1>A shop</h1>' }));
  await page.locator('hashmytag-wall').getByRole('button', { name: 'Show more' }).click();
  expect((await violations(page)).filter((one) => one.startsWith('color-contrast'))).toEqual([]);
});

test('right-to-left pages have a wall that goes their way', async ({ page, server }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  wallOf(server, { layout: 'carousel' });
  await page.goto(server.page(`<html lang="ar" dir="rtl"><head><title>متجر</title></head><body><main><h1>متجر</h1><div id="hashmytag-wall"></div></main><script src="${server.widget}/hashmytag.js" data-api-key="hmt_test"></script></body></html>`));
  const wall = page.locator('hashmytag-wall');
  const [first, second] = [wall.locator('li[data-id]').first(), wall.locator('li[data-id]').nth(1)];
  await wall.getByRole('button', { name: 'Next', exact: true }).waitFor();
  expect((await first.boundingBox())!.x).toBeGreaterThan((await second.boundingBox())!.x);
  await wall.getByRole('button', { name: 'Next', exact: true }).click();
  await expect.poll(() => scrolled(wall)).toBeGreaterThan(0);
  expect(await violations(page)).toEqual([]);
});

test('the theme auto follows the visitor', async ({ page, server }) => {
  wallOf(server, { theme: 'auto' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(server.embed());
  const card = page.locator('hashmytag-wall .card').first();
  await expect(card).toHaveCSS('background-color', 'rgb(27, 30, 36)');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(card).toHaveCSS('background-color', 'rgb(255, 255, 255)');
});

for (const layout of layouts) {
  test(`on paper the ${layout} shows all of its posts and no buttons`, async ({ page, server }) => {
    wallOf(server, { layout, scroll: 'slow' });
    await page.goto(server.embed());
    const wall = page.locator('hashmytag-wall');
    await wall.getByRole('button', { name: 'Pause' }).waitFor();
    await page.emulateMedia({ media: 'print' });
    await expect(wall.getByRole('button', { name: /^(Pause|Show more|Next)$/ })).toHaveCount(0);
    const inside = await wall.evaluate((host) => {
      const box = host.getBoundingClientRect();
      return [...host.shadowRoot!.querySelectorAll('ul:not(.copy) > li')].every((cell) => {
        const { top, bottom, left, right } = cell.getBoundingClientRect();
        return top >= box.top && bottom <= box.bottom + 1 && left >= box.left - 1 && right <= box.right + 1;
      });
    });
    expect(inside).toBe(true);
  });
}
