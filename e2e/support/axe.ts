import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** What axe finds wrong on the page by WCAG 2.2 AA and the practices around it, each with where it is. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { run } = (window as unknown as { axe: typeof axe }).axe;
    const found = await run(document, { resultTypes: ['violations'] });
    return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.flat().join(' ')} ${node.any[0]?.message ?? ''}`));
  });
}
