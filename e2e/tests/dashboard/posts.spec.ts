import type { Page } from '@playwright/test';
import { type Dashboard, expect, test } from '../../support/dashboard';
import { languages, say, words } from '../../support/words';

interface Listed {
  id: string;
  text: string;
  status: string;
}

const hashtags = [{ network: 'instagram', query: { hashtags: ['bongout'] } }];
const cards = (page: Page) => page.locator('[data-post]');

/** A tenant of its own whose feed has brought posts; with its key, as a wall's visitors have it. */
async function withPosts(dashboard: Dashboard, name: string) {
  const tenant = await dashboard.register(name, hashtags);
  const list = () => dashboard.ask<{ items: Listed[] }>(tenant.email, 'GET', '/v1/posts?limit=100', tenant.id).then(({ items }) => items);
  const lastSyncs = async () => (await dashboard.ask<{ items: { state: { lastSyncAt: string | null } }[] }>(tenant.email, 'GET', '/v1/feeds', tenant.id)).items.map(({ state }) => state.lastSyncAt);
  await expect.poll(lastSyncs, { timeout: 20_000 }).not.toContain(null);
  const { apiKey } = await dashboard.ask<{ apiKey: string }>(tenant.email, 'GET', '/v1/tenant', tenant.id);
  const onWall = () => dashboard.platform.json<{ posts: { id: string; pinned: boolean }[] }>(`/v1/wall?key=${apiKey}&limit=100`).then(({ posts }) => posts);
  return { ...tenant, list, onWall };
}

for (const [language, locale, details] of languages) {
  test.describe(language, details, () => {
    test.use({ locale });
    const { posts, shell } = words[language];

    test('what is decided is on the wall with its next request, and can be taken back', async ({ dashboard, page }) => {
      const { id, email, onWall } = await withPosts(dashboard, `Moderate ${language}`);
      await dashboard.open(`/walls/${id}/posts`, email);
      const first = (await cards(page).first().getAttribute('data-post'))!;
      const card = page.locator(`[data-post="${first}"]`);
      expect(await dashboard.violations()).toEqual([]);

      await card.getByRole('button', { name: posts.verbs.hide }).click();
      await expect(card).toHaveCount(0);
      await expect(page.getByText(posts.done.hide_one)).toBeVisible();
      expect((await onWall()).map((post) => post.id)).not.toContain(first);
      await page.getByText(posts.tabs.hidden, { exact: true }).click();
      await expect(card).toContainText(posts.reasons.person);
      expect(await dashboard.violations()).toEqual([]);
      await card.getByRole('button', { name: posts.verbs.show }).click();
      await expect(card).toHaveCount(0);
      await expect(page.getByText(posts.done.approve_one)).toBeVisible();
      expect((await onWall()).map((post) => post.id)).toContain(first);
      await page.getByRole('button', { name: shell.actions.undo }).click();
      await expect(card).toBeVisible();
      await expect.poll(async () => (await onWall()).map((post) => post.id)).not.toContain(first);
    });
  });
}

const { posts, shell, problems } = words.en;

test('posts that wait are approved by keyboard alone, several at once', async ({ dashboard, page }) => {
  const { id, email, list, onWall } = await withPosts(dashboard, 'Keyboard');
  await dashboard.ask(email, 'POST', '/v1/posts/moderate', id, { ids: (await list()).map((post) => post.id), status: 'pending' });
  await dashboard.open(`/walls/${id}/posts?status=pending`, email);
  await cards(page).first().focus();
  const [first, second, third] = await cards(page).evaluateAll((all) => all.map((card) => (card as HTMLElement).dataset.post!));
  await page.keyboard.press('a');
  await expect(page.locator(`[data-post="${first}"]`)).toHaveCount(0);
  await expect(page.locator(`[data-post="${second}"]`)).toBeFocused();
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await expect(page.locator(`[data-post="${third}"]`)).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByText(say(posts.bulk.count_other, { count: 2 }))).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByText(say(posts.done.approve_other, { count: 2 }))).toBeVisible();
  expect((await onWall()).map((post) => post.id).sort()).toEqual([first, second, third].sort());
  await page.getByRole('button', { name: posts.keys.title }).click();
  await expect(page.getByText(posts.keys.about)).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
});

test('pinned posts come first; what the API refuses goes back to where it was', async ({ dashboard, page }) => {
  const { id, email, onWall } = await withPosts(dashboard, 'Pinned');
  dashboard.provoked.push(/503/);
  await dashboard.open(`/walls/${id}/posts`, email);
  const other = (await cards(page).nth(1).getAttribute('data-post'))!; // where no notice lies above its buttons
  const card = page.locator(`[data-post="${other}"]`);
  await card.getByRole('button', { name: posts.verbs.pin }).click();
  await expect(page.getByText(posts.done.pin_one)).toBeVisible();
  expect((await onWall())[0]).toMatchObject({ id: other, pinned: true });

  await page.route('**/v1/posts/moderate', (route) => route.fulfill({ status: 503, json: { type: '/problems/unavailable' } }), { times: 1 });
  await card.getByRole('button', { name: posts.verbs.hide }).click();
  await expect(page.getByText(problems.codes.unavailable.title)).toBeVisible();
  await expect(card).toBeVisible();
  await page.getByRole('button', { name: problems.retry }).click();
  await expect(page.getByText(posts.done.hide_one)).toBeVisible();
  expect((await onWall()).map((post) => post.id)).not.toContain(other);
});

