import { card } from './card';
import { h } from './dom';
import type { Language } from './language/words';
import type { Post } from './post';
import type { Options, Settings } from './settings';
import type { Stage } from './stage';
import { adopt } from './style';
import css from './style/index.css';
import { timeInWords } from './time';

interface Item {
  element: HTMLElement;
  content: string;
}

/** The wall as it is seen: everything inside one shadow root. */
export class View implements Stage {
  readonly top = h('header', { class: 'top' });
  readonly list = h('ul', { role: 'list' });
  readonly frame = h('div', { class: 'frame' }, this.list);
  readonly section: HTMLElement;
  settings!: Settings;
  language!: Language;
  readonly #host: HTMLElement;
  readonly #items = new Map<string, Item>();
  readonly #sizes = new ResizeObserver((entries) => this.#measure(entries.map((entry) => entry.target as HTMLElement)));

  constructor(host: HTMLElement, options: Partial<Options>, readonly stop: AbortSignal) {
    this.#host = host;
    this.section = h('section', { class: 'wall', 'aria-busy': 'true' }, this.top, this.frame);
    this.section.style.setProperty('--own-height', options.height ?? '');
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    root.append(this.section);
    adopt(this.section, css);
  }

  /** Takes the look from the settings. */
  look(settings: Settings, language: Language) {
    this.settings = settings;
    this.language = language;
    const { words, tag } = language;
    const { style, dataset, classList } = this.section;
    dataset.theme = settings.theme;
    dataset.layout = settings.layout;
    classList.toggle('moving', settings.layout === 'carousel' || settings.scroll !== 'off');
    this.section.lang = tag;
    this.section.setAttribute('aria-label', words.wall);
    style.setProperty('--columns', `${settings.columns}`);
    style.setProperty('--own-font', settings.font ?? '');
    classList.toggle('headed', !!settings.logo || !!settings.places.length);
    this.#items.clear();
  }

  /** Shows the posts. The card of a post that did not change stays the same element, where it is. */
  show(posts: Post[]) {
    this.section.removeAttribute('aria-busy');
    this.#put(posts.flatMap((post) => this.#item(post)));
    const ids = new Set(posts.map((post) => post.id));
    for (const id of this.#items.keys()) if (!ids.has(id)) this.#items.delete(id);
  }

  /** Lets the wall be as high as its posts. */
  open() {
    this.section.classList.add('open');
  }

  destroy() {
    this.#sizes.disconnect();
    this.section.remove();
    this.#host.shadowRoot!.adoptedStyleSheets = [];
  }

  #item(post: Post): HTMLElement[] {
    const content = JSON.stringify(post);
    const old = this.#items.get(post.id);
    if (old?.content === content) {
      const time = old.element.querySelector('time');
      const said = timeInWords(post.publishedAt, Date.now(), this.language);
      if (time && time.textContent !== said) time.textContent = said;
      return [old.element];
    }
    try {
      const shown = card(post, this.language);
      const element = h('li', { 'data-id': post.id }, shown);
      this.#sizes.observe(shown);
      this.#items.set(post.id, { element, content });
      return [element];
    } catch {
      return []; // one post that cannot be shown does not cost the others
    }
  }

  /** Makes the list hold these elements, without touching those that are in place. */
  #put(elements: HTMLElement[]) {
    const { list } = this;
    const kept = new Set<Element>(elements);
    for (const child of [...list.children]) if (!kept.has(child)) child.remove();
    elements.forEach((element, i) => {
      if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null);
    });
    this.#measure(elements.filter((element) => !element.style.gridRowEnd).map((element) => element.firstElementChild as HTMLElement));
  }

  /**
   * Gives each card of the masonry the rows that its height needs, by a property
   * that is not inherited, so that nothing inside has to be styled again. That
   * it lays out the cards here keeps this work out of the next frame.
   */
  #measure(cards: HTMLElement[]) {
    const gap = parseFloat(getComputedStyle(this.list).columnGap) || 0;
    const heights = cards.map((card) => card.offsetHeight);
    if (this.settings.layout === 'grid') cards.forEach((card, i) => (card.parentElement!.style.gridRowEnd = `span ${Math.ceil(heights[i]! + gap)}`));
  }
}
