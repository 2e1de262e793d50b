/**
 * Calls `work` at once where it has rested for a while, and on average at most once in `intervalMs`: what comes in between is done
 * together. After a rest as many as `burst` follow each other without a pause, for what changes then often changes in steps. The
 * timer does not keep the process alive.
 */
export class Throttle {
  private timer: NodeJS.Timeout | undefined;
  /** When the work that was done so far is paid for, an interval each. */
  private paidAt = -Infinity;

  constructor(
    private readonly intervalMs: number,
    private readonly work: () => void,
    private readonly burst = 1,
  ) {}

  request(): void {
    if (this.timer) return;
    const wait = this.paidAt - (this.burst - 1) * this.intervalMs - performance.now();
    if (wait <= 0) return this.run();
    this.timer = setTimeout(() => this.run(), wait);
    this.timer.unref();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private run(): void {
    this.timer = undefined;
    this.paidAt = Math.max(this.paidAt, performance.now()) + this.intervalMs;
    this.work();
  }
}
