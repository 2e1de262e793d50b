export interface DebounceTimes {
  /** Milliseconds without a change after which a burst counts as over. */
  readonly quiet: number;
  /** Milliseconds after the first change at which it is told of, quiet or not. */
  readonly longest: number;
}

/** Gathers changes into calls: a burst gives few, and a stream that never pauses still gives one after another. */
export class ChangeDebounce {
  private timer: NodeJS.Timeout | undefined;
  private begun = 0;
  /** Sessions that changed; null where one change did not name its session. */
  private sessionIds: Set<string> | null = new Set();

  constructor(private readonly call: (sessionIds: ReadonlySet<string> | null) => void, private readonly times: DebounceTimes) {}

  /** Notes a change; `sessionId` undefined for one of unknown extent. */
  note(sessionId?: string): void {
    if (sessionId === undefined) this.sessionIds = null;
    else this.sessionIds?.add(sessionId);
    const now = performance.now();
    if (this.timer === undefined) this.begun = now;
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(this.times.quiet, this.begun + this.times.longest - now));
    this.timer = setTimeout(() => this.flush(), wait);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private flush(): void {
    const { sessionIds } = this;
    this.timer = undefined;
    this.sessionIds = new Set();
    this.call(sessionIds);
  }
}
