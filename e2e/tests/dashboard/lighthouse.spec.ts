import { Dashboard, expect, people, test } from '../../support/dashboard';
import { type Form, forms, Judge, type Judgement, lacking } from '../../support/lighthouse';

test('Lighthouse finds the built pages good, at a desk and on a phone', { tag: '@proof' }, async ({ platform, playwright, launchOptions }) => {
  test.setTimeout(12 * 60_000);
  const judge = await Judge.start(playwright.chromium, launchOptions);
  const judged: (Judgement & { name: string; form: Form })[] = [];
  const look = async (name: string, path: string) => {
    for (const form of Object.keys(forms) as Form[]) {
      judged.push({ name, form, ...(await judge.judge(platform.address + path, form)) });
    }
  };
  try {
    const dashboard = new Dashboard(judge.page, platform);
    const { id } = await dashboard.tenant('Restaurant');
    await look('front door', '/');
    await dashboard.open(`/walls/${id}`, people.claire);
    await look('register', '/register');
    await look('home', `/walls/${id}`);
    await look('feeds', `/walls/${id}/feeds`);
  } finally {
    await judge.close();
    console.table(judged.map(({ name, form, points }) => ({ page: name, form, ...points })));
  }
  expect(judged.filter((page) => lacking(page).length > 0)).toEqual([]);
});
