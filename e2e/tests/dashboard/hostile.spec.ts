import { type Dashboard, expect, people, test } from '../../support/dashboard';
import { foreign, Trap, vectors } from '../../support/hostile';
import { dashboardAnswers, problem } from '../../support/hostileAnswers';
import { words } from '../../support/words';

/** `make proof` tries all of the corpus everywhere; `make test` every seventh, in what is refused: all pages take minutes. */
const proof = !!process.env.PROOF;
const places = vectors.map((_, i) => i).filter((i) => proof || i % 7 === 0);
/** Items of a list: few enough for a page of them to be drawn in seconds. */
const most = 50;

/** Every page, and what stands on it when the answers are there. */
const pages = [
  ['', 'main h2'],
  ['/feeds', 'article'],
  ['/feeds/f_0', 'form'],
  ['/posts?status=visible', '[data-post]'],
  ['/design', 'hashmytag-wall li[data-id]'],
  ['/design?part=embed', 'pre'],
  ['/design?part=screen', 'pre'],
  ['/analytics', 'main ol li'],
  ['/settings', 'main ol li'],
] as const;

// The code has to hold by itself: the content policy, which lets no script in, is another wall behind it.
test.use({ bypassCSP: true });

/** Has the API answer in strangers' words, what is asked for a change too. */
async function speakBadly(dashboard: Dashboard, trap: Trap, tenant: string, some: number[]) {
  const answers = dashboardAnswers(tenant, (field, i) => trap.arm(field, i), some);
  const [first = 0] = some;
  await dashboard.page.unrouteAll();
  await dashboard.page.route(/\/v1\//, (route) => {
    const { pathname } = new URL(route.request().url());
    const key = pathname.startsWith('/v1/feeds/f_') ? 'feed' : pathname;
    const json = key === 'feed' ? (answers['/v1/feeds'] as { items: unknown[] }).items[0] : answers[key];
    if (json && (route.request().method() === 'GET' || key === '/v1/feeds/preview')) return route.fulfill({ json, headers: { ETag: '"1"', 'Access-Control-Allow-Origin': '*' } });
    return route.fulfill({ status: 422, contentType: 'application/problem+json', json: problem((field) => trap.arm(field, first)) });
  });
}

async function nothingWasExecuted({ page }: Dashboard, trap: Trap, where: string) {
  await page.waitForLoadState('networkidle');
  expect(await foreign(page), where).toEqual([]);
  expect(trap.caught(), where).toEqual([]);
}

for (let at = 0; at < places.length; at += most) {
  const some = places.slice(at, at + most);
  test(`nothing of the API's answers is executed, vectors ${at + 1} to ${at + some.length}`, { tag: '@proof' }, async ({ dashboard, page, context }) => {
    test.setTimeout(proof ? 600_000 : 300_000);
    dashboard.provoked.push(/Failed to load resource/);
    const { id } = await dashboard.tenant('Restaurant');
    const trap = await Trap.set(context);
    await dashboard.open('/walls', people.agency);
    await speakBadly(dashboard, trap, id, some);
    for (const [path, there] of [['/walls', 'main li'], ['/platform', 'main h2'], ...pages.map(([path, there]) => [`/walls/${id}${path}`, there] as const)] as const) {
      await page.goto(dashboard.platform.address + path);
      await page.locator(there).first().waitFor();
      await nothingWasExecuted(dashboard, trap, path);
    }
    console.log(trap.table('dashboard').join('\n'));
  });
}

test('nothing of what is refused is executed', async ({ dashboard, page, context }) => {
  dashboard.provoked.push(/Failed to load resource/);
  const { id } = await dashboard.tenant('Restaurant');
  const trap = await Trap.set(context);
  await dashboard.open(`/walls/${id}/feeds/new?kind=facebook`, people.agency);
  await page.getByLabel(words.en.feeds.edit.pageId).fill('our-page');
  for (const i of places) {
    await page.unrouteAll();
    const refused = page.route('**/v1/feeds', (route) => route.fulfill({ status: 422, contentType: 'application/problem+json', json: problem((field) => trap.arm(field, i)) }));
    await refused;
    await page.getByRole('button', { name: words.en.feeds.edit.saveNew }).click();
    await expect(page.getByRole('alert')).toContainText(trap.arm('problem detail', i).trim().slice(0, 1), { ignoreCase: true }); // a sentence begins with a capital
  }
  await nothingWasExecuted(dashboard, trap, 'a form');
  console.log(trap.table('dashboard, refused').join('\n'));
});
