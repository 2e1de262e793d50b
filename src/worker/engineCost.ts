import { performance, type EventLoopUtilization } from "node:perf_hooks";

/** What the engine takes of the machine. */
export interface Cost {
  /** Bytes of this thread: its heap, and the store's memory outside of it. */
  readonly memoryBytes: number;
  /** Share of the time since the measurement before the last (at least a minute, where the engine is that old) in which the thread was at work: 0 to 1. */
  readonly busyShare: number;
  /** Milliseconds in which the thread was at work since it began. */
  readonly busyMs: number;
}

/** Over how long the share is taken, in milliseconds. */
const WINDOW_MS = 60_000;

/** Measures the thread that it is made in. */
export class EngineCost {
  private before = performance.eventLoopUtilization();
  private since = this.before;
  private nextWindow = performance.now() + WINDOW_MS;

  measure(): Cost {
    const now = performance.eventLoopUtilization();
    const { heapUsed, external } = process.memoryUsage();
    const share = performance.eventLoopUtilization(now, this.before).utilization;
    if (performance.now() >= this.nextWindow) this.beginWindow(now);
    return { memoryBytes: heapUsed + external, busyShare: Math.min(1, Math.max(0, share)), busyMs: now.active };
  }

  private beginWindow(now: EventLoopUtilization): void {
    this.before = this.since;
    this.since = now;
    this.nextWindow = performance.now() + WINDOW_MS;
  }
}
