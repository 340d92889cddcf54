import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserType, LaunchOptions, Page } from '@playwright/test';
import lighthouse, { desktopConfig, type Result } from 'lighthouse';
import { byProcessor, type TraceEvent } from './processor';

/** What is judged, and from which of 100 points on it is good. */
export const categories = ['performance', 'accessibility', 'best-practices'] as const;
export const good = 95;
/** Tasks are judged by the processor's time (processor.ts); the rest a busy machine makes slower: the best of so many runs counts. */
const runs = 3;

export const forms = { desktop: desktopConfig, mobile: undefined } as const;
export type Form = keyof typeof forms;
type Category = (typeof categories)[number];

/** The points of a page, and what took some away. */
export interface Judgement {
  points: Record<Category, number>;
  faults: string[];
}

/** A browser that Lighthouse can drive beside us; what is signed in here is signed in there. */
export class Judge {
  private constructor(
    readonly page: Page,
    private readonly port: number,
    readonly close: () => Promise<void>,
  ) {}

  static async start(browser: BrowserType, options: LaunchOptions): Promise<Judge> {
    const folder = await mkdtemp(join(tmpdir(), 'hashmytag-lighthouse-'));
    const context = await browser.launchPersistentContext(folder, { ...options, args: [...(options.args ?? []), '--remote-debugging-port=0'] });
    const port = Number((await readFile(join(folder, 'DevToolsActivePort'), 'utf8')).split('\n')[0]);
    return new Judge(context.pages()[0] ?? (await context.newPage()), port, async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    });
  }

  /** Judges a page by its best run: each category by itself. The last run is the one without a fault. */
  async judge(address: string, form: Form): Promise<Judgement> {
    let best = await this.once(address, form);
    for (let run = 1; run < runs && lacking(best).length > 0; run++) {
      const next = await this.once(address, form);
      for (const category of categories) next.points[category] = Math.max(next.points[category], best.points[category]);
      best = next;
    }
    return best;
  }

  /** Looks at a page, and then judges what was seen. */
  private async once(address: string, form: Form): Promise<Judgement> {
    const seen = await mkdtemp(join(tmpdir(), 'hashmytag-seen-'));
    try {
      const flags = { ...this.flags, port: this.port };
      await lighthouse(address, { ...flags, gatherMode: seen }, forms[form]);
      const file = join(seen, 'defaultPass.trace.json');
      const trace = JSON.parse(await readFile(file, 'utf8')) as { traceEvents: TraceEvent[] };
      await writeFile(file, JSON.stringify({ ...trace, traceEvents: byProcessor(trace.traceEvents) }));
      return judgement(address, (await lighthouse(address, { ...flags, auditMode: seen }, forms[form]))!.lhr);
    } finally {
      await rm(seen, { recursive: true, force: true });
    }
  }

  private readonly flags = {
    onlyCategories: [...categories],
    skipAudits: ['full-page-screenshot', 'screenshot-thumbnails', 'final-screenshot'],
    disableStorageReset: true, // the session is in it
    throttlingMethod: 'simulate' as const,
    logLevel: 'error' as const,
  };
}

function judgement(address: string, lhr: Result): Judgement {
  if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  const points = Object.fromEntries(categories.map((name) => [name, Math.round((lhr.categories[name]!.score ?? 0) * 100)])) as Judgement['points'];
  const weighed = categories.flatMap((name) => lhr.categories[name]!.auditRefs.filter(({ weight }) => weight > 0));
  const faults = weighed.map(({ id }) => lhr.audits[id]!).filter(({ score }) => score !== null && score < 0.9);
  return { points, faults: faults.map(({ id, displayValue, title }) => `${id}: ${displayValue ?? title}`) };
}

/** The categories in which a page is not good. */
export function lacking({ points }: Judgement): Category[] {
  return categories.filter((category) => points[category] < good);
}
