import { test as base, type Page } from '@playwright/test';
import { ofColours, violations } from './axe';
import { Platform } from './platform';
import { sessionOf } from './session';
import { watch } from './test';

/** The demo people (local/demo). */
export const people = {
  claire: 'claire@restaurant-bon-gout.com',
  agency: 'agence@studio-vitrine.example',
  admin: 'admin@hashmytag.example',
} as const;

interface Tenant {
  id: string;
  name: string;
  apiKey: string;
  site: string;
}

/** The dashboard of a local platform, in one browser page. */
export class Dashboard {
  constructor(
    readonly page: Page,
    readonly platform: Platform,
    /** Patterns of console messages that the test provokes. */
    readonly provoked: RegExp[] = [],
  ) {}

  /** Goes to a page of the dashboard as somebody who has signed in before. Anybody may be anybody. */
  async open(path: string, email: string) {
    const { name, value } = await sessionOf(this.platform, email);
    const blank = `${this.platform.address}/blank`; // a page of the site at which nothing runs
    await this.page.route(blank, (route) => route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,">' }), { times: 1 });
    await this.page.goto(blank);
    await this.page.evaluate(([key, kept]) => localStorage.setItem(key, kept), [name, value] as const);
    await this.page.goto(this.platform.address + path);
  }

  /** Goes to a page of the dashboard, which asks for a sign-in. */
  async signIn(path: string, email: string) {
    await this.page.goto(this.platform.address + path);
    await this.page.waitForURL(/\/local\/identity\/login/);
    await this.page.getByRole('textbox').fill(email);
    await this.page.keyboard.press('Enter');
    await this.page.waitForURL((url) => !url.pathname.startsWith('/local/') && !url.searchParams.has('code'));
  }

  /** Asks the API as somebody, as a script would. */
  async ask<T>(email: string, method: string, path: string, tenant?: string, body?: unknown): Promise<T> {
    const { accessToken } = await this.json<{ accessToken: string }>('POST', '/local/token', {}, { email });
    return this.json<T>(method, path, { Authorization: `Bearer ${accessToken}`, ...(tenant && { 'X-Tenant-Id': tenant }) }, body);
  }

  /** A tenant of somebody new, made by the API, with the feeds given. */
  async register(name: string, feeds: object[] = [], plan?: string): Promise<{ id: string; email: string; name: string }> {
    const email = `${name.toLowerCase().replaceAll(/[^a-z]/g, '')}-${Date.now()}@example.com`;
    const { id } = await this.ask<{ id: string }>(email, 'POST', '/v1/tenants', undefined, { name, domain: email.replace('@', '.') });
    await test.expect.poll(async () => (await this.ask<{ status: string }>(email, 'GET', '/v1/tenant', id)).status).toBe('active');
    if (plan) await this.ask(email, 'PATCH', '/v1/tenant', id, { plan });
    for (const feed of feeds) await this.ask(email, 'POST', '/v1/feeds', id, feed);
    return { id, email, name };
  }

  /** Has simulated networks fail (local/upstream/README.md); null ends it. */
  async control(change: object | null) {
    const answer = await fetch(`${this.platform.address}/upstream/control`, change ? { method: 'PUT', body: JSON.stringify(change) } : { method: 'DELETE' });
    test.expect(answer.ok).toBe(true);
  }

  private async json<T>(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<T> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { ...headers, 'Content-Type': 'application/json' } };
    const answer = await fetch(this.platform.address + path, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** A demo tenant, by the beginning of its name. */
  async tenant(name: string): Promise<Tenant> {
    const { tenants } = await this.platform.json<{ tenants: Tenant[] }>('/local/demo');
    return tenants.find((tenant) => tenant.name.startsWith(name))!;
  }

  /** What axe finds wrong on the page, in light, and in dark, where only what depends on colours can differ. */
  async violations(): Promise<string[]> {
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.colours(colorScheme);
      found.push(...(await violations(this.page, colorScheme === 'dark' ? ofColours : undefined)).map((violation) => `${colorScheme} ${violation}`));
    }
    return found;
  }

  /** Shows the page in light or in dark. */
  async colours(colorScheme: 'light' | 'dark') {
    await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await this.page.waitForFunction((scheme) => document.documentElement.dataset.mantineColorScheme === scheme, colorScheme);
    await settled(this.page);
  }
}

/** Waits until the page has taken the colours that were asked for: also a transition of no time takes a frame. */
async function settled(page: Page) {
  await page.evaluate(async () => {
    for (let frames = 2; frames > 0; frames--) await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().flatMap((animation) => (animation instanceof CSSTransition ? animation.finished : [])));
  });
}

/** Playwright's test, with a platform for all tests of a worker, and a watch on every page: no exception, no console error, no request to a host that nobody expects. */
export const test = base.extend<{ dashboard: Dashboard }, { platform: Platform }>({
  platform: [
    async ({}, use) => {
      const platform = await Platform.start();
      await use(platform);
      await platform.stop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  dashboard: async ({ page, platform }, use) => {
    const port = new URL(platform.address).port;
    const problems = watch(page, (host) => host === `localhost:${port}` || host.endsWith(`.localhost:${port}`));
    const dashboard = new Dashboard(page, platform);
    await use(dashboard);
    const unexpected = problems.filter((problem) => !dashboard.provoked.some((pattern) => pattern.test(problem)));
    test.expect(unexpected, 'exceptions, console errors and requests to unexpected hosts').toEqual([]);
  },
});

export { expect } from '@playwright/test';
