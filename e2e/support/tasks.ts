import type { Browser, CDPSession, Page } from '@playwright/test';
import { expect } from '@playwright/test';

/** An event of Chromium's trace; times are microseconds, tdur those in which the thread had a processor. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  ts: number;
  tdur?: number;
  args: { data?: { documentLoaderURL?: string } };
}

/** How much slower than this machine the computer is for which tasks are judged. */
const slowdown = 4;

/**
 * The longest task of a page from its navigation until it is at rest, whoever
 * caused it, in milliseconds on a computer at a quarter of this one's speed.
 *
 * It is four times the processor time of the thread. Chromium's own brake
 * (Emulation.setCPUThrottlingRate) spins by the clock: on a machine with other
 * work it multiplies also the time in which that work had the processor.
 * Playwright's own script comes into the page only afterwards: to compile it
 * takes longer than any task of a wall. The page gets a process of its own, in
 * which nothing is warm.
 */
export async function longestTask(browser: Browser, address: string, done: string): Promise<number> {
  const page = await browser.newPage();
  const protocol = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  protocol.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await protocol.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', 'blink.user_timing'] } });
  await page.goto(address);
  await rest(page, protocol, done);
  const complete = new Promise((resolve) => protocol.once('Tracing.tracingComplete', resolve));
  await protocol.send('Tracing.end');
  await complete;
  await page.close();
  return longest(events, address);
}

/** Waits until the expression holds, the network is at rest and the browser idle. */
async function rest(page: Page, protocol: CDPSession, done: string) {
  const ask = async (expression: string) => (await protocol.send('Runtime.evaluate', { expression, awaitPromise: true })).result.value as unknown;
  await expect.poll(() => ask(done)).toBe(true);
  await page.waitForLoadState('networkidle');
  await ask('new Promise((idle) => requestAnimationFrame(() => requestIdleCallback(() => idle(true))))');
}

function longest(events: TraceEvent[], address: string): number {
  const start = events.find(({ name, args }) => name === 'navigationStart' && args.data?.documentLoaderURL === address);
  if (!start) throw new Error(`no navigation to ${address} in the trace`);
  const ours = ({ name, pid, tid, ts }: TraceEvent) => name === 'ThreadControllerImpl::RunTask' && pid === start.pid && tid === start.tid && ts >= start.ts;
  const longest = Math.max(0, ...events.filter(ours).map(({ tdur = 0 }) => tdur));
  if (!longest) throw new Error('no task with its processor time in the trace');
  return Math.round((slowdown * longest) / 1000);
}
