import { richWall } from '../support/answers';
import { expect, test } from '../support/test';
import { countTimers } from '../support/timers';
import type { TestServer } from '../support/server';

/** Each key has a wall of one post that says the key. */
const speakingWalls = (server: TestServer) => {
  server.wall = (key) => ({ body: { wall: { layout: 'list' }, posts: [{ id: key, network: 'twitter', text: `posts of ${key}` }] } });
};

const ways: Record<string, (script: string) => string> = {
  'init after the element': (script) => `<div id="hashmytag-wall"></div><script src="${script}"></script><script>HashMyTag.init({ apiKey: 'hmt_1' })</script>`,
  'init before the element': (script) => `<script src="${script}"></script><script>HashMyTag.init({ apiKey: 'hmt_1' })</script><p>…</p><div id="hashmytag-wall"></div>`,
  'an element that comes later': (script) =>
    `<script src="${script}"></script><script>HashMyTag.init({ apiKey: 'hmt_1', target: '.late' }); setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<section class="late"></section>'), 300)</script>`,
  'an element as the target': (script) => `<div class="here"></div><script src="${script}"></script><script>HashMyTag.init({ apiKey: 'hmt_1', target: document.querySelector('.here') })</script>`,
  'an async script with its key': (script) => `<script async src="${script}" data-api-key="hmt_1"></script><div id="hashmytag-wall"></div>`,
  'a deferred script with its key': (script) => `<script defer src="${script}" data-api-key="hmt_1"></script><div id="hashmytag-wall"></div>`,
  'a queue before the script': (script) =>
    `<script>window.HashMyTag = window.HashMyTag || { q: [], init(o) { this.q.push(o) } }; HashMyTag.init({ apiKey: 'hmt_1' })</script><div id="hashmytag-wall"></div><script async src="${script}"></script>`,
  'a tag manager': (script) =>
    `<div id="hashmytag-wall"></div><script>addEventListener('load', () => { const s = document.createElement('script'); s.src = '${script}'; s.dataset.apiKey = 'hmt_1'; document.head.append(s) })</script>`,
  'the element': (script) => `<hashmytag-wall api-key="hmt_1"></hashmytag-wall><script async src="${script}"></script>`,
  'the element, made by code': (script) =>
    `<script src="${script}"></script><script>addEventListener('load', () => { const w = document.createElement('hashmytag-wall'); w.setAttribute('api-key', 'hmt_1'); document.body.append(w) })</script>`,
  'the frozen version': (script) => `<div id="hashmytag-wall"></div><script src="${script.replace('.js', '.v1.js')}" data-api-key="hmt_1"></script>`,
};

for (const [name, html] of Object.entries(ways)) {
  test(`a wall by ${name}`, async ({ page, server }) => {
    speakingWalls(server);
    await page.goto(server.page(html(`${server.widget}/hashmytag.js`)));
    await expect(page.locator('hashmytag-wall').getByText('posts of hmt_1')).toBeVisible();
    expect(server.asked.filter((line) => line.includes('/v1/wall'))).toEqual(['GET widget /v1/wall']);
  });
}

test('a wall by the module for bundlers', async ({ page, server }) => {
  speakingWalls(server);
  await page.goto(
    server.page(`<div id="hashmytag-wall"></div><script type="module">import { init } from '${server.widget}/module/hashmytag.js'; init({ apiKey: 'hmt_1', origin: '${server.widget}', layout: 'carousel' })</script>`),
  );
  await expect(page.locator('hashmytag-wall').getByText('posts of hmt_1')).toBeVisible();
  await expect(page.locator('hashmytag-wall').getByRole('button', { name: 'Next', exact: true })).toBeVisible();
});

test('two walls on a page, each with its own posts', async ({ page, server }) => {
  speakingWalls(server);
  await page.goto(
    server.page(`<div id="a"></div><div id="b"></div><hashmytag-wall id="c" api-key="hmt_3" layout="grid"></hashmytag-wall><script src="${server.widget}/hashmytag.js"></script>
      <script>HashMyTag.init({ apiKey: 'hmt_1', target: '#a' }); HashMyTag.init({ apiKey: 'hmt_2', target: '#b', theme: 'dark' })</script>`),
  );
  for (const [id, key] of [['a', 'hmt_1'], ['b', 'hmt_2'], ['c', 'hmt_3']]) await expect(page.locator(`#${id}`)).toContainText(`posts of ${key}`);
  await expect(page.locator('#a .wall')).toHaveAttribute('data-theme', 'light');
  await expect(page.locator('#b .wall')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('#c .wall')).toHaveAttribute('data-layout', 'grid');
});

