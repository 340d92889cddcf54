import { richWall } from '../support/answers';
import { expect, test } from '../support/test';

const attack = (where: string) => `${where}<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>"'><b>`;

test.describe('what posts say is text', () => {
  test('in every field of a post and of the settings', async ({ page, server }) => {
    const say = (where: string) => attack(where);
    const bad = 'javascript:document.title="owned"';
    server.wall = () => ({
      body: {
        wall: { theme: 'custom', colors: { background: 'red;}*{display:none}', card: 'url(http://evil.example/c)', text: '#zzz', accent: '</style>' }, layout: say('layout'), columns: 'many', scroll: {}, branding: { logo: bad, font: 'x;}body{display:none' }, language: say('language'), places: [{ rating: 4.2, count: say('count'), url: bad, network: say('network') }] },
        posts: [
          { id: say('id'), network: say('network'), author: { name: say('name'), handle: say('handle'), url: bad, avatar: bad }, text: say('text'), url: bad, publishedAt: say('time'), media: [{ type: 'image', url: `${server.widget}/picture/100x100-1.svg`, alt: say('alt'), width: say('1'), height: -1 }, { type: 'video', url: bad, poster: bad }, { type: 'video', url: `${server.widget}/film.mp4`, poster: bad }], rating: say('rating'), pinned: true, entities: [{ start: 0, end: 4, url: bad, text: say('entity') }] },
          { id: 'proto', network: '__proto__', text: 'constructor', author: null, media: 'none', entities: null, publishedAt: 12, url: 7, rating: 99 },
          { id: 'bare' },
          null,
          'text',
          { id: 7 },
        ],
      },
    });
    await page.goto(server.embed());
    const wall = page.locator('hashmytag-wall');
    await expect(wall.locator('li[data-id="proto"]')).toBeVisible();
    const card = wall.locator('li').first();
    for (const field of ['name', 'handle', 'text']) await expect(card).toContainText(attack(field));
    await expect(card.locator('img[alt]').first()).toHaveAttribute('alt', attack('alt'));
    const addresses = await wall.locator('[href],[src],[poster],[data-film]').evaluateAll((all) =>
      all.flatMap((element) => ['href', 'src', 'poster', 'data-film'].map((name) => element.getAttribute(name))).filter((address) => address && !/^https?:/.test(address)),
    );
    expect(addresses).toEqual([]);
    await expect(wall.locator('script, b, iframe')).toHaveCount(await wall.locator('.score b').count());
    await expect(page).toHaveTitle('A shop');
    await expect(page.locator('body > p')).toHaveText('After the wall');
  });

  for (const [name, body] of Object.entries({ 'not JSON': '<html>', 'an empty object': {}, null: null, 'a list': [], 'no posts': { posts: 'none' } })) {
    test(`an answer that is ${name} leaves the page unharmed`, async ({ page, server }) => {
      server.wall = () => ({ body });
      await page.goto(server.embed());
      await page.waitForLoadState('networkidle');
      await expect(page.locator('body > p')).toBeVisible();
    });
  }
});

