import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Dashboard, expect } from './dashboard';

const folder = fileURLToPath(new URL(process.env.SCREENSHOTS ? '../../docs/screenshots/dashboard' : '../results/looks', import.meta.url));
const widths = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

/** Pictures that are kept are in both; what is the same in both is looked at once. */
export const schemes = process.env.SCREENSHOTS ? (['light', 'dark'] as const) : (['light'] as const);

/** Draws a page at both widths. On neither does it scroll sideways. It is left as a desk shows it. */
export async function draw(dashboard: Dashboard, name: string, ...colours: ('light' | 'dark')[]) {
  const { page } = dashboard;
  mkdirSync(folder, { recursive: true });
  for (const [width, size] of Object.entries(widths)) {
    await page.setViewportSize(size);
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => document.getElementById(location.hash.slice(1))?.scrollIntoView()); // another width moves what the address names
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} on a ${width}`).toBeLessThanOrEqual(size.width);
    const picture = (named: string) => page.screenshot({ path: `${folder}/${named}-${width}.jpg`, type: 'jpeg', quality: 72, animations: 'disabled' });
    if (colours.length === 0) await picture(name);
    for (const colorScheme of colours) {
      await dashboard.colours(colorScheme);
      await picture(`${name}-${colorScheme}`);
    }
  }
  await page.setViewportSize(widths.desk);
}
