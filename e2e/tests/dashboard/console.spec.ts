import { expect, people, test } from '../../support/dashboard';
import { languages, say, words } from '../../support/words';

for (const [language, locale, details] of languages) {
  test.describe(language, details, () => {
    test.use({ locale });
    const { platform, shell } = words[language];

    test('a wall is found, suspended, and opened again; meanwhile nobody sees it', async ({ dashboard, page }) => {
      const { id, email, name } = await dashboard.register(`Unpaid ${language}`);
      const { apiKey, domain } = await dashboard.ask<{ apiKey: string; domain: string }>(email, 'GET', '/v1/tenant', id);
      const wall = async () => (await fetch(`${dashboard.platform.address}/v1/wall?key=${apiKey}`, { headers: { Origin: `https://${domain}` } })).status;
      expect(await wall()).toBe(200);

      await dashboard.open('/platform', people.admin);
      await page.getByRole('textbox', { name: platform.tenants.search }).fill(domain);
      const row = page.getByRole('list', { name: platform.tenants.title }).getByRole('listitem');
      await expect(row).toHaveCount(1);
      const actions = row.getByRole('button', { name: say(platform.tenants.actions, { name }) });
      await actions.click();
      await page.getByRole('menuitem', { name: platform.tenants.suspend }).click();
      const dialog = page.getByRole('dialog', { name: say(platform.dialog.suspend, { name }) });
      await expect(dialog.getByText(platform.dialog.suspendText)).toBeVisible();
      expect(await dashboard.violations()).toEqual([]);
      await dialog.getByRole('button', { name: platform.dialog.suspendButton }).click();
      await expect(row).toContainText(shell.status.suspended);
      await expect.poll(wall).toBe(403);

      await actions.click();
      await page.getByRole('menuitem', { name: platform.tenants.resume }).click();
      await expect(page.getByText(say(platform.done.resumed, { name }))).toBeVisible();
      await expect.poll(wall).toBe(200);
    });
  });
}

const { platform, shell } = words.en;

test('how the platform is doing: feeds in error by class, budgets, queues; and the walls that are meant', async ({ dashboard, page }) => {
  const { id, email, name } = await dashboard.register('Token Gone', [], 'business');
  await dashboard.control({ facebook: { faults: [{ kind: 'token' }] } });
  await dashboard.ask(email, 'POST', '/v1/feeds', id, { network: 'facebook', query: { pageId: `gone${Date.now()}` } });
  await expect.poll(async () => (await dashboard.ask<{ tenants: { feedsInError: number }[] }>(email, 'GET', '/v1/me')).tenants[0]!.feedsInError).toBe(1);
  await dashboard.control({ facebook: { faults: null } });

  await dashboard.open('/platform', people.admin);
  await expect(page.getByRole('region', { name: platform.errors.title })).toContainText(platform.errors.classes.auth);
  await expect(page.getByRole('region', { name: platform.queues.title })).toContainText(platform.queues.names.sync);
  await expect(page.getByRole('region', { name: platform.budgets.title }).getByRole('listitem').first()).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
  await page.getByRole('link', { name: platform.errors.show }).click();
  await expect(page.getByLabel(platform.tenants.inError)).toBeChecked();
  await expect(page.getByRole('listitem', { name })).toContainText(platform.errors.classes.auth);

  await page.getByRole('button', { name: say(platform.tenants.actions, { name }) }).click();
  await page.getByRole('menuitem', { name: platform.tenants.change }).click();
  await page.getByRole('radio', { name: shell.plans.enterprise }).check();
  await page.getByRole('button', { name: platform.dialog.planButton }).click();
  await expect(page.getByRole('listitem', { name })).toContainText(shell.plans.enterprise);
});

test('a deleted wall is found by its status, and restored', async ({ dashboard, page }) => {
  const { id, email, name } = await dashboard.register('By Mistake');
  await dashboard.ask(email, 'DELETE', '/v1/tenant', id);
  await dashboard.open('/platform?status=deleted', people.admin);
  const row = page.getByRole('listitem', { name });
  await expect(row).toContainText(shell.status.deleted);
  await row.getByRole('button').click();
  await page.getByRole('menuitem', { name: platform.tenants.restore }).click();
  await expect(page.getByText(say(platform.done.restored, { name }))).toBeVisible();
  expect((await dashboard.ask<{ status: string }>(email, 'GET', '/v1/tenant', id)).status).toBe('active');
});

test('the console is closed to others, in the API too', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Curious');
  await dashboard.open('/platform', email);
  await expect(page.getByRole('heading', { name: platform.only.title })).toBeVisible();
  await expect(dashboard.ask(email, 'GET', '/v1/admin/status')).rejects.toThrow('403');
  await expect(dashboard.ask(email, 'GET', '/v1/admin/tenants')).rejects.toThrow('403');
  await expect(dashboard.ask(email, 'PATCH', `/v1/admin/tenants/${id}`, undefined, { plan: 'enterprise' })).rejects.toThrow('403');
});
