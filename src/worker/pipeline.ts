import type { SourceBatch, SourceProblem, SourceRecord } from "../model/storage.js";
import type { EngineStatus } from "../protocol/engine.js";
import type { ReadingPace } from "../store/accounting.js";
import type { Store } from "../store/store.js";
import type { ReadScope, StorageSource } from "../watcher/source.js";
import type { Announcements } from "./announcements.js";
import { breathe } from "./breathe.js";
import type { Budgets } from "./budgets.js";
import type { DeadLetterReview } from "./deadLetterReview.js";
import type { Enrichment, Slice } from "./enrichment.js";
import type { PreparedReading } from "./preparedReading.js";
import { ReadingAgain } from "./readingAgain.js";
import type { ReadingGate } from "./readingGate.js";
import { ReadingMeter } from "./readingMeter.js";
import type { Retries } from "./retries.js";
import type { Sources } from "./sources.js";

type Phase = EngineStatus["phase"];

export interface PipelineParts {
  readonly store: Store;
  readonly sources: Sources;
  readonly reading: PreparedReading;
  readonly enrichment: Enrichment;
  readonly budgets: Budgets;
  readonly deadLetters: DeadLetterReview;
  /** Tries again what could not be read; null where what could be read has to do. */
  readonly retries: Retries | null;
  /** Whether anything may be read at the moment. */
  readonly gate: ReadingGate;
  readonly announcements: Announcements;
  readonly scored: (slice: Slice, canWait: boolean) => void;
  /** What could be read was read and scored for the first time. */
  readonly firstDone: () => Promise<void>;
  /** Nothing is left to do for now. */
  readonly rested: () => void;
}

/**
 * What changed in the sources is read into the store, and what is unscored there is scored. One loop does both in slices,
 * and between slices the thread answers requests.
 */
export class Pipeline {
  phase: Phase = "starting";
  progress: EngineStatus["progress"] = null;
  /** Every source was read to its end. */
  readOnce = false;
  /** How the sources that are being read are read, by id. */
  readonly paces = new Map<number, ReadingPace>();
  /** The work that is under way; null where it rests. */
  running: Promise<void> | null = null;
  private stopped = false;
  /** Sources that were read to their end since the start: what is read of them from then on has just happened. */
  private readonly readToEnd = new Set<number>();
  private readonly readingAgain: ReadingAgain;

  constructor(private readonly parts: PipelineParts) {
    this.readingAgain = new ReadingAgain({
      store: parts.store,
      sources: parts.sources,
      read: (id, source, sessionIds, told) => this.readBatches(id, source, new ReadingMeter(), { sessionIds, again: true }, told),
    });
  }

  /** Works until everything that changed is read and scored; joins the work that is under way. */
  wake(): Promise<void> {
    // Who called this may have been waiting while the engine ended.
    if (this.stopped) return this.running ?? Promise.resolve();
    if (this.parts.gate.isShut) return this.running ?? this.rest();
    this.running ??= this.work().finally(() => {
      this.running = null;
      this.parts.rested();
    });
    return this.running;
  }

