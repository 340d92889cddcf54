import type { Stage } from '../stage';
import type { Options } from '../settings';

type Event = { type: 'view' } | { type: 'impression' | 'click'; postId: string };

/** The most events of one message, as the API takes them. */
const most = 50;
/** Events wait so long for others. */
const patience = 5_000;
/** A post is seen when half of it was in view for so long. */
const glance = 1_000;

/**
 * Counts one view of the wall, the posts that were seen and those that were
 * clicked: nothing of the visitor, and nothing at all when the browser says so
 * (Global Privacy Control).
 */
export function count(stage: Stage, options: Options) {
  if ((navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) return;
  const outbox = new Outbox(new URL(`/v1/wall/events?key=${encodeURIComponent(options.apiKey)}`, options.origin).href);
  const { list, stop } = stage;
  const stops = [countView(stage, outbox), countImpressions(stage, outbox)];
  const onClick = (event: globalThis.Event) => {
    const postId = (event.target as Element).closest('a') && (event.target as Element).closest('li')?.dataset.id;
    if (postId) outbox.add({ type: 'click', postId });
  };
  list.addEventListener('click', onClick, { signal: stop });
  list.addEventListener('auxclick', onClick, { signal: stop });
  document.addEventListener('visibilitychange', () => document.hidden && outbox.send(), { signal: stop });
  stop.addEventListener('abort', () => {
    stops.forEach((end) => end());
    outbox.send();
  });
}

/** Gathers events and sends them together, also while the page goes away. */
class Outbox {
  readonly #address: string;
  #events: Event[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(address: string) {
    this.#address = address;
  }

  add(event: Event) {
    this.#events.push(event);
    if (this.#events.length >= most) this.send();
    else this.#timer ??= setTimeout(() => this.send(), patience);
  }

  send() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#events.splice(0);
    if (!events.length) return;
    // As plain text it needs no preflight; a lost count is not worth a second try.
    void fetch(this.#address, {
      method: 'POST',
      body: JSON.stringify({ events }),
      headers: { 'Content-Type': 'text/plain' },
      credentials: 'omit',
      keepalive: true,
    }).catch(() => {});
  }
}

function countView({ section, frame }: Stage, outbox: Outbox) {
  const watcher = new IntersectionObserver(
    ([entry]) => {
      // Of a wall higher than the window, half a window full counts as half.
      const seen = entry!.intersectionRatio >= 0.5 || entry!.intersectionRect.height >= innerHeight / 2;
      if (!seen || !frame.isConnected) return;
      outbox.add({ type: 'view' });
      watcher.disconnect();
    },
    { threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
  );
  watcher.observe(section);
  return () => watcher.disconnect();
}

function countImpressions({ list }: Stage, outbox: Outbox) {
  const counted = new Set<string>();
  const glances = new Map<Element, ReturnType<typeof setTimeout>>();
  const sight = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        clearTimeout(glances.get(target));
        glances.delete(target);
        const postId = (target as HTMLElement).dataset.id!;
        if (!isIntersecting || counted.has(postId)) continue;
        const seen = () => {
          counted.add(postId);
          sight.unobserve(target);
          outbox.add({ type: 'impression', postId });
        };
        glances.set(target, setTimeout(seen, glance));
      }
    },
    { threshold: 0.5 },
  );
  const look = () => {
    for (const cell of list.children) if ((cell as HTMLElement).dataset.id) sight.observe(cell);
  };
  const changes = new MutationObserver(look);
  changes.observe(list, { childList: true });
  look();
  return () => {
    sight.disconnect();
    changes.disconnect();
    glances.forEach((timer) => clearTimeout(timer));
  };
}
