import { expect, test } from '../../support/dashboard';
import { languages, refusal, say, words } from '../../support/words';

for (const [language, locale, details] of languages) {
  test.describe(language, details, () => {
    test.use({ locale });
    const { feeds, shell } = words[language];

    test('a feed’s life: added, read, edited, paused, taken back, refreshed, deleted', async ({ dashboard, page }) => {
      const { id, email } = await dashboard.register(`Life ${language}`, [], 'business');
      await dashboard.open(`/walls/${id}/feeds`, email);
      await page.getByRole('link', { name: feeds.add }).first().click();
      await page.getByRole('heading', { level: 1, name: feeds.edit.newTitle }).waitFor();
      expect(await dashboard.violations()).toEqual([]);
      await page.getByRole('button', { name: feeds.kinds.twitter }).click();
      const hashtags = page.getByRole('combobox', { name: feeds.edit.hashtags });
      await hashtags.fill('Bon Goût!');
      await page.keyboard.press('Enter');
      await expect(page.getByText(say(feeds.wrong.hashtag, { tag: 'bon goût!' }))).toBeVisible();
      await hashtags.fill('FashionStore');
      await page.keyboard.press('Enter');
      await page.getByLabel(feeds.edit.name).fill('Our guests');
      await page.getByRole('button', { name: feeds.edit.saveNew }).click();

      const card = page.getByRole('article', { name: 'Our guests' });
      await expect(card.getByRole('status')).toContainText(feeds.state.well);
      expect(await dashboard.violations()).toEqual([]);
      await page.getByRole('button', { name: say(feeds.actions.for, { name: 'Our guests' }) }).click();
      await page.getByRole('menuitem', { name: shell.actions.edit }).click();
      await page.getByLabel(feeds.edit.name).fill('Our dear guests');
      expect(await dashboard.violations()).toEqual([]);
      await page.getByRole('button', { name: feeds.edit.save, exact: true }).click();

      const renamed = page.getByRole('article', { name: 'Our dear guests' });
      const menu = page.getByRole('button', { name: say(feeds.actions.for, { name: 'Our dear guests' }) });
      await menu.click();
      await page.getByRole('menuitem', { name: feeds.actions.pause }).click();
      await expect(renamed.getByRole('status')).toContainText(feeds.state.paused);
      await page.getByRole('button', { name: shell.actions.undo }).click();
      await expect(renamed.getByRole('status')).not.toContainText(feeds.state.paused);
      await renamed.getByRole('button', { name: feeds.actions.sync }).click();
      const [synced, asked] = [feeds.done.synced, feeds.done.asked].map((text) => page.getByText(say(text, { name: 'Our dear guests' })));
      await expect(synced!.or(asked!)).toBeVisible();

      await menu.click();
      await page.getByRole('menuitem', { name: shell.actions.remove }).click();
      const question = page.getByRole('dialog', { name: say(feeds.remove.title, { name: 'Our dear guests' }) });
      await expect(question.getByRole('button', { name: shell.actions.cancel })).toBeFocused();
      await question.getByRole('button', { name: feeds.remove.button }).click();
      await expect(page.getByRole('heading', { name: feeds.none.title })).toBeVisible();
    });

    test('an own credential is tried at once, refused at its field, and never shown again', async ({ dashboard, page }) => {
      dashboard.provoked.push(/422/);
      const { id, email } = await dashboard.register(`Own Key ${language}`);
      await dashboard.open(`/walls/${id}/feeds/new?kind=facebook`, email);
      await page.getByLabel(feeds.edit.pageId).fill('https://www.facebook.com/104523998877003');
      await page.getByLabel(feeds.own.advanced).check();
      await page.getByRole('button', { name: feeds.edit.saveNew }).click();
      await expect(page.getByText(feeds.wrong.credential)).toBeVisible();
      const token = page.getByLabel(feeds.own.keys.accessToken);
      await token.fill('an-expired-token');
      await page.getByRole('button', { name: feeds.edit.saveNew }).click();
      await expect(page.getByText(refusal(language, 'network-refuses-credential'))).toBeVisible();
      await expect(token).toBeFocused();
      await token.fill('a-good-token');
      await page.getByRole('button', { name: feeds.edit.saveNew }).click();
      const card = page.getByRole('article');
      await expect(card).toContainText(feeds.ownCredential);
      await card.getByRole('button', { name: new RegExp(`^${say(feeds.actions.for, { name: '' }).trim().split(' ')[0]}`) }).click();
      await page.getByRole('menuitem', { name: shell.actions.edit }).click();
      await expect(page.getByText(feeds.own.stored)).toBeVisible();
      expect(await page.content()).not.toContain('a-good-token');
      expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('token"');
      await page.getByRole('button', { name: feeds.own.back }).click();
      await expect(page.getByLabel(feeds.own.advanced)).toBeVisible();
    });
  });
}

