import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** The rules whose answer depends on a page's colours. */
export const ofColours = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong on the page by WCAG 2.2 AA and the practices around it, each with where it is; by all rules, or those given. */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const { run } = (window as unknown as { axe: typeof axe }).axe;
    const found = await run(document, { resultTypes: ['violations'], ...(only && { runOnly: only }) });
    return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.flat().join(' ')} ${node.any[0]?.message ?? ''}`));
  }, rules);
}
