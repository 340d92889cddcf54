import type { Page } from '@playwright/test';
import { foreign, Trap, vectors } from '../support/hostile';
import { post, settings } from '../support/hostileAnswers';
import { expect, test } from '../support/test';

/** `make proof` does all; `make test` one layout, and settings as far as it takes seconds. */
const proof = !!process.env.PROOF;

/** How a page without caution puts a stranger's words into itself. */
const careless: Record<string, (words: string) => string> = {
  text: (words) => `<body>${words}`,
  'an attribute in "': (words) => `<body><input value="${words}">`,
  "an attribute in '": (words) => `<body><input value='${words}'>`,
  'an address': (words) => `<body><a href="${words.replaceAll('"', '&quot;')}">x</a>`,
  'text, decoded once too often': (words) => `<body>${decoded(words)}`,
  'a script, in "': (words) => `<body><script>x = "${words}"</script>`,
  "a script, in '": (words) => `<body><script>x = '${words}'</script>`,
  'a template string': (words) => `<body><script>x = \`${words}\`</script>`,
  'a script': (words) => `<body><script>x = (${words})</script>`,
  'a style': (words) => `<body><b style="background: ${words.replaceAll('"', '&quot;')}">x</b><style>b { color: ${words} }</style>`,
};
/** How many of the corpus at least do something there; the others need another browser, template engine or parser. */
const biting = 200;

/** What comes of words that something on the way took for escaped. */
function decoded(words: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', amp: '&' };
  return words
    .normalize('NFKC')
    .replaceAll('\0', '')
    .replaceAll(/(?:%25|%)([0-9a-f]{2})|\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})|&#x([0-9a-f]+);?/gi, (_, ...hex: string[]) => String.fromCharCode(parseInt(hex.find(Boolean)!, 16)))
    .replaceAll(/&#(\d+);?/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/&(?:amp;)?(lt|gt);/g, (_, name: string) => named[name]!);
}

if (proof) {
  test('the corpus bites: on a page without caution most of it is executed', async ({ page, context, server, provoked, hosts }) => {
    test.setTimeout(300_000);
    provoked.push(/./);
    hosts.add('evil.example');
    const trap = await Trap.set(context);
    await page.goto(server.page('<p>A page without caution</p>'));
    const bitten = new Set<number>();
    for (const [sink, write] of Object.entries(careless)) {
      const left = vectors.map((_, i) => i).filter((i) => !bitten.has(i));
      await page.evaluate(frameAll, left.map((i) => write(trap.arm(sink, i))));
      for (const i of trap.executed(sink)) bitten.add(i);
    }
    console.log(`${vectors.length} vectors, ${bitten.size} of them are executed by a page without caution`);
    expect(vectors.length).toBeGreaterThanOrEqual(200);
    expect(bitten.size).toBeGreaterThanOrEqual(biting);
  });
}

/** Shows documents in frames, does to all that they have what a person might do, and takes them away. */
async function frameAll(documents: string[]) {
  const frames = documents.map((srcdoc) => Object.assign(document.createElement('iframe'), { srcdoc }));
  const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
  const loaded = frames.map((frame) => new Promise((done) => frame.addEventListener('load', done)));
  document.body.append(...frames);
  await Promise.race([Promise.all(loaded), pause(8000)]); // a document that goes elsewhere may never be there
  for (const frame of frames) {
    for (const element of frame.contentDocument?.querySelectorAll('*') ?? []) {
      for (const type of ['mouseover', 'pointerenter', 'mousemove', 'focus', 'focusin', 'input', 'change', 'wheel', 'contextmenu', 'dragstart', 'cancel']) element.dispatchEvent(new Event(type));
      element.dispatchEvent(new MouseEvent('click', { cancelable: true }));
    }
  }
  await pause(1500);
  for (const frame of frames) frame.remove();
}

const places = vectors.map((_, i) => i);
const most = 100; // posts of an answer
const together = 25; // walls of a page

const pages = (all: number[], size: number) => Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

async function nothingWasExecuted(page: Page, trap: Trap) {
  await page.waitForLoadState('networkidle');
  expect(await foreign(page)).toEqual([]);
  expect(trap.caught()).toEqual([]);
}

for (const layout of proof ? ['grid', 'list', 'carousel', 'ticker'] : ['grid']) {
  test(`nothing of a post is executed, as a ${layout}`, async ({ page, context, server, provoked }) => {
    test.setTimeout(300_000);
    provoked.push(/status of 404/);
    const trap = await Trap.set(context);
    for (const some of pages(places, most)) {
      const posts = some.map((i) => post((field) => trap.arm(field, i), i));
      server.wall = () => ({ body: { wall: { layout, scroll: 'slow' }, posts } });
      await page.goto(server.embed());
      await expect(page.locator('hashmytag-wall li[data-id]').nth(some.length - 1)).toBeAttached();
      await nothingWasExecuted(page, trap);
      const words = await page.locator('hashmytag-wall .name').allTextContents();
      for (const { author } of posts) expect(words).toContain(author.name);
    }
    console.log(trap.table(`widget, ${layout}`).join('\n'));
  });
}

test('nothing of the settings is executed, nor of an answer that is an error', async ({ page, context, server, provoked }) => {
  test.setTimeout(300_000);
  provoked.push(/status of 40[34]/);
  const trap = await Trap.set(context);
  const some = places.filter((i) => proof || i % 7 === 0);
  server.wall = (key) => {
    const [, kind, i] = key.split('_');
    const say = (field: string) => trap.arm(field, Number(i));
    if (kind === 'settings') return { body: { wall: settings(say), posts: [{ id: 'a', network: 'direct', text: 'Hello' }], nextCursor: say('cursor'), updatedAt: say('time of the answer'), refreshSeconds: say('pause') } };
    return { status: 403, body: { type: say('problem type'), title: say('problem title'), detail: say('problem detail'), message: say('refusal') } };
  };
  for (const walls of pages(some, together)) {
    const targets = walls.map((i) => `<div id="settings_${i}"></div><div id="error_${i}"></div>`).join('');
    await page.goto(server.page(`${targets}<script src="${server.widget}/hashmytag.js"></script><script>
      for (const { id } of document.querySelectorAll('div')) HashMyTag.init({ apiKey: 'hmt_' + id, target: '#' + id });</script>`));
    await expect(page.getByText('Hello')).toHaveCount(walls.length);
    await nothingWasExecuted(page, trap);
  }
  console.log(trap.table('widget').join('\n'));
});