test('a second wall in the same place takes the place of the first', async ({ page, server }) => {
  speakingWalls(server);
  await page.goto(server.embed());
  await expect(page.getByText('posts of hmt_test')).toBeVisible();
  await page.evaluate(() => (window as any).HashMyTag.init({ apiKey: 'hmt_2' }));
  await expect(page.getByText('posts of hmt_2')).toBeVisible();
  await expect(page.locator('hashmytag-wall')).toHaveCount(1);
});

test("the page's options win over the tenant's settings", async ({ page, server }) => {
  const asked: URL[] = [];
  server.wall = (_, url) => {
    asked.push(url);
    return { body: { ...richWall(server.widget), wall: { theme: 'light', layout: 'grid', columns: 3, language: 'en' } } };
  };
  await page.goto(server.embed({ theme: 'dark', layout: 'list', lang: 'fr', limit: 5, networks: ['instagram'] }));
  const wall = page.locator('hashmytag-wall .wall');
  await expect(wall).toHaveAttribute('data-theme', 'dark');
  await expect(wall).toHaveAttribute('data-layout', 'list');
  await expect(wall).toHaveAttribute('lang', 'fr');
  await expect(wall.getByRole('button', { name: 'Afficher plus' })).toBeVisible();
  expect(asked[0]!.search).toBe('?key=hmt_test&limit=5&network=instagram');
});

test('the element follows its attributes', async ({ page, server }) => {
  speakingWalls(server);
  await page.goto(server.page(`<hashmytag-wall api-key="hmt_1"></hashmytag-wall><script src="${server.widget}/hashmytag.js"></script>`));
  const wall = page.locator('hashmytag-wall');
  await expect(wall).toContainText('posts of hmt_1');
  await wall.evaluate((element) => element.setAttribute('api-key', 'hmt_2'));
  await expect(wall).toContainText('posts of hmt_2');
  await wall.evaluate((element) => element.setAttribute('theme', 'dark'));
  await expect(wall.locator('.wall')).toHaveAttribute('data-theme', 'dark');
  await expect(wall.locator('.wall')).toHaveCount(1);
});

test('destroy leaves nothing behind', async ({ page, server }) => {
  const answer = richWall(server.widget);
  Object.assign(answer.wall, { layout: 'carousel', scroll: 'fast' });
  server.wall = () => ({ body: answer });
  await page.clock.install();
  await page.goto(server.embed({ analytics: false }, { before: countTimers }));
  const html = () => page.evaluate(() => document.querySelector('main')!.outerHTML);
  await expect(page.locator('hashmytag-wall').getByRole('button', { name: 'Pause' })).toBeVisible();
  // A picture that was under way arrives when it likes: only what the widget itself asks for counts.
  const asked = () => server.asked.filter((line) => /v1|hashmytag/.test(line));
  const before = asked();
  await page.evaluate(() => (window as any).wall.destroy());
  expect(await html()).toBe('<main><div id="hashmytag-wall"></div></main>');
  expect(await page.evaluate(() => (window as any).timers.size)).toBe(0);
  await page.clock.runFor('02:00:00');
  await page.evaluate(() => (window as any).HashMyTag.init({ apiKey: 'hmt_test', analytics: false }));
  await expect(page.locator('hashmytag-wall li[data-id]')).toHaveCount(12);
  expect(asked()).toEqual([...before, 'GET widget /v1/wall']);
});

for (const [page_, setting, heard] of [
  ['fr-CA', 'auto', 'Afficher plus'],
  ['en', 'fr', 'Afficher plus'],
  ['fr', 'en', 'Show more'],
  ['de', 'auto', 'Show more'],
] as const) {
  test(`on a page in ${page_} with the language ${setting} it says "${heard}"`, async ({ page, server }) => {
    server.wall = () => ({ body: { ...richWall(server.widget), wall: { language: setting } } });
    await page.goto(server.page(`<html lang="${page_}"><div id="hashmytag-wall"></div><script src="${server.widget}/hashmytag.js" data-api-key="hmt_1"></script></html>`));
    await expect(page.locator('hashmytag-wall').getByRole('button', { name: heard })).toBeVisible();
  });
}
