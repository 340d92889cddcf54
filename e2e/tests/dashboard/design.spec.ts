import { expect, test } from '../../support/dashboard';
import { languages, say, words } from '../../support/words';

interface Widget {
  theme: string;
  layout: string;
  columns: number;
  colors: Record<string, string>;
  branding: { logo: string; font: string };
}

const feeds = [{ network: 'instagram', query: { hashtags: ['bongout'] } }];

for (const [language, locale, details] of languages) {
  test.describe(language, details, () => {
    test.use({ locale });
    const { design, shell } = words[language];

    test('what is designed is seen at once in the real wall, and by visitors once it is saved', async ({ dashboard, page }) => {
      const { id, email } = await dashboard.register(`Design ${language}`, feeds);
      const { apiKey } = await dashboard.ask<{ apiKey: string }>(email, 'GET', '/v1/tenant', id);
      const wall = () => dashboard.platform.json<{ wall: Widget }>(`/v1/wall?key=${apiKey}`).then((answer) => answer.wall);
      const counted: string[] = [];
      page.on('request', (request) => request.url().includes('/v1/wall/events') && counted.push(request.url()));
      await dashboard.open(`/walls/${id}/design`, email);
      const preview = page.getByRole('region', { name: design.preview.title }).locator('hashmytag-wall section.wall').first();
      await expect(preview).toHaveAttribute('data-layout', 'grid');
      expect(await dashboard.violations()).toEqual([]);

      await page.getByText(design.values.layout.list, { exact: true }).click();
      await expect(preview).toHaveAttribute('data-layout', 'list');
      await page.getByText(design.values.theme.custom, { exact: true }).click();
      await page.getByRole('textbox', { name: design.fields.card }).fill('#203040');
      await expect(page.getByText(design.apart)).toBeVisible();
      await page.getByRole('textbox', { name: design.fields.background }).fill('#102030');
      await page.getByRole('textbox', { name: design.fields.text }).fill('#304050');
      await expect(page.getByText(say(design.faint, { what: design.fields.text, ratio: '1.3' }))).toBeVisible();
      const drawn = await page.evaluate(() => Object.assign(document.createElement('canvas'), { width: 80, height: 40 }).toDataURL('image/png').split(',')[1]!);
      await page.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(drawn, 'base64') });
      await expect(page.getByRole('img', { name: design.logo.some })).toBeVisible();
      await page.getByRole('combobox', { name: design.fields.font }).click();
      await page.getByRole('option', { name: 'Lora' }).click();
      await expect(preview).toHaveCSS('font-family', 'Lora');
      await expect.poll(() => page.evaluate(() => [...document.fonts].find(({ family }) => family === 'Lora')?.status)).toBe('loaded');
      await expect(preview.locator('.brand img')).toBeVisible();
      expect((await wall()).layout).toBe('grid');
      expect(await dashboard.violations()).toEqual([]);

      await page.getByRole('button', { name: shell.actions.save }).click();
      await expect(page.getByText(design.saved)).toBeVisible();
      expect(await wall()).toMatchObject({ layout: 'list', theme: 'custom', colors: { card: '#203040' }, branding: { font: 'Lora', logo: expect.stringMatching(/^\/media\//) } });
      expect(counted).toEqual([]);
    });
  });
}

const { design, problems, shell } = words.en;

test('the second of two people is told what the first changed, and nothing of either is lost', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Two designers', feeds);
  dashboard.provoked.push(/412/);
  await dashboard.open(`/walls/${id}/design`, email);
  await page.getByText(design.values.layout.carousel, { exact: true }).click();
  const other = await page.context().newPage();
  await other.goto(`${dashboard.platform.address}/walls/${id}/design`);
  await other.getByText(design.values.layout.ticker, { exact: true }).click();
  await other.getByText(design.values.theme.dark, { exact: true }).click();
  await other.getByRole('button', { name: shell.actions.save }).click();
  await expect(other.getByText(design.saved)).toBeVisible();
  await other.close();

  await page.getByRole('button', { name: shell.actions.save }).click();
  const told = page.getByRole('alert').filter({ hasText: problems.changedFields.title });
  await expect(told.getByRole('row', { name: design.fields.layout })).toContainText(design.values.layout.ticker);
  await expect(told.getByRole('row', { name: design.fields.layout })).toContainText(design.values.layout.carousel);
  expect(await dashboard.violations()).toEqual([]);
  await told.getByRole('button', { name: problems.changedFields.mine }).click();
  await expect(page.getByText(design.saved)).toBeVisible();
  const widget = await dashboard.ask<Widget>(email, 'GET', '/v1/widget', id);
  expect(widget).toMatchObject({ layout: 'carousel', theme: 'dark' });
});

test('a change elsewhere in the settings is kept without a word; an unsaved design outlives a reload', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Beside', feeds);
  dashboard.provoked.push(/412/);
  await dashboard.open(`/walls/${id}/design`, email);
  await page.getByText(design.values.layout.list, { exact: true }).click();
  await expect(page.getByText(design.unsaved)).toBeVisible();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByRole('radio', { name: design.values.layout.list })).toBeChecked();
  await hold(page.context().request, dashboard.platform.address, email, id);
  await page.getByRole('button', { name: shell.actions.save }).click();
  await expect(page.getByText(design.saved)).toBeVisible();
  const widget = await dashboard.ask<Widget & { moderation: { mode: string } }>(email, 'GET', '/v1/widget', id);
  expect(widget).toMatchObject({ layout: 'list', moderation: { mode: 'hold' } });
});

