import { readWall } from './api';
import { fallback, speak } from './language';
import { countingPart, finishPart, newsPart } from './parts';
import type { Post, WallAnswer } from './post';
import { Schedule } from './schedule';
import { settle, type Options, type Settings } from './settings';
import { View } from './view';

/** What `init` gives back. */
export interface WallHandle {
  /** Reads the posts again now. */
  refresh(): Promise<void>;
  /** Takes the wall off the page and stops all that it does. */
  destroy(): void;
}

/** The API gives no more posts at once. */
const mostPosts = 100;
/** On a page that has just opened so many posts come at a time. */
const fewPosts = 3;
const defaultRefreshSeconds = 300;

/** One wall on a page. Nothing that happens in it reaches the page: failures end here. */
export class Wall implements WallHandle {
  readonly #options: Options;
  readonly #stop = new AbortController();
  readonly #view: View;
  readonly #schedule = new Schedule(() => this.#load());
  readonly #finish = finishPart().catch(() => this.#view.open());
  #look = '';
  #posts: Post[] = [];
  #limit: number | undefined;
  #counting = false;

  constructor(host: HTMLElement, options: Options) {
    this.#options = options;
    this.#limit = options.limit;
    this.#view = new View(host, options, this.#stop.signal);
    const settings = settle(options);
    this.#view.look(settings, fallback);
    void speak(settings.language, ...pageLanguages()); // a language's file comes beside the posts
    this.#schedule.start();
  }

  refresh(): Promise<void> {
    return this.#schedule.now();
  }

  destroy() {
    this.#stop.abort();
    this.#schedule.stop();
    this.#view.destroy();
  }

  /** Reads the wall once and shows it; gives the seconds to the next time, nothing after a failure. */
  async #load(): Promise<number | undefined> {
    try {
      const answer = await readWall(this.#options, this.#limit, this.#stop.signal);
      await this.#show(answer);
      return Number(answer.refreshSeconds) || defaultRefreshSeconds;
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      complain(error);
      // A wall that never had posts is, to a visitor, not there.
      if (!this.#posts.length && !this.#options.preview) await this.#show({});
      return undefined;
    }
  }

  async #show({ wall, posts = [], nextCursor }: WallAnswer) {
    const settings = settle(this.#options, wall);
    const language = await speak(settings.language, ...pageLanguages());
    const part = plain(settings) && posts.length ? undefined : await this.#finish;
    if (this.#stop.signal.aborted) return;
    const look = JSON.stringify([settings, language.tag]);
    if (look !== this.#look) this.#view.look(settings, language);
    this.#look = look;
    part?.dress(this.#view);
    const fresh = !this.#posts.length;
    const moved = this.#posts.some((post, i) => post.id !== posts[i]?.id);
    this.#posts = posts;
    for (let shown = fewPosts; fresh && shown < posts.length; shown += fewPosts) {
      this.#view.show(posts.slice(0, shown));
      await turn();
      if (this.#stop.signal.aborted) return;
    }
    if (moved) await this.#rearrange(posts);
    else this.#view.show(posts);
    const askMore = nextCursor && posts.length < mostPosts ? () => this.#loadMore() : undefined;
    this.#later(turn().then(() => this.#finish), (late) => {
      if (!part) late?.dress(this.#view);
      late?.finish(this.#view, askMore);
    });
    if (posts.length && wall?.analytics !== false && this.#options.analytics !== false) this.#count();
  }

  /** Shows posts that are not the shown ones and some below them: nothing may move under the reader's eyes. */
  async #rearrange(posts: Post[]) {
    const news = await newsPart().catch(() => undefined);
    if (this.#stop.signal.aborted) return;
    if (news) news.arrive(this.#view, posts);
    else this.#view.show(posts);
  }

  #loadMore() {
    this.#limit = Math.min(mostPosts, 2 * this.#posts.length);
    void this.refresh();
  }

  #count() {
    if (!this.#counting) this.#later(countingPart(), ({ count }) => count(this.#view, this.#options));
    this.#counting = true;
  }

  /** Uses a part when it has come, if the wall is still there. */
  #later<Part>(part: Promise<Part>, use: (part: Part) => void) {
    part.then((part) => this.#stop.signal.aborted || use(part)).catch(complain);
  }
}

/** Whether the wall can be shown as it shall be without the part that finishes it. */
const plain = ({ layout, theme, logo, places }: Settings) => layout === 'grid' && theme !== 'custom' && !logo && !places.length;

/** Lets the page do whatever else it has to do. */
const turn = () => new Promise((done) => setTimeout(done));

const pageLanguages = () => [document.documentElement.lang, navigator.language];

/** Tells the site's owner why a wall is not fresh; the visitor keeps the one that there is. */
export const complain = (error: unknown) => console.warn('[HashMyTag]', error);
