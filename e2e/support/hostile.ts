import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';

/** Our corpus by class: what strangers may write where words or addresses are expected. `§` is a number (Trap.arm). */
const corpus = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')) as Record<string, string[]>;

export const vectors = Object.values(corpus).flat();

/** No vector's number is larger; what comes above it tells the field. */
const perField = 1000;

/**
 * Notes which vectors did something: they call `owned(number)`, of whatever frame they are in, or ask evil.example for
 * `/number`. Everything else that only a script or a tag of theirs can do is a deed, too.
 */
export class Trap {
  private readonly fields: string[] = [];
  private readonly tried = new Set<number>();
  private readonly sprung = new Set<number>();
  /** What happened that cannot be told from whom: dialogs, pop-ups, violations of a policy, elements that nobody of us made. */
  readonly deeds: string[] = [];

  static async set(context: BrowserContext): Promise<Trap> {
    const trap = new Trap();
    await context.exposeBinding('owned', (_, number) => void trap.sprung.add(Number(number)));
    await context.exposeBinding('violated', (_, what) => void trap.deeds.push(`policy: ${what}`));
    await context.addInitScript(() => addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      (window as unknown as { violated(what: string): void }).violated(`${effectiveDirective} ${blockedURI}`)));
    await context.route(/\/\/evil\.example\//, (route) => {
      trap.sprung.add(Number(/(\d+)/.exec(new URL(route.request().url()).pathname)?.[1]));
      return route.abort();
    });
    context.on('dialog', (dialog) => {
      trap.deeds.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('page', (page) => trap.deeds.push(`pop-up: ${page.url()}`));
    return trap;
  }

  /** The vector of this place in the corpus, as it is tried in a field. */
  arm(field: string, i: number): string {
    if (!this.fields.includes(field)) this.fields.push(field);
    const number = this.fields.indexOf(field) * perField + i;
    this.tried.add(number);
    return vectors[i]!.replaceAll('§', `${number}`);
  }

  /** The whole corpus in one field, one vector after the other. */
  armAll(field: string): string[] {
    return vectors.map((_, i) => this.arm(field, i));
  }

  /** The vectors, by their places in the corpus, that did something in a field. */
  executed(field: string): number[] {
    return this.of(field, this.sprung);
  }

  private of(field: string, numbers: Set<number>): number[] {
    const index = this.fields.indexOf(field);
    return [...numbers].filter((number) => Math.floor(number / perField) === index).map((number) => number % perField);
  }

  /** A line for each field: `where | field | tried | executed`. */
  table(where: string): string[] {
    return this.fields.map((field) => `| ${where} | ${field} | ${this.of(field, this.tried).length} | ${this.executed(field).length} |`);
  }

  /** What the test wants: nothing. */
  caught(): string[] {
    return [...[...this.sprung].map((n) => `${this.fields[Math.floor(n / perField)]}: ${vectors[n % perField]}`), ...this.deeds];
  }
}

/**
 * Tells what stands on the page, in shadow roots too, that only a vector can have put there: handlers in attributes, and
 * addresses of other schemes than ours. And does with it what a person might do.
 */
export function foreign(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Map<Element, string>();
    const ours = ['http:', 'https:', 'mailto:', 'blob:', 'data:image/'];
    const addresses = ['href', 'src', 'action', 'data', 'poster', 'xlink:href'];
    const isForeign = ({ name, value }: Attr) =>
      name.startsWith('on') || ['srcdoc', 'formaction'].includes(name) || (addresses.includes(name) && !ours.some((scheme) => new URL(value, document.baseURI).href.startsWith(scheme)));
    const roots: ParentNode[] = [document];
    for (const root of roots) {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) roots.push(element.shadowRoot);
        const attribute = [...element.attributes].find(isForeign);
        if (attribute) found.set(element, `${element.localName}[${attribute.name}=${attribute.value}]`);
      }
    }
    for (const element of found.keys()) {
      for (const type of ['pointerenter', 'mouseover', 'mousemove', 'focus', 'contextmenu', 'click']) element.dispatchEvent(new MouseEvent(type, { cancelable: true }));
    }
    return [...found.values()];
  });
}
