import type { Layout, Options, Scroll, Theme } from './settings';
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

/** Reads options from an element's attributes, which may have a prefix (`data-`); nothing without a key. */
export function attributes(element: Element, prefix = ''): Options | undefined {
  const get = (name: string) => element.getAttribute(prefix + name) ?? undefined;
  const apiKey = get('api-key');
  if (!apiKey) return undefined;
  return {
    apiKey,
    target: get('target'),
    theme: get('theme') as Theme,
    layout: get('layout') as Layout,
    columns: Number(get('columns')) || undefined,
    scroll: get('scroll') as Scroll,
    limit: Number(get('limit')) || undefined,
    networks: get('networks')?.split(/[\s,]+/),
    lang: get('language'),
    height: get('height'),
    analytics: get('analytics') !== 'false',
    preview: get('preview') !== undefined,
  };
}

/** Defines the element `<hashmytag-wall api-key="…">`. */
export function define(defaults: Partial<Options> = {}) {
  if (customElements.get(tag)) return;
  const names = ['api-key', 'theme', 'layout', 'columns', 'scroll', 'limit', 'networks', 'language', 'height', 'analytics', 'preview'];
  class WallElement extends HTMLElement {
    static readonly observedAttributes = names;
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
