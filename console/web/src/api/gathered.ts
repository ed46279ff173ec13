const PAUSE_MS = 300;

/**
 * A request that is made again whenever something changed: changes that come close together are answered by one request, never are
 * two under way, and what changes meanwhile is asked for once more.
 */
export class Gathered {
  private waiting: ReturnType<typeof setTimeout> | null = null;
  private busy = false;
  private again = false;

  /** The job must not fail. */
  constructor(
    private readonly job: () => Promise<void>,
    private readonly pause = PAUSE_MS,
  ) {}

  /** Something changed. */
  ask(): void {
    if (this.busy) {
      this.again = true;
    } else {
      this.waiting ??= setTimeout(() => this.askNow(), this.pause);
    }
  }

  /** Without waiting for more. */
  askNow(): void {
    this.stop();
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    void this.job().finally(() => {
      this.busy = false;
      if (this.again) {
        this.again = false;
        this.ask();
      }
    });
  }

  /** Nobody wants to know any more. */
  stop(): void {
    this.again = false;
    if (this.waiting !== null) {
      clearTimeout(this.waiting);
      this.waiting = null;
    }
  }
}
