import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { richWall } from '../support/answers';
import { violations } from '../support/axe';
import { expect, test } from '../support/test';

const folder = fileURLToPath(new URL(process.env.SCREENSHOTS ? '../../docs/screenshots' : '../results/looks', import.meta.url));
const widths = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const layouts = ['grid', 'list', 'carousel', 'ticker'] as const;
const themes = {
  light: { theme: 'light' },
  dark: { theme: 'dark' },
  custom: { theme: 'custom', colors: { background: '#f3e7d3', card: '#fffaf0', text: '#3a2418', accent: '#b3402a' }, branding: { font: 'Georgia, serif' } },
} as const;

for (const layout of layouts) {
  for (const [name, theme] of Object.entries(themes)) {
    test(`the ${layout} in ${name} can be used by everybody, and is drawn`, async ({ page, server }) => {
      mkdirSync(folder, { recursive: true });
      const answer = richWall(server.widget);
      Object.assign(answer.wall, { layout, scroll: layout === 'ticker' ? 'slow' : 'off', ...theme });
      Object.assign(answer.wall, { places: [{ network: 'google', rating: 4.6, count: 312, url: 'https://www.google.com/maps/place/bongout' }] });
      server.wall = () => ({ body: answer });
      await page.goto(server.page(`<body style="margin:0;${name === 'dark' ? 'background:#111317;color:#fff' : ''}"><main><h1>A shop</h1><div id="hashmytag-wall"></div></main><script src="${server.widget}/hashmytag.js" data-api-key="hmt_test"></script>`));
      const wall = page.locator('hashmytag-wall');
      await expect(wall.locator('li[data-id]').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      for (const [width, size] of Object.entries(widths)) {
        await page.setViewportSize(size);
        await page.waitForLoadState('networkidle');
        await wall.screenshot({ path: `${folder}/${layout}-${name}-${width}.jpg`, type: 'jpeg', quality: 80, animations: 'disabled' });
      }
    });
  }
}