/** Turns hold mode on as a colleague's browser would. */
async function hold(request: import('@playwright/test').APIRequestContext, address: string, email: string, tenant: string) {
  const { accessToken } = (await (await request.post(`${address}/local/token`, { data: { email } })).json()) as { accessToken: string };
  const headers = { Authorization: `Bearer ${accessToken}`, 'X-Tenant-Id': tenant };
  const read = await request.get(`${address}/v1/widget`, { headers });
  const widget = (await read.json()) as { moderation: object };
  const data = { ...widget, moderation: { ...widget.moderation, mode: 'hold' } };
  expect((await request.put(`${address}/v1/widget`, { headers: { ...headers, 'If-Match': read.headers().etag! }, data })).ok()).toBe(true);
}

test('a viewer sees the design and cannot save one: the API refuses', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Looked upon', feeds);
  const viewer = `viewer-${Date.now()}@example.com`;
  await dashboard.ask(email, 'POST', '/v1/members', id, { email: viewer, role: 'viewer' });
  await dashboard.open(`/walls/${id}/design`, viewer);
  await expect(page.getByRole('radio', { name: design.values.layout.list })).toBeDisabled();
  await expect(page.getByRole('button', { name: shell.actions.save })).toHaveCount(0);
  const widget = await dashboard.ask<Widget>(viewer, 'GET', '/v1/widget', id);
  await expect(dashboard.ask(viewer, 'PUT', '/v1/widget', id, { ...widget, columns: 2 })).rejects.toThrow(/403|422/);
});

test('the code for each kind of site, and the page for a screen with its QR code', async ({ dashboard, page }) => {
  const { id, email } = await dashboard.register('Embedded', feeds);
  const { apiKey } = await dashboard.ask<{ apiKey: string }>(email, 'GET', '/v1/tenant', id);
  await dashboard.open(`/walls/${id}/design?part=embed`, email);
  for (const site of ['html', 'wordpress', 'shopify', 'wix', 'react'] as const) {
    await page.getByText(design.embed[site].name, { exact: true }).click();
    await expect(page.getByRole('main').locator('pre').last()).toContainText(apiKey);
  }
  expect(await dashboard.violations()).toEqual([]);
  await page.getByRole('tab', { name: design.parts.screen }).click();
  await expect(page.getByRole('region', { name: design.screen.link })).toContainText(`/wall.html?key=${apiKey}&type=large`);
  await expect(page.getByRole('img', { name: design.screen.qr })).toBeVisible();
  expect(await dashboard.violations()).toEqual([]);
  await page.goto((await page.getByRole('region', { name: design.screen.link }).innerText()).trim());
  await expect(page.locator('hashmytag-wall li[data-id]').first()).toBeVisible();
});
