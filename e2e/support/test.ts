import { test as base, type Page } from '@playwright/test';
import { TestServer } from './server';

interface Worker {
  server: TestServer;
}

interface Each {
  /** Hosts that the page may ask, beside its own; `*.localhost` of the test server. */
  hosts: Set<string>;
  /** Patterns of console messages that the test provokes. */
  provoked: RegExp[];
}

/** Playwright's test, with a server of our own, and a watch on every page: no uncaught exception, no console error, no request to a host that nobody expects. */
export const test = base.extend<Each, Worker>({
  server: [
    async ({}, use) => {
      const server = await new TestServer().start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  hosts: async ({}, use) => use(new Set()),
  provoked: async ({}, use) => use([]),
  page: async ({ page, server, hosts, provoked }, use) => {
    server.reset();
    const problems = watch(page, (host) => hosts.has(host) || host.endsWith(`.localhost:${server.port}`));
    await use(page);
    const unexpected = problems.filter((problem) => !provoked.some((pattern) => pattern.test(problem)));
    test.expect(unexpected, 'exceptions, console errors and requests to unexpected hosts').toEqual([]);
  },
});

export { expect } from '@playwright/test';

/** Collects what must not happen on a page. */
export function watch(page: Page, expectedHost: (host: string) => boolean): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`exception: ${error}`));
  page.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()} ${message.location().url}`));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') && !expectedHost(host)) problems.push(`request: ${request.url()}`);
  });
  return problems;
}
