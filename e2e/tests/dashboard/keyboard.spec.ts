import { expect, test } from '../../support/dashboard';
import { press, reach, walk } from '../../support/keyboard';
import { words } from '../../support/words';

for (const [language, locale] of [['en', 'en-GB'], ['fr', 'fr-FR']] as const) {
  test.describe(language, () => {
    test.use({ locale });
    const { design, feeds, posts, register, settings, shell } = words[language];

    test('from registering to the settings by keyboard alone', async ({ dashboard, page }) => {
      test.setTimeout(240_000);
      await page.emulateMedia({ reducedMotion: 'reduce' }); // a ring that comes slowly is not there yet
      const site = `tasten-${language}-${Date.now()}.com`;
      const title = (name: string) => page.getByRole('heading', { name }).waitFor();
      await dashboard.open('/register', `owner@${site}`);
      await title(register.place.title);
      await walk(page, 'register');
      await reach(page, page.getByLabel(register.place.name));
      await page.keyboard.type('Chez Clavier');
      await reach(page, page.getByLabel(register.place.domain));
      await page.keyboard.type(site);
      await page.keyboard.press('Enter');

      await title(register.feed.title);
      await press(page, page.getByRole('button', { name: feeds.kinds.twitter }));
      await reach(page, page.getByRole('combobox', { name: feeds.edit.hashtags }));
      await page.keyboard.type('bongout');
      await page.keyboard.press('Enter');
      await press(page, page.getByRole('button', { name: register.feed.add }));
      await title(register.preview.title);
      await press(page, page.getByRole('link', { name: register.preview.next }));
      await title(register.code.title);
      await walk(page, 'code');
      await press(page, page.getByRole('link', { name: register.code.done }));
      await page.getByRole('link', { name: shell.nav.home }).first().waitFor();
      await page.reload(); // the keyboard begins at the top
      await page.getByRole('heading', { level: 1 }).waitFor();
      await walk(page, 'home');

      await press(page, page.getByRole('link', { name: shell.nav.feeds }).first());
      await title(feeds.title);
      await walk(page, 'feeds');

      await press(page, page.getByRole('link', { name: shell.nav.design }).first());
      await page.locator('hashmytag-wall').first().waitFor();
      await walk(page, 'design');
      await reach(page, page.getByRole('radio', { name: design.values.layout.grid }));
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('radio', { name: design.values.layout.list })).toBeChecked();
      await press(page, page.getByRole('button', { name: shell.actions.save }));
      await expect(page.getByText(design.saved)).toBeVisible();

      await press(page, page.getByRole('link', { name: shell.nav.posts }).first());
      const hide = page.locator('[data-post]').first().getByRole('button', { name: posts.verbs.hide });
      await hide.waitFor();
      await walk(page, 'posts');
      const rules = page.getByRole('button', { name: posts.rules.button });
      await press(page, rules);
      await page.getByRole('dialog').waitFor();
      await walk(page, 'rules');
      await page.keyboard.press('Escape');
      await expect(rules).toBeFocused();
      await press(page, hide);
      await expect(page.getByText(posts.done.hide_one)).toBeVisible();

      await press(page, page.getByRole('link', { name: shell.nav.settings }).first());
      await page.locator('#activity li').first().waitFor();
      await walk(page, 'settings');
      for (const name of [settings.key.rotate, settings.close.button]) {
        const button = page.getByRole('button', { name });
        await press(page, button);
        await expect(page.getByRole('dialog')).toBeVisible();
        expect(await page.evaluate(() => document.querySelector('[role=dialog]')!.contains(document.activeElement)), name).toBe(true);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
        await expect(button).toBeFocused();
      }
    });
  });
}

test('the first key leads past the frame; switcher and account open, and give the keyboard back', async ({ dashboard, page }) => {
  const { shell } = words.en;
  const { id, email, name } = await dashboard.register('First Key');
  await dashboard.open(`/walls/${id}/analytics`, email);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: shell.nav.skip });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await walk(page, 'analytics');
  for (const button of [page.getByRole('button', { name: `${shell.switcher.label}: ${name}` }), page.getByRole('button', { name: email })]) {
    await press(page, button);
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Escape');
    await expect(button).toHaveAttribute('aria-expanded', 'false');
    await expect(button).toBeFocused();
  }
});
