import { expect, type Locator, type Page } from '@playwright/test';

/** More steps than any page has. */
const most = 250;

/** What of a page the keyboard must reach: of a group of radio buttons, one. */
const reachable = 'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex="0"]';

/** Goes by Tab, or by an arrow, until the keyboard is on something. */
export async function reach(page: Page, target: Locator, key = 'Tab') {
  await target.waitFor({ state: 'attached' });
  for (let step = 0; step < most; step++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not reach ${target}`);
}

/** Goes there and presses a key. */
export async function press(page: Page, target: Locator, key = 'Enter') {
  await reach(page, target);
  await page.keyboard.press(key);
}

/**
 * Goes by Tab through a whole page. All that can be used is reached, and where the keyboard is, is seen: with it there
 * something looks otherwise than without.
 */
export async function walk(page: Page, name: string) {
  await page.evaluate(begin, reachable);
  for (let step = 0; step < most; step++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(arrive)) break;
  }
  const { unseen, missed } = await page.evaluate(end);
  expect({ unseen, missed }, `${name}: what the keyboard is on without being seen, and what it misses`).toEqual({ unseen: [], missed: [] });
}

interface Walk {
  wanted: Set<Element>;
  been: Map<Element, string>;
  last?: Element;
  unseen: string[];
  rounds: number;
}
type Walked = Window & { walk: Walk & { look: (element: Element) => string; name: (element: Element) => string } };

/** In the page: finds what is to be reached, and lets looks change at once, so that none is taken on its way. */
function begin(selector: string) {
  const still = new CSSStyleSheet();
  still.replaceSync('*, ::before, ::after { transition: none !important }');
  document.adoptedStyleSheets.push(still);
  const usable = (element: Element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert], [aria-hidden=true], hashmytag-wall') && (element as HTMLElement).tabIndex >= 0;
  const group = ({ name, checked, type }: HTMLInputElement) => type === 'radio' && !checked && document.querySelector(`input[name="${CSS.escape(name)}"]:checked`);
  const within = document.querySelector('[role=dialog]') ?? document; // which keeps the keyboard in it
  const wanted = new Set([...within.querySelectorAll(selector)].filter((element) => usable(element) && !group(element as HTMLInputElement)));
  (window as unknown as Walked).walk = {
    wanted, been: new Map(), unseen: [], rounds: 0,
    // A ring is drawn on the element itself, or on what stands for it: its label, its frame, its neighbour.
    look: (element) => [element, element.parentElement, element.nextElementSibling, element.closest('label'), element.closest('.mantine-Input-input')]
      .map((one) => one && (({ outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, transform }) =>
        [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, transform])(getComputedStyle(one)).join()).join(';'),
    name: (element) => `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''} ${element.id}`,
  };
}

/** In the page: notes where the keyboard is; tells whether it has been everywhere. */
function arrive(): boolean {
  const { walk } = window as unknown as Walked;
  if (walk.last && walk.been.get(walk.last) === walk.look(walk.last)) walk.unseen.push(walk.name(walk.last));
  const at = document.activeElement;
  walk.last = undefined;
  if (!at || at === document.body) return ++walk.rounds > 1;
  if (walk.been.has(at)) return true;
  if (!at.matches('hashmytag-wall')) walk.last = at; // the wall's own posts are the widget's tests'
  walk.been.set(at, walk.look(at));
  return false;
}

/** In the page: what was missed. */
function end() {
  const { walk } = window as unknown as Walked;
  return { unseen: walk.unseen, missed: [...walk.wanted].filter((element) => element.isConnected && !walk.been.has(element)).map(walk.name) };
}
