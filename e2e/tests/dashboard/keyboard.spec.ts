import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../../support/dashboard';
import { press, reach, walk } from '../../support/keyboard';
import { languages, say, words } from '../../support/words';

for (const [language, locale, details] of languages) {
  test.describe(language, details, () => {
    test.use({ locale });
    const { design, feeds, register, shell } = words[language];

    test('from registering to a saved design by keyboard alone', async ({ dashboard, page }) => {
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
    });
  });
}

test('the first key leads past the frame', async ({ dashboard, page }) => {
  const { shell } = words.en;
  const { id, email } = await dashboard.register('First Key');
  await dashboard.open(`/walls/${id}/analytics`, email);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: shell.nav.skip });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await walk(page, 'analytics');
  for (const button of [page.getByRole('button', { name: shell.switcher.label }), page.getByRole('button', { name: shell.account.label })])
    expect((await button.boundingBox())!.height, 'initials and name stand in one line').toBeLessThan(52);
});

/** Opens a dialog by keyboard: it takes the keyboard, Escape closes it, and the keyboard is back where it was. */
async function visit(page: Page, button: Locator, within?: (dialog: Locator) => Promise<unknown>) {
  await press(page, button);
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator(':focus')).toHaveCount(1);
  await within?.(dialog);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
}

/** Opens a menu by keyboard, which the arrows then go through. */
async function openMenu(page: Page, button: Locator) {
  await press(page, button);
  await expect(page.getByRole('menu').locator(':focus')).toHaveCount(1);
}

test('posts and their dialogs by keyboard alone', async ({ dashboard, page }) => {
  const { posts } = words.en;
  const { id, email } = await dashboard.register('Fingers');
  await dashboard.ask(email, 'POST', '/v1/posts', id, { text: 'Soup today' });
  await page.emulateMedia({ reducedMotion: 'reduce' }); // a ring that comes slowly is not there yet
  await dashboard.open(`/walls/${id}/posts`, email);
  const hide = page.locator('[data-post]').first().getByRole('button', { name: posts.verbs.hide });
  await hide.waitFor();
  await walk(page, 'posts');
  await visit(page, page.getByRole('button', { name: posts.write.button }), () => walk(page, 'writing a post'));
  await visit(page, page.getByRole('button', { name: posts.rules.button }), () => walk(page, 'rules'));
  await press(page, hide);
  await expect(page.getByText(posts.done.hide_one)).toBeVisible();
});

test('the settings and their dialogs by keyboard alone', async ({ dashboard, page }) => {
  const { settings, shell } = words.en;
  const { id, email } = await dashboard.register('Ten Fingers');
  await dashboard.ask(email, 'POST', '/v1/members', id, { email: 'guest@example.com', role: 'viewer' });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await dashboard.open(`/walls/${id}/settings`, email);
  await page.locator('#activity li').first().waitFor();
  await walk(page, 'settings');
  await visit(page, page.getByRole('button', { name: settings.key.rotate }), () => walk(page, 'another key'));
  await visit(page, page.getByRole('button', { name: say(settings.plan.choose, { plan: shell.plans.business }) }));
  await visit(page, page.getByRole('button', { name: settings.close.button }), () => walk(page, 'the end'));

  const actions = page.getByRole('button', { name: say(settings.team.actions, { email: 'guest@example.com' }) });
  await openMenu(page, actions);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown'); // the first sends the invitation again
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('button', { name: shell.actions.cancel })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(actions).toBeFocused();
});

test('a feed’s actions by the arrows, at a desk and on a phone', async ({ dashboard, page }) => {
  const { feeds, shell } = words.en;
  const { id, email } = await dashboard.register('Arrows', [{ network: 'twitter', name: 'Guests', query: { hashtags: ['bongout'] } }]);
  await dashboard.open(`/walls/${id}/feeds`, email);
  const button = page.getByRole('button', { name: say(feeds.actions.for, { name: 'Guests' }) });
  const item = (name: string) => page.getByRole('menuitem', { name });
  for (const [width, names] of [[1280, []], [390, [feeds.actions.sync]]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await openMenu(page, button);
    for (const name of [...names, shell.actions.edit, feeds.actions.pause, shell.actions.remove]) {
      await page.keyboard.press('ArrowDown');
      await expect(item(name)).toBeFocused();
    }
    await page.keyboard.press('ArrowDown'); // from the last to the first
    await page.keyboard.press('ArrowUp');
    await expect(item(shell.actions.remove)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(button).toBeFocused();
    await expect(page.getByRole('menu')).toHaveCount(0);
  }
});
