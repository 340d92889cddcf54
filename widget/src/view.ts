import { card, stars } from './card';
import { h } from './dom';
import { chooseLanguage, phrase, type Language } from './language';
import { palette } from './color';
import { timeInWords } from './time';
import type { Post } from './post';
import type { Options, Settings } from './settings';
import { safeUrl } from './url';
import sheetText from './style/index.css';

interface Item {
  element: HTMLLIElement;
  content: string;
}

/** The wall as it is seen: everything inside one shadow root. */
export class View {
  readonly host: HTMLElement;
  private readonly section: HTMLElement;
  private readonly top = h('header', { class: 'top' });
  private readonly list = h('ul', { role: 'list' });
  private readonly more: HTMLButtonElement;
  private readonly items = new Map<string, Item>();
  private readonly sizes = new ResizeObserver((entries) => this.measure(entries.map((entry) => entry.target as HTMLElement)));
  private language: Language = chooseLanguage();

  constructor(container: Element, options: Partial<Options>, private readonly onMore: () => void) {
    this.host = document.createElement('hashmytag-wall');
    this.more = h('button', { class: 'button', type: 'button', click: () => this.showMore() });
    const frame = h('div', { class: 'frame' }, this.list);
    this.section = h('section', { class: 'wall', 'aria-busy': 'true' }, this.top, frame, h('div', { class: 'foot' }, this.more));
    if (options.height) this.section.style.setProperty('--own-height', options.height);
    const root = this.host.attachShadow({ mode: 'open' });
    dress(root);
    root.append(this.section);
    this.sizes.observe(frame);
    container.append(this.host);
  }

  /** Takes the look from the settings; called before the posts are known and whenever the settings change. */
  look(settings: Settings) {
    const page = document.documentElement.lang;
    this.language = chooseLanguage(settings.language, page, navigator.language);
    const { style, dataset } = this.section;
    dataset.theme = settings.theme;
    dataset.layout = settings.layout;
    this.section.lang = this.language.tag;
    this.section.setAttribute('aria-label', this.language.words.wall);
    this.more.textContent = this.language.words.showMore;
    style.setProperty('--columns', `${settings.columns}`);
    style.setProperty('--own-font', settings.font ?? '');
    const colors = settings.theme === 'custom' ? Object.entries(palette(settings.colors)) : [];
    for (const [name, color] of colors) style.setProperty(`--own-${name}`, color);
  }

  /** Shows that posts are on their way, in the space that they will take. */
  wait() {
    this.list.replaceChildren(...Array.from({ length: 6 }, () => h('li', {}, h('div', { class: 'ghost' }))));
    this.measure([...this.list.children] as HTMLElement[]);
  }

  /** Shows the posts. A card whose post did not change stays the same element. */
  show(posts: Post[], settings: Settings) {
    this.section.removeAttribute('aria-busy');
    this.header(posts, settings);
    const elements = posts.flatMap((post) => this.item(post));
    this.list.replaceChildren(...elements);
    for (const id of this.items.keys()) if (!posts.some((post) => post.id === id)) this.items.delete(id);
    this.measure(elements);
  }

  destroy() {
    this.sizes.disconnect();
    this.host.remove();
  }

  private item(post: Post): HTMLElement[] {
    const content = JSON.stringify(post);
    const old = this.items.get(post.id);
    if (old?.content === content) {
      this.sayTime(old.element, post);
      return [old.element];
    }
    try {
      const element = h('li', {}, card(post, this.language));
      this.items.set(post.id, { element, content });
      this.sizes.observe(element.firstElementChild!);
      return [element];
    } catch {
      return []; // one post that cannot be shown does not cost the others
    }
  }

  private sayTime(element: HTMLElement, post: Post) {
    const time = element.querySelector('time');
    if (time) time.textContent = timeInWords(post.publishedAt, Date.now(), this.language.tag);
  }

  private header(posts: Post[], settings: Settings) {
    const logo = safeUrl(settings.logo);
    const ratings = posts.flatMap((post) => post.rating || []);
    const average = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
    this.top.replaceChildren(
      ...(logo ? [h('img', { class: 'logo', src: logo, alt: '', referrerpolicy: 'no-referrer' })] : []),
      ...(ratings.length > 1 ? [this.average(average, ratings.length)] : []),
    );
  }

  private average(value: number, count: number): HTMLElement {
    const { tag, words } = this.language;
    const number = new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
    return h('div', { class: 'average' }, h('b', {}, number), stars(value, this.language), h('span', {}, phrase(words.average, count)));
  }

  private showMore() {
    if (this.section.classList.contains('open')) this.onMore();
    this.section.classList.add('open');
    this.overflow();
  }

  /** Gives each card of the masonry the rows that its height needs. */
  private measure(targets: HTMLElement[]) {
    const gap = parseFloat(getComputedStyle(this.list).columnGap) || 0;
    const cells = targets.map((target) => target.closest('li')).filter((cell) => cell !== null);
    const heights = cells.map((cell) => (cell.firstElementChild as HTMLElement).offsetHeight);
    cells.forEach((cell, i) => cell.style.setProperty('grid-row-end', `span ${Math.ceil(heights[i]! + gap)}`));
    this.overflow();
  }

  private overflow() {
    const frame = this.list.parentElement!;
    this.section.classList.toggle('more', frame.scrollHeight > frame.clientHeight + 1);
  }
}

function dress(root: ShadowRoot) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(sheetText);
  root.adoptedStyleSheets = [sheet];
}
