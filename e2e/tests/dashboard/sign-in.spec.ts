import { expect, people, test } from '../../support/dashboard';

test('a page that is asked for without a session signs in, and comes back to that page', async ({ dashboard, page }) => {
  const { id } = await dashboard.tenant('Restaurant');
  await dashboard.open(`/walls/${id}/feeds?from=mail#top`, people.claire);
  await expect(page).toHaveURL(`${dashboard.platform.address}/walls/${id}/feeds?from=mail#top`);
  await expect(page.getByRole('heading', { level: 1, name: 'Feeds' })).toBeVisible();
});
