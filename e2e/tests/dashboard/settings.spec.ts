import type { Page } from '@playwright/test';
import { type Dashboard, expect, test } from '../../support/dashboard';
import { languages, refusal, say, words } from '../../support/words';

const { settings, shell, problems } = words.en;

interface Tenant {
  name: string;
  domain: string;
  apiKey: string;
  allowedDomains: string[];
}

const tweets = (hashtag: string, name: string) => ({ network: 'twitter', name, query: { hashtags: [hashtag] } });
const read = (dashboard: Dashboard, email: string, id: string) => dashboard.ask<Tenant>(email, 'GET', '/v1/tenant', id);

/** What a visitor on the tenant's site is answered. */
async function wallOf({ platform }: Dashboard, key: string, site: string): Promise<number> {
  return (await fetch(`${platform.address}/v1/wall?key=${key}`, { headers: { Origin: `https://${site}` } })).status;
}

/** What is said of a closed wall: the day that the API names, else how long. */
function restorable(until = ''): string {
  const day = new Date(until);
  if (!(day.getTime() > Date.now())) return say(settings.close.closed.textUndated, { days: 30 });
  return say(settings.close.closed.text, { day: day.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }) });
}

/** A section of the page, by its title. */
const section = (page: Page, name: string) => page.getByRole('region', { name });

for (const [language, locale, details] of languages) {
  test.describe(language, details, () => {
    test.use({ locale });
    const { settings, shell } = words[language];

    test('the place gets another name, and the wall another site and a developer’s computer', async ({ dashboard, page }) => {
      dashboard.provoked.push(/422/);
      const { id, email } = await dashboard.register(`Chez Nous ${language}`);
      await dashboard.open(`/walls/${id}/settings`, email);
      const place = section(page, settings.place.title);
      await place.getByLabel(settings.place.name).fill('Chez Vous');
      await place.getByRole('button', { name: settings.place.save }).click();
      await expect(page.getByRole('button', { name: `${shell.switcher.label}: Chez Vous` })).toBeVisible();

      const sites = section(page, settings.sites.title);
      const list = sites.getByRole('combobox', { name: settings.sites.list });
      await list.fill('127.0.0.1');
      await page.keyboard.press('Enter');
      await sites.getByLabel(settings.sites.localhost).check();
      await sites.getByRole('button', { name: settings.sites.save }).click();
      await expect(sites.getByText(refusal(language, 'ip-address', { domain: '127.0.0.1' }))).toBeVisible();
      expect(await dashboard.violations()).toEqual([]);
      await list.press('Backspace');
      await list.fill('https://www.chez-vous.example.com/menu');
      await page.keyboard.press('Enter');
      await sites.getByRole('button', { name: settings.sites.save }).click();
      await expect(sites.getByText('www.chez-vous.example.com', { exact: true })).toBeVisible();
      const { name, domain, allowedDomains } = await read(dashboard, email, id);
      expect({ name, allowedDomains }).toEqual({ name: 'Chez Vous', allowedDomains: [domain, 'www.chez-vous.example.com', 'localhost'] });
    });
  });
}


test('a key is replaced: with grace both work, without it the old one ends', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Lost Key');
  const { apiKey: first, domain } = await read(dashboard, email, id);
  await dashboard.open(`/walls/${id}/settings`, email);
  const ask = page.getByRole('button', { name: settings.key.rotate });
  await ask.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: settings.key.dialog.choices.week }).check();
  expect(await dashboard.violations()).toEqual([]);
  await dialog.getByRole('button', { name: settings.key.dialog.confirm }).click();
  await expect(dialog).toContainText(settings.key.replaced.title);
  const { apiKey: second } = await read(dashboard, email, id);
  expect(second).not.toBe(first);
  await expect(dialog.getByRole('region', { name: settings.key.code })).toContainText(second);
  expect([await wallOf(dashboard, first, domain), await wallOf(dashboard, second, domain)]).toEqual([200, 200]);
  await dialog.getByRole('button', { name: settings.key.replaced.close }).click();
  await expect(page.getByText('The key before it works as well, until')).toBeVisible();

  await ask.click();
  await dialog.getByRole('radio', { name: settings.key.dialog.choices.none }).check();
  await dialog.getByRole('button', { name: settings.key.dialog.confirm }).click();
  await expect(dialog).toContainText(settings.key.replaced.once);
  expect([await wallOf(dashboard, first, domain), await wallOf(dashboard, second, domain)]).toEqual([403, 403]);
});

