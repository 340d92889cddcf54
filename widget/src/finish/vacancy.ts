import { h } from '../dom';
import { allWords } from '../language/words';
import type { Stage } from '../stage';

/**
 * An empty wall says to its owner what it will be. To a visitor it is not
 * there; its space goes when nobody sees it go, so that nothing moves.
 */
export function vacate({ section, list, settings, language }: Stage) {
  const empty = !list.querySelector('[data-id]');
  section.classList.toggle('vacant', empty && !settings.preview);
  section.classList.remove('gone');
  if (!empty) return;
  if (settings.preview) {
    const { emptyTitle, emptyText } = allWords(language);
    list.replaceChildren(h('li', { class: 'empty' }, h('b', {}, emptyTitle), h('p', {}, emptyText)));
    return;
  }
  const watcher = new IntersectionObserver(([entry]) => {
    if (entry!.isIntersecting) return;
    watcher.disconnect();
    section.classList.toggle('gone', section.classList.contains('vacant'));
  });
  watcher.observe(section);
}
