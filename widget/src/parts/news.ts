import { h } from '../dom';
import { allWords } from '../language/words';
import type { Post } from '../post';
import { adopt } from '../style';
import css from '../style/news.css';
import type { View } from '../view';

/** A visitor who did nothing in the wall for so long is not reading it. */
const attention = 60_000;
const slide = { duration: 600, easing: 'cubic-bezier(.2,.7,.2,1)' };

const desks = new WeakMap<View, News>();

/** Shows posts that come between those on the wall: they slide in, or wait behind a button while somebody reads. */
export function arrive(view: View, posts: Post[]) {
  const desk = desks.get(view) ?? new News(view);
  desks.set(view, desk);
  desk.arrive(posts);
}

class News {
  readonly #view: View;
  readonly #button: HTMLElement;
  #posts: Post[] = [];
  #lastAct: number;

  constructor(view: View) {
    this.#view = view;
    this.#button = h('button', { class: 'button news', type: 'button', click: () => this.#open() });
    this.#lastAct = view.section.matches(':hover,:focus-within') ? Date.now() : 0;
    adopt(view.section, css);
    for (const act of ['pointermove', 'keydown', 'touchmove', 'wheel'])
      view.section.addEventListener(act, () => (this.#lastAct = Date.now()), { passive: true });
  }

  arrive(posts: Post[]) {
    this.#posts = posts;
    if (this.#read) this.#wait();
    else this.#show();
  }

  /** Whether somebody seems to read the wall now. */
  get #read() {
    return Date.now() - this.#lastAct < attention;
  }

  /** Nothing moves; but what was taken off the wall is not seen any longer. */
  #wait() {
    const ids = new Set(this.#posts.map((post) => post.id));
    for (const cell of this.#cells) cell.classList.toggle('withdrawn', !ids.has(cell.dataset.id!));
    this.#button.textContent = allWords(this.#view.language).newPosts;
    this.#view.section.append(this.#button);
  }

  #open() {
    const { frame, list } = this.#view;
    this.#show();
    frame.scrollTop = list.scrollLeft = 0;
    (list.querySelector('a,button') as HTMLElement | null)?.focus({ preventScroll: true });
  }

  /** Cards that stay glide to their new places; new ones rise. */
  #show() {
    this.#button.remove();
    const before = new Map(this.#cells.map((cell) => [cell, cell.getBoundingClientRect()]));
    this.#view.show(this.#posts);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches || this.#view.settings.layout === 'ticker') return;
    for (const cell of this.#cells) glide(cell, before.get(cell));
  }

  get #cells() {
    return [...this.#view.list.children] as HTMLElement[];
  }
}

function glide(cell: HTMLElement, old: DOMRect | undefined) {
  if (!old) return void cell.animate([{ opacity: 0, transform: 'translateY(-1em) scale(.97)' }, { opacity: 1, transform: 'none' }], slide);
  const { left, top } = cell.getBoundingClientRect();
  const [x, y] = [old.left - left, old.top - top];
  if (x || y) cell.animate([{ transform: `translate(${x}px,${y}px)` }, { transform: 'none' }], slide);
}