test('a smaller plan says before and after which feeds it pauses', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Smaller', [tweets('bongout', 'The old one'), tweets('techconf', 'The new one')], 'business');
  await dashboard.open(`/walls/${id}/settings`, email);
  const plan = section(page, settings.plan.title);
  await expect(plan.getByText(say(settings.plan.used_other, { used: 2, count: 3 }))).toBeVisible();
  await plan.getByRole('button', { name: say(settings.plan.choose, { plan: shell.plans.starter }) }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveText(['The new one']);
  expect(await dashboard.violations()).toEqual([]);
  await dialog.getByRole('button', { name: settings.plan.dialog.confirmPauses }).click();
  await expect(plan.getByText(say(settings.plan.paused_one, { plan: shell.plans.starter, limit: settings.plan.feeds.starter }))).toBeVisible();
  await expect(plan.getByText('The new one')).toBeVisible();
  await plan.getByRole('link', { name: settings.plan.toFeeds }).click();
  await expect(page.getByRole('article', { name: 'The new one' }).getByRole('status')).toContainText(words.en.feeds.state.paused);
});

test('somebody is invited, joins, gets another role, and is removed', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Team Work');
  const guest = `paul-${Date.now()}@example.com`;
  await dashboard.open(`/walls/${id}/settings`, email);
  const team = section(page, settings.team.title);
  const people = team.getByRole('listitem');
  await expect(people).toContainText(settings.team.last);
  await team.getByLabel(settings.team.email).fill('paul');
  await team.getByRole('button', { name: settings.team.invite }).click();
  await expect(team.getByText(settings.team.noEmail)).toBeVisible();
  await team.getByLabel(settings.team.email).fill(guest);
  await team.getByRole('button', { name: settings.team.invite }).click();
  const paul = people.filter({ hasText: guest });
  await expect(paul).toContainText(settings.team.invited);
  expect(await dashboard.violations()).toEqual([]);

  await dashboard.ask(guest, 'GET', '/v1/me'); // to sign in is to accept
  await page.reload();
  await expect(paul).not.toContainText(settings.team.invited);
  await paul.getByRole('combobox', { name: say(settings.team.roleOf, { email: guest }) }).click();
  await page.getByRole('option', { name: shell.roles.viewer }).click();
  await expect(page.getByText(say(settings.team.done.changed, { email: guest, role: shell.roles.viewer }))).toBeVisible();
  await expect(dashboard.ask(guest, 'PATCH', '/v1/tenant', id, { name: 'Mine' })).rejects.toThrow('403');

  await paul.getByRole('button', { name: say(settings.team.actions, { email: guest }) }).click();
  await page.getByRole('menuitem', { name: settings.team.remove }).click();
  await page.getByRole('dialog').getByRole('button', { name: settings.team.remove }).click();
  await expect(paul).toHaveCount(0);
  await expect(dashboard.ask(guest, 'GET', '/v1/tenant', id)).rejects.toThrow(/40[34]/);
  const activity = section(page, settings.activity.title).getByRole('listitem');
  await expect(activity.first()).toContainText(`${settings.activity.you} · ${settings.activity.actions['member.removed']}`);
  await expect(activity.first()).toContainText(guest);
});

test('who changed what: more on demand', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Busy');
  for (let n = 1; n <= 11; n++) await dashboard.ask(email, 'PATCH', '/v1/tenant', id, { name: `Busy ${n}` });
  await dashboard.open(`/walls/${id}/settings`, email);
  const entries = section(page, settings.activity.title).getByRole('listitem');
  await expect(entries).toHaveCount(10);
  await expect(entries.first()).toContainText('Busy 11');
  await page.getByRole('button', { name: settings.activity.more }).click();
  await expect(entries.filter({ hasText: 'name Busy 1' }).last()).toBeVisible();
  await expect.poll(() => entries.count()).toBeGreaterThan(10);
});

