import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/dashboard';
import type { Platform } from '../support/platform';
import { watch } from '../support/test';

interface Tenant {
  id: string;
  name: string;
  apiKey: string;
  site: string;
  table: string;
}

interface Post {
  id: string;
  text: string;
  media: { url: string; srcset?: string }[];
}

test.describe.configure({ mode: 'serial' });

let platform: Platform;
let tenants: Tenant[];
const walls = new Map<string, Post[]>();

test.beforeAll(async ({ platform: running }) => {
  test.setTimeout(240_000);
  platform = running;
  const demo = await platform.json<{ tenants: Tenant[] }>('/local/demo');
  await platform.tick();
  tenants = demo.tenants.filter((tenant) => tenant.site);
  for (const tenant of tenants) await expect.poll(() => hasPicture(tenant), { timeout: 200_000 }).toBe(true);
});

const readWall = async ({ apiKey, site }: Tenant) =>
  (await platform.json<{ posts: Post[] }>(`/v1/wall?key=${apiKey}&limit=100`, new URL(site).origin)).posts;

/** Pictures come behind their posts: whether a wall's first ones are there. */
const hasPicture = async (tenant: Tenant) => (await readWall(tenant)).slice(0, 12).some(({ media }) => media.some(({ srcset }) => srcset));

test('four tenants with sites, keys and tables of their own, and posts', async () => {
  expect(tenants).toHaveLength(4);
  for (const own of ['site', 'apiKey', 'table'] as const) expect(new Set(tenants.map((tenant) => tenant[own])).size).toBe(4);
  for (const tenant of tenants) {
    walls.set(tenant.id, await readWall(tenant));
    expect(walls.get(tenant.id)!.length, tenant.name).toBeGreaterThan(3);
  }
});

for (const number of [0, 1, 2, 3]) {
  test(`demo site ${number + 1} shows its own tenant's posts only`, async ({ page }) => {
    const tenant = tenants[number]!;
    const hosts = [new URL(tenant.site).host, new URL(platform.address).host];
    const problems = watch(page, (host) => hosts.includes(host));
    // The simulated networks answer on the platform's own host: only their paths tell them.
    page.on('request', (request) => new URL(request.url()).pathname.startsWith('/upstream/') && problems.push(`asks a network: ${request.url()}`));
    await page.goto(tenant.site);
    const wall = page.locator('hashmytag-wall');
    await expect(wall.locator('li[data-id]').first()).toBeVisible();

    const shown = await idsOf(wall);
    const own = (await readWall(tenant)).map((post) => post.id);
    const others = [...walls].filter(([id]) => id !== tenant.id).flatMap(([, posts]) => posts.map((post) => post.id));
    expect(own).toEqual(expect.arrayContaining(shown));
    expect(shown.filter((id) => others.includes(id) && !own.includes(id))).toEqual([]);
    for (const id of shown.slice(0, 5)) await expectText(wall, id, walls.get(tenant.id)!);
    await expectPictures(wall, platform.address);
    await scrollThrough(page);
    expect(problems).toEqual([]);
  });
}

/** A ticker is followed by copies of itself, for the eye alone. */
const original = (cell: string) => `ul:not(.copy) > ${cell}`;

const idsOf = (wall: Locator) => wall.locator(original('li[data-id]')).evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.id!));

/** Pictures come from the platform's own host, and fill their place. */
async function expectPictures(wall: Locator, address: string) {
  await wall.evaluate((element) => element.scrollIntoView()); // a wall that moves has no picture that stands still
  const loaded = () => wall.locator('.shot img').evaluateAll((images) => (images as HTMLImageElement[]).some(({ complete, naturalWidth }) => complete && naturalWidth > 0));
  const ticker = await wall.locator('[data-layout=ticker]').count(); // a ticker has words alone
  if (!ticker) await expect.poll(loaded).toBe(true);
  const found = await wall.locator('img').evaluateAll((images) => (images as HTMLImageElement[]).map((image) => image.currentSrc || image.src));
  expect(found.filter((source) => !source.startsWith(`${address}/media/`))).toEqual([]);
}

/** A visitor goes through the whole page: what loads late is asked for, too. */
async function scrollThrough(page: Page) {
  const bottom = () =>
    page.evaluate(() => {
      window.scrollBy(0, window.innerHeight);
      return window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 1;
    });
  await expect.poll(bottom).toBe(true);
  await page.waitForLoadState('networkidle');
}

/** A post's card says the first words of its text. */
async function expectText(wall: Locator, id: string, posts: Post[]) {
  const text = posts.find((post) => post.id === id)?.text.split(/[\n#@]|https?:/)[0]!.trim();
  if (text) await expect(wall.locator(original(`li[data-id="${id}"]`))).toContainText(text);
}

test("a tenant's key does not work on another tenant's site", async () => {
  const [one, other] = tenants as [Tenant, Tenant];
  await expect(platform.json(`/v1/wall?key=${one.apiKey}`, new URL(other.site).origin)).rejects.toThrow(/403/);
});

test('no other site can put the full-screen wall into a frame', async () => {
  const { headers } = await fetch(`${platform.address}/wall.html`);
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test('no tenant has a post of another', () => {
  const owners = new Map<string, string[]>();
  for (const [tenant, posts] of walls) for (const { id } of posts) owners.set(id, [...(owners.get(id) ?? []), tenant]);
  expect([...owners].filter(([, of]) => of.length > 1)).toEqual([]);
});
