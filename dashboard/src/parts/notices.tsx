import { lazy, Suspense, useSyncExternalStore } from 'react';

const load = () => import('./NoticeBoard');
const NoticeBoard = lazy(load);

let wanted = false;
const watchers = new Set<() => void>();

function board() {
  wanted = true;
  watchers.forEach((watcher) => watcher());
  return load();
}

/** Says that something was done, and offers to take it back. */
export function done(message: string, undo?: () => unknown) {
  void board().then(({ showDone }) => showDone(message, undo));
}

/** Says that something could not be done, and offers to try again. For failures without a form or a page of their own. */
export function failed(error: unknown, retry?: () => unknown) {
  void board().then(({ showFailed }) => showFailed(error, retry));
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** The place for notices; it is loaded with the first one. */
export function Notices() {
  return useSyncExternalStore(watch, () => wanted) ? <Suspense><NoticeBoard /></Suspense> : null;
}
