/** The script that a page includes: `<script src="…/hashmytag.js">`. */
import { mount } from './embed';
import type { Options } from './settings';

interface Global {
  q?: Options[];
  init(options: Options): unknown;
}

const page = window as unknown as { HashMyTag?: Global };
const script = document.currentScript as HTMLScriptElement | null;
const origin = new URL(script?.src || location.href).origin;

const init = (options: Options) => mount({ origin, ...options });
const early = page.HashMyTag?.q ?? [];
page.HashMyTag = { init };
early.forEach(init);
if (script?.dataset.apiKey) init({ apiKey: script.dataset.apiKey });
