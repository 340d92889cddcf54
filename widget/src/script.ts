/** The script that a page includes: `<script src="…/hashmytag.js">`. */
import { base } from './base';
import { attributes, define, mount } from './embed';
import type { Options } from './settings';

interface Global {
  /** What the page asked for before the script came. */
  q?: Options[];
  init(options: Options): unknown;
}

const page = window as unknown as { HashMyTag?: Global };
const script = document.currentScript;
const { origin } = new URL(base);

const init = (options: Options) => mount({ origin, ...options });
const early = page.HashMyTag?.q ?? [];
page.HashMyTag = { init };
early.forEach(init);
define({ origin });
const asked = script && attributes(script, 'data-');
if (asked) init(asked);
