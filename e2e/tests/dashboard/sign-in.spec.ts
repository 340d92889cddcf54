import type { Page } from '@playwright/test';
import { expect, people, test } from '../../support/dashboard';
import { words } from '../../support/words';

const { feeds, session, shell } = words.en;

/** Spoils what the browser keeps of the session, as time does. */
async function spoil(page: Page, ...names: ('access_token' | 'refresh_token')[]) {
  await page.evaluate((spoilt) => {
    const key = Object.keys(localStorage).find((name) => name.startsWith('oidc.user'))!;
    const kept = JSON.parse(localStorage.getItem(key)!) as Record<string, string>;
    for (const name of spoilt) kept[name] = `${kept[name]}x`;
    localStorage.setItem(key, JSON.stringify(kept));
  }, names);
}

test('a page that is asked for without a session signs in, and comes back to that page', async ({ dashboard, page }) => {
  const { id } = await dashboard.tenant('Restaurant');
  await dashboard.signIn(`/walls/${id}/feeds?from=mail#top`, people.claire);
  await expect(page).toHaveURL(`${dashboard.platform.address}/walls/${id}/feeds?from=mail#top`);
  await expect(page.getByRole('heading', { level: 1, name: feeds.title })).toBeVisible();
});

test('a token that is not taken any more is renewed, and nobody notices', async ({ dashboard, page }) => {
  dashboard.provoked.push(/401/);
  const { id } = await dashboard.tenant('Restaurant');
  await dashboard.signIn(`/walls/${id}`, people.claire);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await spoil(page, 'access_token');
  await page.getByRole('link', { name: shell.nav.feeds }).first().click();
  await expect(page.getByRole('article').first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole('article').first()).toBeVisible();
});

test('a session that has ended asks to sign in, and comes back to what was being typed', async ({ dashboard, page }) => {
  dashboard.provoked.push(/40[01]/);
  const { id, email } = await dashboard.register('Time Out');
  await dashboard.signIn(`/walls/${id}/feeds/new?kind=facebook`, email);
  await page.getByLabel(feeds.edit.pageId).fill('our-lovely-page');
  await spoil(page, 'access_token', 'refresh_token');
  await page.getByRole('button', { name: feeds.edit.saveNew }).click();
  const dialog = page.getByRole('dialog', { name: session.ended.title });
  await expect(dialog).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
  await dialog.getByRole('button', { name: session.signInAgain }).click();
  await page.getByRole('textbox').fill(email);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${dashboard.platform.address}/walls/${id}/feeds/new?kind=facebook`);
  await expect(page.getByLabel(feeds.edit.pageId)).toHaveValue('our-lovely-page');
  await page.getByRole('button', { name: feeds.edit.saveNew }).click();
  await expect(page.getByRole('article')).toContainText('our-lovely-page');
});

test('who signs out is out, and back at the front door', async ({ dashboard, page }) => {
  const { id } = await dashboard.tenant('Restaurant');
  await dashboard.signIn(`/walls/${id}`, people.claire);
  await page.getByRole('button', { name: people.claire }).click();
  await page.getByRole('menuitem', { name: shell.account.signOut }).click();
  await expect(page.getByRole('button', { name: session.welcome.signIn })).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
  await page.goto(`${dashboard.platform.address}/walls/${id}`);
  await page.waitForURL(/\/local\/identity\/login/);
});

test('language and look are the browser’s until somebody chooses, and stay chosen', async ({ dashboard, page }) => {
  const { id } = await dashboard.tenant('Restaurant');
  await page.emulateMedia({ colorScheme: 'dark' });
  await dashboard.signIn(`/walls/${id}/feeds`, people.claire);
  const scheme = page.locator('html');
  await expect(scheme).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.getByRole('button', { name: people.claire }).click();
  await page.getByText(shell.account.light, { exact: true }).click();
  await page.getByText('Français').click();
  await expect(page.getByRole('heading', { level: 1, name: words.fr.feeds.title })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: words.fr.feeds.title })).toBeVisible();
  await expect(scheme).toHaveAttribute('data-mantine-color-scheme', 'light');
  await expect(scheme).toHaveAttribute('lang', 'fr');
});
