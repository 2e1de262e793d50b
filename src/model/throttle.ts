/**
 * Calls `work` at once, and then at most once in `intervalMs`: what comes in between is done together at the end of the
 * interval. What can wait is done `patienceMs` later, or with what cannot. The timer does not keep the process alive.
 */
export class Throttle {
  private timer: NodeJS.Timeout | undefined;
  private due = Infinity;
  private last = -Infinity;

  constructor(
    private readonly intervalMs: number,
    private readonly work: () => void,
    private readonly patienceMs = intervalMs,
  ) {}

  request(canWait = false): void {
    const now = performance.now();
    const due = Math.max(now, this.last + this.intervalMs) + (canWait ? this.patienceMs : 0);
    if (due >= this.due) return;
    clearTimeout(this.timer);
    if (due <= now) return this.run();
    this.due = due;
    // Node cuts off the fraction of a delay, and would run before it is due.
    this.timer = setTimeout(() => this.run(), Math.ceil(due - now));
    this.timer.unref();
  }

  dispose(): void {
    clearTimeout(this.timer);
    // Nothing that is asked for later is due before this.
    this.due = -Infinity;
  }

  private run(): void {
    this.timer = undefined;
    this.due = Infinity;
    this.last = performance.now();
    this.work();
  }
}