test('two people change the same: the second is told, and decides', async ({ dashboard, page }) => {
  dashboard.provoked.push(/412/);
  const { id, email } = await dashboard.register('Both');
  await dashboard.open(`/walls/${id}/settings`, email);
  const place = section(page, settings.place.title);
  const name = place.getByLabel(settings.place.name);
  const save = place.getByRole('button', { name: settings.place.save });
  await name.fill('Mine');
  await dashboard.ask(email, 'PATCH', '/v1/tenant', id, { name: 'Theirs' });
  await save.click();
  await expect(place.getByRole('alert')).toContainText(problems.changedFields.title);
  expect(await dashboard.violations()).toEqual([]);
  await place.getByRole('button', { name: problems.changedFields.theirs }).click();
  await expect(name).toHaveValue('Theirs');

  await name.fill('Mine again');
  await dashboard.ask(email, 'PATCH', '/v1/tenant', id, { name: 'Theirs again' });
  await save.click();
  await place.getByRole('button', { name: problems.changedFields.mine }).click();
  await expect.poll(async () => (await read(dashboard, email, id)).name).toBe('Mine again');
  await expect(place.getByRole('alert')).toHaveCount(0);
});

test('what somebody else saves beside a draft stays, also over a reload', async ({ dashboard, page }) => {
  dashboard.provoked.push(/412/);
  const { id, email } = await dashboard.register('Beside');
  await dashboard.open(`/walls/${id}/settings`, email);
  const place = section(page, settings.place.title);
  const sites = section(page, settings.sites.title);
  await place.getByText('English', { exact: true }).click();
  await sites.getByRole('switch', { name: settings.sites.app }).click();
  await dashboard.ask(email, 'PATCH', '/v1/tenant', id, { name: 'Theirs', allowedDomains: ['their.example'] });
  await page.reload();
  await place.getByRole('button', { name: settings.place.save }).click();
  await expect(place.getByRole('alert')).toContainText('Theirs');
  await place.getByRole('button', { name: problems.changedFields.mine }).click();
  await expect.poll(async () => (await read(dashboard, email, id)).locale).toBe('en');
  await sites.getByRole('button', { name: settings.sites.save }).click();
  await expect(sites.getByRole('alert')).toContainText('their.example');
  expect(await dashboard.violations()).toEqual([]);
  await sites.getByRole('button', { name: problems.changedFields.mine }).click();
  await expect.poll(async () => (await read(dashboard, email, id)).allowedDomains).toContain('app');
  expect(await read(dashboard, email, id)).toMatchObject({ name: 'Theirs', locale: 'en', allowedDomains: ['their.example', 'app'] });
});

test('two people choose a plan: the second is told of the first’s, and decides', async ({ dashboard, page }) => {
  dashboard.provoked.push(/412/);
  const { id, email } = await dashboard.register('Two Plans');
  await dashboard.open(`/walls/${id}/settings`, email);
  const name = page.getByLabel(settings.place.name);
  await name.fill('Typed, not saved');
  const dialog = page.getByRole('dialog');
  const ask = (plan: string) => page.getByRole('button', { name: say(settings.plan.choose, { plan }) }).click();
  const current = async () => (await dashboard.ask<{ plan: string }>(email, 'GET', '/v1/tenant', id)).plan;

  await ask(shell.plans.enterprise);
  await dashboard.ask(email, 'PATCH', '/v1/tenant', id, { plan: 'business' });
  await dialog.getByRole('button', { name: say(settings.plan.dialog.confirm, { plan: shell.plans.enterprise }) }).click();
  await expect(dialog.getByRole('alert')).toContainText(say(settings.versions, { theirs: shell.plans.business, mine: shell.plans.enterprise }));
  expect(await dashboard.violations()).toEqual([]);
  await dialog.getByRole('button', { name: problems.changedFields.theirs }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: settings.plan.yours })).toContainText(shell.plans.business);
  expect(await current()).toBe('business');

  await ask(shell.plans.enterprise);
  await dashboard.ask(email, 'PATCH', '/v1/tenant', id, { plan: 'starter' });
  await dialog.getByRole('button', { name: say(settings.plan.dialog.confirm, { plan: shell.plans.enterprise }) }).click();
  await dialog.getByRole('button', { name: problems.changedFields.mine }).click();
  await expect(dialog).toHaveCount(0);
  expect(await current()).toBe('enterprise');
  await expect(name).toHaveValue('Typed, not saved');

  await ask(shell.plans.business); // another change is none of the plan's
  await dashboard.ask(email, 'PATCH', '/v1/tenant', id, { locale: 'fr' });
  await dialog.getByRole('button', { name: say(settings.plan.dialog.confirm, { plan: shell.plans.business }) }).click();
  await expect(dialog).toHaveCount(0);
  expect(await current()).toBe('business');
});

