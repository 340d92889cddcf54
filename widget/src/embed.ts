import type { Options } from './settings';
import { complain, Wall, type WallHandle } from './wall';

const tag = 'hashmytag-wall';
const walls = new WeakMap<Element, WallHandle>();

/** Puts a wall into its target, now or when the target appears. It never throws. */
export function mount(options: Options): WallHandle {
  let wall: WallHandle | undefined;
  const attempt = () => {
    const target = options.target instanceof Element ? options.target : document.querySelector(options.target ?? `#${tag}`);
    if (target) wall = fill(target, options);
    return !!target;
  };
  const watcher = new MutationObserver(() => attempt() && watcher.disconnect());
  try {
    if (!attempt()) watcher.observe(document, { childList: true, subtree: true });
  } catch (error) {
    complain(error);
  }
  return {
    refresh: async () => wall?.refresh(),
    destroy() {
      watcher.disconnect();
      wall?.destroy();
    },
  };
}

/** Fills an element of the page with a wall; a second one takes the place of the first. */
function fill(target: Element, options: Options): WallHandle {
  walls.get(target)?.destroy();
  const host = document.createElement('hashmytag-wall');
  target.append(host);
  const unhide = show(target as HTMLElement);
  const wall = new Wall(host, options);
  const handle = {
    refresh: () => wall.refresh(),
    destroy() {
      wall.destroy();
      host.remove();
      unhide();
    },
  };
  walls.set(target, handle);
  return handle;
}

/** A page whose style sheet hides every such element, rather than this one, does not mean the wall. */
function show(target: HTMLElement) {
  const plain = document.createElement(target.localName);
  target.after(plain);
  const hidden = getComputedStyle(plain).display === 'none';
  plain.remove();
  if (!hidden) return () => {};
  target.style.setProperty('display', 'block', 'important');
  return () => target.style.removeProperty('display');
}

/** The options that an element's attributes may say, beside its key. */
const names = ['target', 'theme', 'layout', 'columns', 'scroll', 'limit', 'networks', 'language', 'height', 'analytics', 'preview'];

/** Reads options from an element's attributes, which may have a prefix (`data-`); nothing without a key. */
export function attributes(element: Element, prefix = ''): Options | undefined {
  const get = (name: string) => element.getAttribute(prefix + name) ?? undefined;
  const apiKey = get('api-key');
  if (!apiKey) return undefined;
  const said = Object.fromEntries(names.map((name) => [name, get(name)]));
  return {
    ...said,
    apiKey,
    limit: Number(said.limit) || undefined,
    networks: said.networks?.split(/[\s,]+/),
    lang: said.language,
    analytics: said.analytics !== 'false',
    preview: said.preview !== undefined,
  } as Options;
}

/** Defines the element `<hashmytag-wall api-key="…">`. */
export function define(defaults: Partial<Options> = {}) {
  if (customElements.get(tag)) return;
  class WallElement extends HTMLElement {
    static readonly observedAttributes = ['api-key', ...names];
    #wall: Wall | undefined;

    connectedCallback() {
      const options = attributes(this);
      this.#wall?.destroy();
      this.#wall = options && new Wall(this, { ...defaults, ...options });
    }

    disconnectedCallback() {
      this.#wall?.destroy();
      this.#wall = undefined;
    }

    attributeChangedCallback() {
      if (this.isConnected && this.#wall) this.connectedCallback();
    }
  }
  customElements.define(tag, WallElement);
}
