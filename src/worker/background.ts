import { DEFAULT_RETENTION, type RetentionLimits } from "../store/retention.js";
import type { Store } from "../store/store.js";
import { RETENTION_SLICE } from "./budgets.js";
import type { Enrichment, Slice } from "./enrichment.js";

/** Calls that are made searchable in one go: about 10 ms. */
const TEXT_SLICE = 500;

export interface BackgroundParts {
  readonly store: Store;
  readonly enrichment: Enrichment;
  /** It stays and follows changes; a single scan has no use for text search, and keeps what it read. */
  readonly follow: boolean;
  readonly retention?: RetentionLimits;
  /** The pipeline's work that is under way, which goes first; null where there is none. */
  readonly pipeline: () => Promise<void> | null;
  /** Reads again some of what an older version of inspection looked at; gives 0 where nothing is left of it. */
  readonly inspectAgain: () => Promise<number>;
  readonly scored: (slice: Slice) => void;
  readonly failed: (error: unknown) => void;
}

/** What can wait, in slices between which the pipeline and requests go first: scoring again, text search, retention. */
export class Background {
  private tending: Promise<void> | null = null;
  private stopped = false;
  private retained = false;

  constructor(private readonly parts: BackgroundParts) {}

  /** Works until nothing is left to do; joins the work that is under way. */
  tend(): Promise<void> {
    this.tending ??= this.work().finally(() => (this.tending = null));
    return this.tending;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.tending;
  }

  private async work(): Promise<void> {
    this.parts.store.retention.restart(this.parts.retention ?? DEFAULT_RETENTION);
    this.retained = !this.parts.follow;
    for (;;) {
      await this.parts.pipeline();
      if (this.stopped || !((await this.attemptReading()) || this.attemptOne())) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Not while calls are scored again: they are shown already, and what is read again is scored by itself. */
  private async attemptReading(): Promise<boolean> {
    if (this.parts.store.rescoring.progress() !== null) return false;
    try {
      return (await this.parts.inspectAgain()) > 0;
    } catch (error) {
      this.parts.failed(error);
      return false;
    }
  }

  /** One slice of the first kind of work that there is: a pass may be begun while text is indexed. Gives false where there is none. */
  private attemptOne(): boolean {
    if (this.attempt(() => this.scoreAgain()) > 0) return true;
    if (!this.parts.follow) return false;
    // What is too old is asked for until nothing is: once in a round, since the question itself takes a while.
    if (!this.retained && this.attempt(() => this.retain()) > 0) return true;
    this.retained = true;
    return this.attempt(() => this.indexText()) > 0;
  }

  /** A fault of ours in one of them must neither stop the others nor the engine. */
  private attempt(slice: () => number): number {
    try {
      const done = slice();
      if (done > 0) this.parts.store.markDirty();
      return done;
    } catch (error) {
      this.parts.failed(error);
      return 0;
    }
  }

  private scoreAgain(): number {
    const slice = this.parts.enrichment.sliceAgain();
    this.parts.scored(slice);
    return slice.scored;
  }

  private retain(): number {
    return this.parts.store.retention.slice(RETENTION_SLICE);
  }

  private indexText(): number {
    return this.parts.store.text.fill(TEXT_SLICE);
  }
}
