import type { After } from "../model/after.js";
import type { SourceProblem, SourceProblemReason } from "../model/storage.js";

/** Problems that pass by themselves, and leave no trace by which a watch would tell: a lock is let go of, a writer pauses. */
const PASSING: ReadonlySet<SourceProblemReason> = new Set(["locked", "changing"]);
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** A timer that does not keep the process alive. */
export const afterTimeout: After = (ms, action) => {
  const timer = setTimeout(action, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

interface Waiting {
  readonly ms: number;
  readonly callOff: () => void;
}

/** Tries sources again whose problem passes by itself: after a second, then after twice the time, up to a minute. */
export class Retries {
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly retry: (path: string) => void,
    private readonly after: After,
  ) {}

  /** Notes how reading the source at a path ended. */
  note(path: string, problem: SourceProblem | null): void {
    const before = this.waiting.get(path);
    before?.callOff();
    this.waiting.delete(path);
    if (problem === null || !PASSING.has(problem.reason)) return;
    const ms = before === undefined ? FIRST_WAIT_MS : Math.min(LONGEST_WAIT_MS, before.ms * 2);
    this.waiting.set(path, { ms, callOff: this.after(ms, () => this.retry(path)) });
  }

  dispose(): void {
    for (const { callOff } of this.waiting.values()) callOff();
    this.waiting.clear();
  }
}
