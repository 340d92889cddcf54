import { expect, test } from '../../support/dashboard';
import { TestServer } from '../../support/server';
import { refusal, say, words } from '../../support/words';

const locales = { en: 'en-GB', fr: 'fr-FR' } as const;

for (const [language, locale] of Object.entries(locales) as [keyof typeof locales, string][]) {
  test.describe(language, () => {
    test.use({ locale });
    const { register, feeds, session, home, shell } = words[language];

    test('from the front door to a wall on a page of another origin', async ({ dashboard, page, platform, browser }) => {
      const sites = await new TestServer().start();
      const site = `bistro-${language}-${Date.now()}`;
      const name = `Bistro ${site}`;

      await page.goto(platform.address);
      await page.getByRole('button', { name: session.welcome.create }).click();
      await page.getByRole('textbox').fill(`owner@${site}.example`);
      await page.keyboard.press('Enter');

      await page.getByLabel(register.place.name).fill(name);
      await page.getByLabel(register.place.domain).fill(`http://${site}.localhost:${sites.port}/menu`);
      await page.getByRole('button', { name: register.place.submit }).click();

      await expect(page.getByRole('heading', { name: register.feed.title })).toBeVisible();
      expect(await dashboard.violations()).toEqual([]);
      await page.getByRole('button', { name: feeds.kinds.instagramHashtags }).click();
      await page.getByRole('combobox', { name: feeds.edit.hashtags }).fill('#BonGout');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: feeds.edit.look }).click();
      await expect(page.getByText(say(feeds.edit.previewSome, { network: 'Instagram' }))).toBeVisible();
      await page.reload(); // each step can be left and come back to, with what was typed
      await expect(page.getByText('bongout', { exact: true })).toBeVisible();
      expect(await dashboard.violations()).toEqual([]);
      await page.getByRole('button', { name: register.feed.add }).click();

      await expect(page.getByRole('heading', { name: register.preview.title })).toBeVisible();
      await expect(page.locator('hashmytag-wall li[data-id]').first()).toBeVisible();
      expect(await dashboard.violations()).toEqual([]);
      await page.getByRole('link', { name: register.preview.next }).click();

      const code = await page.getByRole('region', { name: register.code.label }).innerText();
      expect(await dashboard.violations()).toEqual([]);
      const visitor = await browser.newPage();
      await visitor.goto(sites.page(`<main><h1>${name}</h1>${code}</main>`, { site }));
      await expect(visitor.locator('hashmytag-wall li[data-id]').first()).toBeVisible();
      await visitor.close();

      await page.getByRole('link', { name: register.code.done }).click();
      await expect(page.getByRole('heading', { level: 1, name: home.alive.well })).toBeVisible();
      await expect(page.getByRole('button', { name: `${shell.switcher.label}: ${name}` })).toBeVisible();
      await sites.stop();
    });

    test('what is missing or refused is named at its field, and nothing typed is lost', async ({ dashboard, page }) => {
      dashboard.provoked.push(/422/);
      await dashboard.open('/register', `careful-${Date.now()}@example.com`);
      await page.getByRole('button', { name: register.place.submit }).click();
      await expect(page.getByLabel(register.place.name)).toBeFocused();
      await expect(page.getByText(register.place.noName)).toBeVisible();
      await page.getByLabel(register.place.name).fill('Chez Ada');
      await page.getByLabel(register.place.domain).fill('127.0.0.1');
      await page.getByRole('button', { name: register.place.submit }).click();
      await expect(page.getByText(refusal(language, 'ip-address', { domain: '127.0.0.1' }))).toBeVisible();
      await expect(page.getByLabel(register.place.domain)).toBeFocused();
      await expect(page.getByLabel(register.place.name)).toHaveValue('Chez Ada');
    });
  });
}

test('a registration whose answer is lost makes one wall', async ({ dashboard, page }) => {
  const { register, problems } = words.en;
  dashboard.provoked.push(/ERR_FAILED/);
  const email = `unlucky-${Date.now()}@example.com`;
  await dashboard.open('/register', email);
  await page.getByLabel(register.place.name).fill('Chez Malchance');
  await page.getByLabel(register.place.domain).fill(`malchance-${Date.now()}.com`);
  await page.route('**/v1/tenants', async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await page.getByRole('button', { name: register.place.submit }).click();
  await expect(page.getByRole('alert')).toContainText(problems.codes.unreachable.title);
  await page.getByRole('button', { name: register.place.submit }).click();
  await expect(page.getByRole('heading', { name: register.feed.title })).toBeVisible();
  const me = await dashboard.ask<{ tenants: unknown[] }>(email, 'GET', '/v1/me');
  expect(me.tenants).toHaveLength(1);
});