test('a rule says what it caught, and why; an event holds what is new', async ({ dashboard, page }) => {
  const { id, email, list, onWall } = await withPosts(dashboard, 'Ruled');
  const word = /\p{L}{5,}/u.exec((await list())[0]!.text)![0];
  await dashboard.open(`/walls/${id}/posts`, email);
  await page.getByRole('button', { name: posts.rules.button }).click();
  await page.getByRole('combobox', { name: posts.rules.words.label }).fill(word);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: shell.actions.save }).click();
  await expect(page.getByText(posts.rules.saved)).toBeVisible();
  expect((await onWall()).length).toBeLessThan((await list()).length);
  await page.getByText(posts.tabs.hidden, { exact: true }).click();
  await expect(cards(page).first()).toContainText(say(posts.reasons.word, { what: word }));
  await page.getByRole('button', { name: posts.rules.button }).click();
  await expect(page.getByRole('group', { name: posts.rules.caught })).toContainText(`${word} · `);
  expect(await dashboard.violations()).toEqual([]);
  await page.keyboard.press('Escape');

  await page.getByRole('switch', { name: posts.hold.label }).click();
  await expect(page.getByText(posts.hold.on)).toBeVisible();
  const { moderation } = await dashboard.ask<{ moderation: { mode: string; blockedWords: string[] } }>(email, 'GET', '/v1/widget', id);
  expect(moderation).toMatchObject({ mode: 'hold', blockedWords: [word] });
});

test('a post of one’s own with a picture is on the wall, and what is typed outlives a reload', async ({ dashboard, page }) => {
  const { id, email, onWall } = await withPosts(dashboard, 'Own words');
  await dashboard.open(`/walls/${id}/posts`, email);
  await page.getByRole('button', { name: posts.write.button }).click();
  await page.getByLabel(posts.write.text).fill('Ce soir, concert sur la terrasse');
  await page.reload();
  await page.getByRole('button', { name: posts.write.button }).click();
  await expect(page.getByLabel(posts.write.text)).toHaveValue('Ce soir, concert sur la terrasse');
  // Far larger than the API takes, as phones make them: it is made smaller before it is sent.
  const photo = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1600 });
    const context = canvas.getContext('2d')!;
    const noise = context.createImageData(2400, 1600);
    for (let at = 0; at < noise.data.length; at += 65_536) crypto.getRandomValues(noise.data.subarray(at, at + 65_536));
    context.putImageData(noise, 0, 0);
    return canvas.toDataURL('image/jpeg', 0.95).split(',')[1]!;
  });
  const buffer = Buffer.from(photo, 'base64');
  expect(buffer.length).toBeGreaterThan(2 * 1024 * 1024);
  await page.locator('input[type=file]').setInputFiles({ name: 'terrace.jpg', mimeType: 'image/jpeg', buffer });
  await expect(page.getByRole('img', { name: say(posts.write.picture, { number: 1 }) })).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
  await page.getByRole('button', { name: posts.write.send }).click();
  await expect(page.getByText(posts.write.done)).toBeVisible();
  await expect(cards(page).first()).toContainText('Ce soir, concert sur la terrasse');
  expect((await onWall())[0]).toMatchObject({ network: 'direct', media: [{ type: 'image' }] });
});

test('a viewer sees and cannot decide: the API refuses', async ({ dashboard, page }) => {
  const { id, email, list } = await withPosts(dashboard, 'Looked at');
  const viewer = `viewer-${Date.now()}@example.com`;
  await dashboard.ask(email, 'POST', '/v1/members', id, { email: viewer, role: 'viewer' });
  await dashboard.open(`/walls/${id}/posts`, viewer);
  await expect(cards(page).first()).toBeVisible();
  await expect(page.getByRole('button', { name: posts.verbs.hide })).toHaveCount(0);
  await expect(page.getByRole('button', { name: posts.write.button })).toHaveCount(0);
  await cards(page).first().focus();
  await page.keyboard.press('h');
  const [first] = await list();
  await expect(dashboard.ask(viewer, 'PATCH', `/v1/posts/${encodeURIComponent(first!.id)}`, id, { status: 'hidden' })).rejects.toThrow('403');
  expect((await list())[0]).toMatchObject({ id: first!.id, status: 'visible' });
});

test('of 10,000 posts those near the screen are drawn, and all can be reached and decided about', { tag: '@proof' }, async ({ dashboard, page }) => {
  test.setTimeout(180_000);
  const { id, email, list } = await withPosts(dashboard, 'Ten thousand');
  const [pattern] = await list();
  await page.route('**/v1/posts?*', (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const from = Number(asked.get('cursor') ?? 0);
    const size = Math.min(Number(asked.get('limit')), 10_000 - from);
    const items = Array.from({ length: size }, (_, i) => ({ ...pattern, id: `twitter:${from + i}`, text: `Post number ${from + i}` }));
    return route.fulfill({ json: { items, nextCursor: from + size < 10_000 ? String(from + size) : null } });
  });
  await page.route('**/v1/posts/moderate', (route) => {
    const { ids, status } = route.request().postDataJSON() as { ids: string[]; status: string };
    return route.fulfill({ json: { items: ids.map((one) => ({ ...pattern, id: one, status })), missing: [] } });
  });
  await dashboard.open(`/walls/${id}/posts`, email);
  const scrolling = await page.evaluate(() => window.setInterval(() => scrollTo(0, document.body.scrollHeight), 50));
  await expect(page.getByText(say(posts.all_other, { count: 10_000 }))).toBeVisible({ timeout: 120_000 });
  await page.evaluate((timer) => clearInterval(timer), scrolling);
  expect(await cards(page).count(), 'cards that are drawn').toBeLessThan(500);
  const target = page.locator('[data-post="twitter:9990"]');
  await target.focus();
  await page.keyboard.press('h');
  await expect(target).toHaveCount(0);
  await expect(page.locator('[data-post="twitter:9991"]')).toBeFocused();
  await page.keyboard.press('k');
  await expect(page.locator('[data-post="twitter:9989"]')).toBeFocused();
});