  /** What was read before is shown, and what can wait is worked on. */
  private rest(): Promise<void> {
    this.enter("following", null);
    this.parts.rested();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Reads some sessions again that an older version of inspection looked at. It is the pipeline's work meanwhile, and goes on with what changed. */
  async inspectAgain(): Promise<number> {
    if (this.running || !this.mayRead) return 0;
    let asked = 0;
    this.running = (async () => {
      asked = await this.readingAgain.slice();
      if (asked > 0) await this.enrichAll(false);
      if (this.parts.sources.anyStale) await this.work();
    })().finally(() => (this.running = null));
    await this.running;
    return asked;
  }

  /** Marks the calls that OpenCode left running. Gives whether there were any. */
  markInterrupted(): boolean {
    const marked = this.parts.store.markInterrupted();
    this.parts.announcements.sessionsChanged(marked);
    return marked.size > 0;
  }

  private async work(): Promise<void> {
    const { sources, gate, retries, firstDone } = this.parts;
    const first = !this.readOnce;
    do {
      for (let next = this.nextSource(); next; next = this.nextSource()) {
        if (first) this.enter("reading", null);
        await this.readSource(next.id, next.source);
      }
      if (!this.stopped) this.markInterrupted();
      await this.enrichAll(first);
      // Where the engine stays, the background does what is left.
      if (first && retries === null) await this.keepWithinBudgets(true);
    } while (sources.anyStale && this.mayRead);
    if (!first || this.stopped) return;
    this.readOnce = !gate.isShut;
    this.enter("following", null);
    await firstDone();
  }

  private get mayRead(): boolean {
    return !this.stopped && !this.parts.gate.isShut;
  }

  private nextSource(): { readonly id: number; readonly source: StorageSource } | undefined {
    return this.mayRead ? this.parts.sources.takeStale() : undefined;
  }

  private async readSource(id: number, source: StorageSource): Promise<void> {
    const { store, sources, deadLetters, retries, gate, announcements } = this.parts;
    let problem: SourceProblem | null;
    const meter = new ReadingMeter();
    try {
      problem = await this.readBatches(id, source, meter, {});
      const again = deadLetters.takeSessions(source.location.path);
      if (again?.size) problem = (await this.readBatches(id, source, meter, { sessionIds: again, again: true })) ?? problem;
    } catch (error) {
      problem = this.readingFailed(error);
    }
    this.paces.delete(id);
    if (meter.sawRows) store.noteReading(id, { ...meter.pace, backlog: 0 });
    // What was left in the middle goes on where it was when reading does.
    if (gate.isShut) sources.markStale(source.location.path);
    else {
      sources.finish(id, problem);
      if (problem === null && !this.stopped) this.readToEnd.add(id);
    }
    if (!this.stopped) retries?.note(source.location.path, problem);
    announcements.statusChanged();
  }

  private async readBatches(id: number, source: StorageSource, meter: ReadingMeter, scope: ReadScope, told: (batch: SourceBatch) => void = () => undefined): Promise<SourceProblem | null> {
    const { store, enrichment, budgets } = this.parts;
    budgets.begin();
    const reading = this.parts.reading.batches(id, source, scope);
    while (this.mayRead) {
      const started = performance.now();
      const step = await reading.next();
      if (step.done) return step.value;
      const { changedSessions, unscored } = store.apply(id, step.value, scope.again);
      enrichment.stored(unscored);
      told(step.value);
      meter.note(step.value, performance.now() - started);
      this.paces.set(id, meter.pace);
      // Also while other sources are read for the first time, or what was found there is scored.
      if (this.phase === "following" || this.readToEnd.has(id)) enrichment.arrived(unscored);
      if (this.phase === "reading") this.enter("reading", step.value.progress);
      // Told of once they are scored: who is told of a row before has to ask for it twice.
      this.enrichSlice(changedSessions, !step.value.records.some(isWaitedFor));
      if (budgets.note(step.value)) await this.keepWithinBudgets();
      await breathe();
    }
    // A reading that is left ends its thread.
    await reading.return(null);
    return null;
  }

  /** A reader gives expected failures as values; what it throws is a fault of ours, and must not stop the other sources. */
  private readingFailed(error: unknown): SourceProblem {
    this.parts.announcements.failed("Reading failed", error);
    return {
      reason: "failed",
      message: "Reading this storage failed in a way that Spotter did not foresee. What was read before is still shown. Use 'Spotter: Show Log' for the details, and report them.",
    };
  }

  /** Scores what is unscored; stops where a source changed meanwhile, for what an agent does now comes first. */
  private async enrichAll(first: boolean): Promise<void> {
    const total = this.parts.store.scores.countUnscored();
    let done = 0;
    for (;;) {
      const scored = this.enrichSlice();
      if (scored === 0 || this.stopped) return;
      done += scored;
      if (first) this.enter("scoring", { done: Math.min(done, total), total });
      await breathe();
      if (this.parts.sources.anyStale && this.mayRead) return;
    }
  }

  private keepWithinBudgets(isLast = false): Promise<void> {
    return this.parts.budgets.keep(() => (this.stopped ? 0 : this.enrichSlice()), isLast);
  }

  /** @param changed sessions that changed already; `canWait` where nobody waits to see how */
  private enrichSlice(changed: ReadonlySet<string> = new Set(), canWait = false): number {
    const slice = this.parts.enrichment.slice();
    this.parts.scored({ ...slice, sessionIds: new Set([...changed, ...slice.sessionIds]) }, canWait);
    return slice.scored;
  }

  private enter(phase: Phase, progress: EngineStatus["progress"]): void {
    this.phase = phase;
    this.progress = progress;
    this.parts.announcements.statusChanged();
  }
}

/** A call that runs or has ended. Before it runs its arguments are not known, and what else changes is shown beside calls. */
function isWaitedFor(record: SourceRecord): boolean {
  return record.kind === "toolCall" && record.status !== "pending";
}