test.describe('the page and the wall leave each other alone', () => {
  test('the harshest style sheet of a page changes nothing', async ({ page, server }) => {
    const answer = richWall(server.widget);
    server.wall = () => ({ body: answer });
    await page.goto(server.embed({}, { before: '' }));
    const look = async () => {
      const wall = page.locator('hashmytag-wall');
      await expect(wall.locator('li[data-id]')).toHaveCount(answer.posts.length);
      await page.waitForLoadState('networkidle');
      return wall.evaluate((host) => {
        const { top, left } = host.getBoundingClientRect();
        const parts = [...host.shadowRoot!.querySelectorAll('.card,.text,.name,img,.button')];
        return parts.map((part) => {
          const box = part.getBoundingClientRect();
          const style = getComputedStyle(part);
          return [part.className, Math.round(box.left - left), Math.round(box.top - top), Math.round(box.width), Math.round(box.height), style.color, style.fontSize, style.fontFamily, style.display].join();
        });
      });
    };
    const before = await look();
    const hostile = `* { all: unset !important; color: red !important; font: 40px serif !important; letter-spacing: 9px !important }
      div, section, article, ul, li { display: none !important } img { width: 1px !important } html { font-size: 40px; direction: ltr }
      hashmytag-wall { display: none !important; opacity: 0 !important; position: fixed !important } body { text-align: right; line-height: 4 }`;
    await page.goto(server.embed({}, { before: `<style>main { display: block !important; width: 1264px !important }</style><style>${hostile}</style><style>main { display: block !important; }</style>` }));
    expect(await look()).toEqual(before);
  });

  test('nothing of the wall leaks into the page', async ({ page, server, context }) => {
    server.wall = () => ({ body: richWall(server.widget) });
    const globals = () => page.evaluate(() => Object.keys(window).sort());
    await page.goto(server.page('<p>Nothing</p><div id="hashmytag-wall"></div>'));
    const before = await globals();
    await page.goto(server.embed());
    await expect(page.locator('hashmytag-wall li[data-id]').first()).toBeVisible();
    expect((await globals()).filter((name) => !before.includes(name))).toEqual(['HashMyTag', 'wall']);
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length, document.styleSheets.length, document.adoptedStyleSheets.length])).toEqual(['', 0, 0, 0, 0]);
    expect(await page.evaluate(async () => (await indexedDB.databases()).length + (await caches.keys().catch(() => [])).length)).toBe(0);
    expect(await context.cookies()).toEqual([]);
  });

  test('a strict content policy and trusted types', async ({ page, server }) => {
    const answer = richWall(server.widget);
    Object.assign(answer.wall, { theme: 'custom', colors: { card: '#203040' }, layout: 'carousel', scroll: 'slow', branding: { font: 'Georgia' } });
    server.wall = () => ({ body: answer });
    const policy = `default-src 'none'; script-src 'nonce-n'; style-src 'none'; connect-src ${server.widget}; img-src ${server.widget}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
    await page.goto(
      server.page(`<div id="hashmytag-wall"></div><script nonce="n" src="${server.widget}/hashmytag.js" data-api-key="hmt_test"></script>`, { headers: { 'Content-Security-Policy': policy } }),
    );
    const wall = page.locator('hashmytag-wall');
    await expect(wall.getByRole('button', { name: 'Next', exact: true })).toBeVisible();
    await expect(wall.locator('.card').first()).toHaveCSS('background-color', 'rgb(32, 48, 64)');
    await expect(wall.locator('.card').first()).toHaveCSS('font-family', 'Georgia');
  });
});

test.describe('what the networks ask of those who show their posts', () => {
  test('X: its logo, the author with name and handle, the time as the link, the text as it is', async ({ page, server }) => {
    server.wall = () => ({ body: { posts: [{ id: 'x', network: 'twitter', text: 'See 😀 https://t.co/a1 #hi', entities: [{ type: 'link', start: 6, end: 21, url: 'https://t.co/a1', text: 'example.com/menu' }], url: 'https://x.com/ann/status/1', publishedAt: '2026-01-05T10:00:00Z', author: { name: 'Ann', handle: 'ann', url: 'https://x.com/ann', avatar: `${server.widget}/picture/48x48-9.svg` } }] } });
    await page.goto(server.embed());
    const card = page.locator('hashmytag-wall .card');
    for (const name of ['Ann', '@ann']) await expect(card.getByRole('link', { name, exact: true })).toHaveAttribute('href', 'https://x.com/ann');
    await expect(card.getByRole('link', { name: 'See on X' })).toHaveAttribute('href', 'https://x.com/ann/status/1');
    await expect(card.locator('a:has(time)')).toHaveAttribute('href', 'https://x.com/ann/status/1');
    await expect(card.getByRole('link', { name: 'example.com/menu' })).toHaveAttribute('href', 'https://t.co/a1');
    await expect(card.locator('.text')).toHaveText('See 😀 example.com/menu #hi');
    await expect(card.locator('.avatar img')).toBeVisible();
    await expect(page.locator('hashmytag-wall iframe')).toHaveCount(0);
  });

  test("Google: its logo, the reviewer's name with the link, stars; no portrait is taken from elsewhere", async ({ page, server }) => {
    server.wall = () => ({ body: { posts: [{ id: 'g', network: 'google', text: 'Lovely', rating: 4, url: 'https://www.google.com/maps/reviews/1', author: { name: 'Marc Lefèvre', url: 'https://www.google.com/maps/contrib/1', avatar: `${server.widget}/picture/48x48-9.svg` } }] } });
    await page.goto(server.embed());
    const card = page.locator('hashmytag-wall .card');
    await expect(card.getByRole('link', { name: 'Marc Lefèvre' })).toHaveAttribute('href', 'https://www.google.com/maps/contrib/1');
    await expect(card.getByRole('link', { name: 'See on Google' })).toBeVisible();
    await expect(card.getByRole('img', { name: '4 out of 5' })).toBeVisible();
    await expect(card.locator('.avatar')).toHaveText('ML');
    await expect(card.locator('img')).toHaveCount(0);
  });

  test('no picture and no link tells the page that it is on', async ({ page, server }) => {
    server.wall = () => ({ body: richWall(server.widget) });
    const referrers: (string | undefined)[] = [];
    page.on('request', (request) => request.url().includes('/picture/') && referrers.push(request.headers().referer));
    await page.goto(server.embed());
    await expect.poll(() => referrers.length).toBeGreaterThan(3);
    expect(referrers.filter(Boolean)).toEqual([]);
    for (const link of await page.locator('hashmytag-wall a').all()) await expect(link).toHaveAttribute('rel', /noreferrer/);
  });
});

test.describe('few posts or none', () => {
  const posts = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `${i}`, network: 'twitter', text: 'Hello', author: { name: 'Ann' } }));

  for (const layout of ['grid', 'list', 'carousel', 'ticker']) {
    test(`one post is a wall, as a ${layout}`, async ({ page, server }) => {
      server.wall = () => ({ body: { wall: { layout, scroll: 'slow' }, posts: posts(1) } });
      await page.goto(server.embed());
      await expect(page.locator('hashmytag-wall').getByText('Hello').first()).toBeInViewport();
    });
  }

  test('an empty wall is nothing to visitors, and an invitation to its owner', async ({ page, server }) => {
    server.wall = () => ({ body: { wall: {}, posts: [] } });
    await page.goto(server.embed({ preview: true }));
    await expect(page.locator('hashmytag-wall').getByText('Your wall is ready')).toBeVisible();
    await page.goto(server.embed());
    await expect(page.locator('hashmytag-wall .wall')).toBeHidden();
    await expect(page.locator('body > p')).toBeVisible();
  });
});

test.describe('failures', () => {
  test("a refused key leaves the page as it was, and tells the owner why", async ({ page, server, provoked }) => {
    provoked.push(/status of 403/);
    const warnings: string[] = [];
    page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
    await page.goto(server.embed());
    await expect.poll(() => warnings.join()).toContain('[HashMyTag]');
    await expect(page.locator('hashmytag-wall .wall')).toBeHidden();
    await expect(page.locator('body > p')).toBeVisible();
  });

  test("a tenant's own picture is found from any page, and a text that looks like its address stays as it is", async ({ page, server, provoked }) => {
    provoked.push(/status of 404/);
    const text = 'a":"/media/b';
    server.wall = () => ({ body: { wall: { branding: { logo: '/media/t_1/logo.png' } }, posts: [{ id: '1', network: 'direct', text, media: [{ type: 'image', url: '/media/t_1/abc-400x400.jpg', width: 400, height: 400 }] }] } });
    const logo = page.waitForRequest(`${server.widget}/media/t_1/logo.png`);
    await page.goto(server.embed());
    const wall = page.locator('hashmytag-wall');
    await expect(wall.locator('.media img')).toHaveAttribute('src', `${server.widget}/media/t_1/abc-400x400.jpg`);
    await expect(wall.locator('li[data-id]')).toContainText(text);
    await logo; // there is none, and one that fails is taken away
  });

  test('a picture comes in the width that its card needs, over its colour; one that is still being copied keeps its place', async ({ page, server, provoked }) => {
    provoked.push(/status of 404/);
    const widths = '/media/t_1/posts/abc-400x300.webp 400w, /media/t_1/posts/abc-1280x960.webp 1280w';
    const media = [{ type: 'image', url: '/media/t_1/posts/abc-800x600.jpg', srcset: widths, placeholder: '#c08a5b', width: 1280, height: 960, alt: 'A plate' }];
    server.wall = () => ({ body: { posts: [{ id: '1', network: 'instagram', text: 'Bon', media }, { id: '2', network: 'instagram', text: 'Soon', media: [{ type: 'image', url: '', width: 100, height: 100 }] }] } });
    await page.goto(server.embed());
    const image = page.locator('hashmytag-wall .media img');
    await expect(image).toHaveCount(1);
    await expect(image).toHaveAttribute('srcset', widths.replaceAll('/media', `${server.widget}/media`));
    await expect(image).toHaveAttribute('alt', 'A plate');
    expect(await image.evaluate((img: HTMLImageElement) => [img.loading, img.decoding, img.currentSrc.split('/').pop()])).toEqual(['lazy', 'async', 'abc-400x300.webp']);
    await expect(page.locator('hashmytag-wall .shot').first()).toHaveCSS('background-color', 'rgb(192, 138, 91)');
    const { width, height } = (await page.locator('hashmytag-wall [data-id="2"] .media').boundingBox())!;
    expect(Math.abs(width - height)).toBeLessThan(2);
    await expect(page.locator('hashmytag-wall [data-id="2"] .media a')).toHaveCount(0);
  });

  test('a picture that does not come leaves a decent card', async ({ page, server, provoked }) => {
    provoked.push(/status of 404/);
    server.wall = () => ({ body: { posts: [{ id: '1', network: 'instagram', text: 'Still here', media: [{ type: 'image', url: `${server.widget}/picture/broken`, width: 400, height: 400 }], author: { name: 'Ann', avatar: `${server.widget}/picture/broken` } }] } });
    await page.goto(server.embed());
    const card = page.locator('hashmytag-wall .card');
    await expect(card.locator('.media .failed img')).toBeHidden();
    await expect(card.locator('.avatar')).toHaveText('A');
    const { width, height } = (await card.locator('.media').boundingBox())!;
    expect(Math.abs(width - height)).toBeLessThan(2);
  });

  test('parts that cannot be loaded cost no post', async ({ page, server, provoked }) => {
    provoked.push(/Failed to load resource|ERR_FAILED/);
    await page.route('**/hashmytag/**', (route) => route.abort());
    server.wall = () => ({ body: { ...richWall(server.widget), wall: { layout: 'carousel', language: 'fr' } } });
    await page.goto(server.embed());
    await expect(page.locator('hashmytag-wall li[data-id]')).toHaveCount(12);
    await expect(page.locator('hashmytag-wall li[data-id]').last()).toBeVisible();
  });
});