const { feeds, home } = words.en;

test('a plan that is full says so, and where larger ones are', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Full House', [{ network: 'twitter', query: { hashtags: ['bongout'] } }]);
  await dashboard.open(`/walls/${id}/feeds`, email);
  await expect(page.getByText(feeds.full.title)).toBeVisible();
  await expect(page.getByRole('link', { name: feeds.add })).toHaveCount(0);
  dashboard.provoked.push(/403/);
  await page.goto(`${dashboard.platform.address}/walls/${id}/feeds/new?kind=twitter`);
  await page.getByRole('combobox', { name: feeds.edit.hashtags }).fill('another');
  await page.getByRole('button', { name: feeds.edit.saveNew }).click();
  await expect(page.getByRole('alert')).toContainText(words.en.problems.codes['plan-limit'].title);
});

test('a network that refuses is said with what mends it, on the feed and at home; the last good posts stay', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Refused', [{ network: 'facebook', name: 'Our page', query: { pageId: '104523998877001' }, credential: { accessToken: 'own' } }], 'business');
  await expect.poll(async () => (await dashboard.ask<{ items: { state: { postCount: number } }[] }>(email, 'GET', '/v1/feeds', id)).items[0]!.state.postCount).toBeGreaterThan(0);
  await dashboard.open(`/walls/${id}/feeds`, email);
  const card = page.getByRole('article', { name: 'Our page' });
  await expect(card.getByRole('status')).toContainText(feeds.state.well);
  await dashboard.control({ facebook: { faults: [{ kind: 'token' }] } });
  await card.getByRole('button', { name: feeds.actions.sync }).click();
  await expect(card.getByText(say(feeds.errors.auth.title, { network: 'Facebook' }))).toBeVisible();
  await expect(card).toContainText(feeds.stays);
  expect(await dashboard.violations()).toEqual([]);
  await page.getByRole('link', { name: 'Home' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: home.alive.still })).toBeVisible();
  await expect(page.getByText(say(feeds.need.failing, { name: 'Our page', title: say(feeds.errors.auth.title, { network: 'Facebook' }) }))).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
  await dashboard.control({ facebook: { faults: null } });
  await page.getByRole('link', { name: feeds.errors.auth.button }).click();
  await expect(page.getByRole('heading', { level: 1, name: say(feeds.edit.title, { name: 'Our page' }) })).toBeVisible();
});

test('of two people who edit a feed the second is told, and decides', async ({ dashboard, page }) => {
  dashboard.provoked.push(/412/);
  const { id, email } = await dashboard.register('Two Cooks', [{ network: 'twitter', name: 'Soup', query: { hashtags: ['bongout'] } }]);
  const [feed] = (await dashboard.ask<{ items: { id: string }[] }>(email, 'GET', '/v1/feeds', id)).items;
  await dashboard.open(`/walls/${id}/feeds/${feed!.id}`, email);
  const name = page.getByLabel(feeds.edit.name);
  const save = page.getByRole('button', { name: feeds.edit.save, exact: true });
  for (const [theirs, mine, button, left] of [
    ['Their soup', 'My soup', words.en.problems.changedFields.theirs, 'Their soup'],
    ['Their stew', 'My stew', words.en.problems.changedFields.mine, 'My stew'],
  ] as const) {
    await expect(name).not.toHaveValue('');
    await dashboard.ask(email, 'PATCH', `/v1/feeds/${feed!.id}`, id, { name: theirs });
    await name.fill(mine);
    await save.click();
    await expect(page.getByText(words.en.problems.changedFields.title)).toBeVisible();
    await expect(name).toHaveValue(mine);
    expect(await dashboard.violations()).toEqual([]);
    await page.getByRole('button', { name: button }).click();
    if (button === words.en.problems.changedFields.theirs) await expect(name).toHaveValue(left);
    else await expect(page.getByRole('article', { name: left })).toBeVisible();
  }
});

test('who may only look sees no button that changes, and the API refuses what is sent all the same', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Read Only', [{ network: 'twitter', query: { hashtags: ['bongout'] } }]);
  const guest = `guest-${Date.now()}@example.com`;
  await dashboard.ask(email, 'POST', '/v1/members', id, { email: guest, role: 'viewer' });
  await dashboard.open(`/walls/${id}/feeds`, guest);
  await expect(page.getByText(words.en.shell.viewer)).toBeVisible();
  await expect(page.getByRole('article').getByRole('button')).toHaveCount(0);
  await expect(dashboard.ask(guest, 'POST', '/v1/feeds', id, { network: 'twitter', query: { hashtags: ['a'] } })).rejects.toThrow('403');
});
