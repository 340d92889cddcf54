import type { Language } from './language/words';
import type { Settings } from './settings';

/** A wall as the parts that load later see it. */
export interface Stage {
  readonly section: HTMLElement;
  readonly top: HTMLElement;
  readonly frame: HTMLElement;
  readonly list: HTMLElement;
  readonly settings: Settings;
  readonly language: Language;
  /** Aborted when the wall is taken off the page. */
  readonly stop: AbortSignal;
}