test('two owners give somebody a role: the second is told of the first’s, and decides; or that they are gone', async ({ dashboard, page }) => {
  dashboard.provoked.push(/412|404/);
  const { id, email } = await dashboard.register('Two Roles');
  const guest = `role-${Date.now()}@example.com`;
  const { id: member } = await dashboard.ask<{ id: string }>(email, 'POST', '/v1/members', id, { email: guest, role: 'viewer' });
  const path = `/v1/members/${encodeURIComponent(member)}`;
  await dashboard.open(`/walls/${id}/settings`, email);
  const row = section(page, settings.team.title).getByRole('listitem').filter({ hasText: guest });
  const role = row.getByRole('combobox');
  const choose = async (name: string) => {
    await role.click();
    await page.getByRole('option', { name }).click();
  };
  await expect(role).toHaveValue(shell.roles.viewer);
  await dashboard.ask(email, 'PATCH', path, id, { role: 'owner' });
  await choose(shell.roles.editor);
  await expect(row.getByRole('alert')).toContainText(say(settings.versions, { theirs: shell.roles.owner, mine: shell.roles.editor }));
  await expect(role).toHaveValue(shell.roles.owner);
  expect(await dashboard.violations()).toEqual([]);
  await row.getByRole('button', { name: problems.changedFields.mine }).click();
  await expect(page.getByText(say(settings.team.done.changed, { email: guest, role: shell.roles.editor }))).toBeVisible();
  await expect(row.getByRole('alert')).toHaveCount(0);

  await dashboard.ask(email, 'PATCH', path, id, { role: 'viewer' });
  await choose(shell.roles.owner);
  await row.getByRole('button', { name: problems.changedFields.theirs }).click();
  await expect(row.getByRole('alert')).toHaveCount(0);
  await expect(role).toHaveValue(shell.roles.viewer);

  await dashboard.ask(email, 'DELETE', path, id);
  await choose(shell.roles.editor);
  await expect(page.getByText(problems.codes['not-found'].title)).toBeVisible();
  await expect(row).toHaveCount(0);
});

test('who may only look sees no button that changes, and the API refuses what is sent all the same', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Look Only');
  const guest = `guest-${Date.now()}@example.com`;
  await dashboard.ask(email, 'POST', '/v1/members', id, { email: guest, role: 'viewer' });
  await dashboard.open(`/walls/${id}/settings`, guest);
  await expect(page.getByText(settings.owners)).toBeVisible();
  await expect(page.getByRole('heading', { name: settings.plan.title })).toBeVisible();
  for (const name of [settings.place.save, settings.key.rotate, settings.team.invite, settings.close.button]) await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0);
  for (const [method, path, body] of [
    ['PATCH', '/v1/tenant', { plan: 'enterprise' }],
    ['POST', '/v1/tenant/key/rotate', {}],
    ['POST', '/v1/members', { email: 'friend@example.com', role: 'owner' }],
    ['GET', '/v1/audit', undefined],
    ['DELETE', '/v1/tenant', undefined],
  ] as const)
    await expect(dashboard.ask(guest, method, path, id, body), `${method} ${path}`).rejects.toThrow('403');
});

test('the account is deleted only by its name, says until when it can be restored, and closes the wall', async ({ dashboard, page }) => {
  const { id, email, name } = await dashboard.register('The End');
  const { apiKey, domain } = await read(dashboard, email, id);
  await dashboard.open(`/walls/${id}/settings`, email);
  await page.getByRole('button', { name: settings.close.button }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Another');
  await dialog.getByRole('button', { name: settings.close.dialog.confirm }).click();
  await expect(dialog).toContainText(settings.close.dialog.mismatch);
  expect(await dashboard.violations()).toEqual([]);
  await dialog.getByRole('textbox').fill(name);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'DELETE'),
    dialog.getByRole('button', { name: settings.close.dialog.confirm }).click(),
  ]);
  await expect(dialog).toContainText(say(settings.close.closed.title, { name }));
  await expect(dialog).toContainText(restorable(answer.headers()['purge-after']));
  expect(await wallOf(dashboard, apiKey, domain)).toBe(403);
  await dialog.getByRole('button', { name: settings.close.closed.leave }).click();
  await expect(page).toHaveURL(`${dashboard.platform.address}/register`);
});
