/** The longest that failures put a refresh off. */
const longest = 3_600;
/** The wait after a first failure. */
const shortest = 10;

/**
 * Refreshes for ever with one timer: again when the work says, sooner and then
 * ever later after failures, not at all while the tab is hidden, and at once
 * when it comes back late.
 */
export class Schedule {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private due = 0;
  private failures = 0;
  private stopped = false;

  /** work does its part and gives the seconds to the next time, undefined when it failed. */
  constructor(private readonly work: () => Promise<number | undefined>) {}

  start() {
    document.addEventListener('visibilitychange', this.look);
    void this.now();
  }

  stop() {
    this.stopped = true;
    document.removeEventListener('visibilitychange', this.look);
    clearTimeout(this.timer);
  }

  /** Works now; while it works already, that is the answer. */
  now(): Promise<void> {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run() {
    const seconds = await this.work();
    this.failures = seconds ? 0 : this.failures + 1;
    this.due = Date.now() + 1000 * jitter(seconds || Math.min(longest, shortest * 2 ** (this.failures - 1)));
    this.look();
  }

  private readonly look = () => {
    clearTimeout(this.timer);
    if (this.stopped || document.hidden) return;
    this.timer = setTimeout(() => void this.now(), Math.max(0, this.due - Date.now()));
  };
}

/** Up to a tenth more or less, so that pages opened together do not ask together. */
const jitter = (seconds: number) => seconds * (0.9 + Math.random() / 5);
