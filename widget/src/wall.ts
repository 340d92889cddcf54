import { ApiError, readWall } from './api';
import type { WallAnswer } from './post';
import { settle, type Options } from './settings';
import { Schedule } from './schedule';
import { View } from './view';

/** What `init` gives back. */
export interface WallHandle {
  /** Reads the posts again now. */
  refresh(): Promise<void>;
  /** Takes the wall off the page and stops all that it does. */
  destroy(): void;
}

/** One wall on a page. Nothing that happens in it reaches the page: failures end here. */
export class Wall implements WallHandle {
  private readonly view: View;
  private readonly stop = new AbortController();
  private readonly schedule = new Schedule(() => this.load());
  private shown = '';
  private answer: WallAnswer | undefined;
  private wanted: number | undefined;

  constructor(container: Element, private readonly options: Options) {
    this.wanted = options.limit;
    this.view = new View(container, options, () => this.loadMore());
    this.view.look(settle(options));
    this.view.wait();
    this.schedule.start();
  }

  refresh(): Promise<void> {
    return this.schedule.now();
  }

  destroy() {
    this.stop.abort();
    this.schedule.stop();
    this.view.destroy();
  }

  /** Reads the wall once; says in how many seconds the next time is due. */
  private async load(): Promise<number | undefined> {
    try {
      this.answer = await readWall(this.options, this.wanted, this.stop.signal);
      this.show(this.answer);
      return Number(this.answer.refreshSeconds) || 300;
    } catch (error) {
      if (!this.stop.signal.aborted) complain(error);
      return undefined;
    }
  }

  private show(answer: WallAnswer) {
    const settings = settle(this.options, answer.wall);
    const look = JSON.stringify(settings);
    if (look !== this.shown) this.view.look(settings);
    this.shown = look;
    this.view.show(answer.posts ?? [], settings);
  }

  private loadMore() {
    if (!this.answer?.nextCursor) return;
    this.wanted = (this.answer.posts?.length ?? 0) + (this.options.limit ?? 24);
    void this.schedule.now();
  }
}

const reasons: Record<number, string> = {
  401: 'the widget key is missing',
  403: 'the widget key is not valid, or not for this site',
};

/** Tells the site's owner, once each time, why the wall is not fresh. */
export function complain(error: unknown) {
  const reason = error instanceof ApiError ? reasons[error.status] : undefined;
  console.warn('[HashMyTag]', reason ?? (error instanceof Error ? error.message : error));
}
