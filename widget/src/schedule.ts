/** The longest that failures put a refresh off. */
const longest = 900;
/** The wait after a first failure. */
const shortest = 10;

/**
 * Refreshes for ever with one timer: again when the work says, sooner and then
 * ever later after failures, not at all while the tab is hidden, and at once
 * when it comes back late.
 */
export class Schedule {
  readonly #work: () => Promise<number | undefined>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #due = 0;
  #failures = 0;
  #stopped = false;

  /** work does its part and gives the seconds to the next time, nothing when it failed. */
  constructor(work: () => Promise<number | undefined>) {
    this.#work = work;
  }

  start() {
    document.addEventListener('visibilitychange', this.#look);
    void this.now();
  }

  stop() {
    this.#stopped = true;
    document.removeEventListener('visibilitychange', this.#look);
    clearTimeout(this.#timer);
  }

  /** Works now; while it works already, that is the answer. */
  now(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run() {
    const seconds = await this.#work();
    this.#failures = seconds ? 0 : this.#failures + 1;
    const wait = seconds || Math.min(longest, shortest * 2 ** (this.#failures - 1));
    this.#due = Date.now() + 1000 * jitter(wait);
    this.#look();
  }

  /** Sets the timer anew: none while nobody sees the page. */
  readonly #look = () => {
    clearTimeout(this.#timer);
    if (this.#stopped || document.hidden) return;
    this.#timer = setTimeout(() => void this.now(), Math.max(0, this.#due - Date.now()));
  };
}

/** Up to a tenth more or less, so that pages opened together do not ask together. */
const jitter = (seconds: number) => seconds * (0.9 + Math.random() / 5);
