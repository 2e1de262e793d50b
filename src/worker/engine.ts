import type { Machine } from "../model/machine.js";
import type { ReadingMode } from "../model/readingMode.js";
import type { SourceBatch, SourceProblem, SourceRecord, StorageLocation } from "../model/storage.js";
import type { Alert } from "../protocol/alerts.js";
import type { EngineStatus } from "../protocol/engine.js";
import type { Indicators } from "../scoring/content/indicators/indicators.js";
import type { ReadingPace } from "../store/accounting.js";
import { errorCode } from "../store/files.js";
import type { Store } from "../store/store.js";
import { countOpenFindings, sessionsOfFindings, unreadFindings } from "../store/queries/findings.js";
import { listSources, readTotals } from "../store/queries/totals.js";
import type { LocatedStorage } from "../watcher/locate.js";
import type { ReadScope, StorageSource } from "../watcher/source.js";
import { DEFAULT_RETENTION, type RetentionLimits } from "../store/retention.js";
import { Alerts } from "./alerts.js";
import { Background } from "./background.js";
import { DeadLetterReview } from "./deadLetterReview.js";
import { EngineCost } from "./engineCost.js";
import { Enrichment, type Slice } from "./enrichment.js";
import { budgetNotices, noticeOf, pollingNotices, readingNotices } from "./notices.js";
import { PreparedReading, type ReadAhead, type SignAhead } from "./preparedReading.js";
import { ReadingAgain } from "./readingAgain.js";
import { ReadingGate } from "./readingGate.js";
import { ReadingMeter } from "./readingMeter.js";
import { type After, afterTimeout, Retries } from "./retries.js";
import { sourceRow } from "./rows.js";
import { OwnRules } from "./ownRules.js";
import { RulesInForce } from "./rulesInForce.js";
import { Saving } from "./saving.js";
import type { Sources } from "./sources.js";
import type { StatusFile } from "./statusFile.js";
import { Throttle } from "./throttle.js";

type Phase = EngineStatus["phase"];
type Notice = EngineStatus["notices"][number];

/** What the engine tells unasked. */
export interface EngineEvents {
  status(status: EngineStatus): void;
  changed(sessionIds: readonly string[] | null): void;
  alert(alert: Alert): void;
  log(level: "debug" | "info" | "warning" | "error", message: string): void;
}

export interface EngineParts {
  readonly store: Store;
  readonly sources: Sources;
  /** Looks for storage; called at the start and by `refresh`. */
  readonly locate: () => LocatedStorage;
  readonly events: EngineEvents;
  /** The machine that is read. */
  readonly machine?: Machine;
  /** Where the status is written for scripts. */
  readonly statusFile?: StatusFile | null;
  /** Replace mail addresses, phone and account numbers in what is stored. */
  readonly maskPersonalData?: boolean;
  /** Reads in a thread of its own what was never read before; left out or null where all is read in this one. */
  readonly readAhead?: ReadAhead | null;
  /** Looks at JSON files after a start in threads of their own; left out or null where this one looks. */
  readonly signAhead?: SignAhead | null;
  /** What the person's own lists hold. */
  readonly indicators?: Indicators | null;
  /** The person's own rules; the built-in ones alone where none are given. */
  readonly ownRules?: OwnRules;
  /** It stays and follows changes; a single scan does not. */
  readonly follow?: boolean;
  /** Whether it reads by itself from the start on; left out, it does. */
  readonly readingMode?: ReadingMode;
  readonly retention?: RetentionLimits;
  readonly after?: After;
}

/** A change touching more sessions than this is told as "many". */
const MANY_SESSIONS = 50;
const STATUS_MS = 250;
/** VS Code gathers refreshes of a tree that come within 200 ms of each other, and waits anew with each: faster is slower. */
const CHANGED_MS = 210;
/** Problems of rules that a status tells. */
const RULE_PROBLEMS_TOLD = 500;
/** How often calls that were left running are looked for, and the status is written where it changed. */
const LOOK_MS = 5_000;
/** How often the status is told for its cost alone. */
const COST_MS = 60_000;

/**
 * The pipeline: what changed in the sources is read into the store, and what is unscored there is scored. One loop does
 * both in slices, and between slices the thread answers requests.
 */
export class Engine {
  private phase: Phase = "starting";
  private progress: EngineStatus["progress"] = null;
  /** Calls on which each experimental rule fired since the start. */
  private readonly shadow = new Map<string, number>();
  private locateNotices: readonly Notice[] = [];
  private running: Promise<void> | null = null;
  private disposed = false;
  private changed: Set<string> | null = new Set();
  /** Every source was read to its end. */
  private readOnce = false;
  private nextLook = 0;
  private nextCost = performance.now() + COST_MS;
  private readonly gate: ReadingGate;
  private readonly cost = new EngineCost();
  /** Sources that cannot be watched, by path, with what the system said. */
  private readonly polling = new Map<string, string>();
  /** How the sources that are being read are read, by id. */
  private readonly paces = new Map<number, ReadingPace>();
  private readonly enrichment: Enrichment;
  private readonly background: Background;
  private readonly readingAgain: ReadingAgain;
  private readonly saving: Saving;
  private readonly reading: PreparedReading;
  private readonly retries: Retries;
  private readonly statusThrottle = new Throttle(STATUS_MS, () => this.events.status(this.status()));
  private readonly changedThrottle = new Throttle(CHANGED_MS, () => this.tellChanged());
  readonly rules: RulesInForce;
  private readonly ownRules: OwnRules;
  readonly store: Store;
  readonly sources: Sources;
  readonly deadLetters: DeadLetterReview;
  /** When Spotter was installed, in milliseconds since 1970; 0 for a single scan, which counts everything. */
  readonly installed: number;
  private readonly alerts: Alerts;
  private readonly events: EngineEvents;

  constructor(private readonly parts: EngineParts) {
    this.store = parts.store;
    this.sources = parts.sources;
    this.events = parts.events;
    this.installed = parts.follow ? this.installation() : 0;
    this.alerts = new Alerts({ store: parts.store, tell: (alert) => parts.events.alert(alert), now: () => Date.now() });
    this.gate = new ReadingGate(parts.readingMode ?? "live");
    this.deadLetters = new DeadLetterReview({
      store: parts.store,
      markStale: (path) => this.sources.markStale(path),
      wake: () => this.gate.openFor(() => this.wake()),
      decided: () => this.statusThrottle.request(),
    });
    this.ownRules = parts.ownRules ?? new OwnRules([]);
    this.rules = new RulesInForce(this.ownRules.book);
    this.enrichment = new Enrichment(parts.store, this.rules);
    this.reading = new PreparedReading({
      store: parts.store, maskPersonalData: parts.maskPersonalData ?? false, indicators: parts.indicators ?? null, rules: this.rules, readAhead: parts.readAhead ?? null, signAhead: parts.signAhead ?? null,
    });
    this.retries = new Retries((path) => this.sourceChanged(path), parts.after ?? afterTimeout);
    this.saving = new Saving(parts.store, { log: (message) => parts.events.log("debug", message), failed: () => !this.disposed && this.statusThrottle.request() });
    this.readingAgain = new ReadingAgain({
      store: parts.store,
      sources: parts.sources,
      read: (id, source, sessionIds, told) => this.readBatches(id, source, new ReadingMeter(), { sessionIds, again: true }, told),
    });
    this.background = new Background({
      store: parts.store,
      enrichment: this.enrichment,
      follow: parts.follow ?? false,
      ...(parts.retention ? { retention: parts.retention } : {}),
      pipeline: () => this.running,
      inspectAgain: () => this.inspectAgain(),
      scored: (slice) => this.noteScored(slice),
      failed: (error) => this.logFailure("Work in the background failed", error),
    });
    // Calls that an older rule set scored are scored again, by themselves and in the background.
    this.store.rescoring.matchRules(this.rules.book.version);
  }

  /** Looks for storage and reads what is new, in every reading mode. Gives the locations that were not known before. */
  async refresh(): Promise<readonly StorageLocation[]> {
    const fresh = this.discover();
    this.sources.markStale();
    await this.gate.openFor(() => this.wake());
    return fresh;
  }

  /** Reads one source that changed. */
  sourceChanged(path: string): void {
    this.sources.markStale(path);
    void this.wake();
  }

  /** Reads by itself from now on, or only what a person asks for: a reading that is under way stops after its batch, and goes on later where it was. */
  setReadingMode(mode: ReadingMode): void {
    this.gate.mode = mode;
    this.statusThrottle.request();
    // Nothing says what changed while nobody looked.
    if (mode === "live") this.sources.markStale();
    void this.wake();
  }

  /** Watching a source works no more, or works again. @param error what the system said, where it is known */
  setPolling(path: string, isPolling: boolean, error: unknown): void {
    if (isPolling) this.polling.set(path, errorCode(error));
    else this.polling.delete(path);
    this.statusThrottle.request();
  }

  /** Judges by the rules of these files and folders, too, from now on. */
  askRules(paths: readonly string[]): void {
    this.ownRules.ask(paths);
    this.lookAtRules();
    this.statusThrottle.request();
  }

  /** Where a file of rules changed: what comes next is judged by the new text at once, what was judged before in the background. */
  private lookAtRules(): void {
    if (!this.ownRules.look()) return;
    const { book } = this.ownRules;
    const before = this.rules.book.version;
    this.rules.book = book;
    this.statusThrottle.request();
    if (book.version === before) return;
    this.store.rescoring.matchRules(book.version);
    this.store.markDirty();
    void this.tend();
  }

  /** Looks for storage that was not there before. */
  discover(): readonly StorageLocation[] {
    const { locations, problems } = this.parts.locate();
    this.locateNotices = problems.map(({ path, problem }) => ({ id: `storage:${path}`, severity: "warning", message: problem.message }));
    const fresh = this.sources.add(locations);
    this.statusThrottle.request();
    return fresh;
  }

  /** Works until everything that changed is read and scored; joins the work that is under way. */
  wake(): Promise<void> {
    // Who called this may have been waiting while the engine ended.
    if (this.disposed) return this.running ?? Promise.resolve();
    if (this.gate.isShut) return this.running ?? this.rest();
    this.running ??= this.work().finally(() => {
      this.running = null;
      if (this.parts.follow && !this.disposed) void this.tend();
    });
    return this.running;
  }

  /** What was read before is shown, and what can wait is worked on. */
  private rest(): Promise<void> {
    this.enter("following", null);
    if (this.parts.follow) void this.tend();
    return Promise.resolve();
  }

  /**
   * Scores every call again from the store. A pass that was under way is taken over; each call keeps its score until the
   * new one is there. Where it is cut short by the end of the engine, the next start goes on with it.
   *
   * @param onProgress calls done and in all
   */
  async reenrich(signal: AbortSignal, onProgress: (done: number, total: number) => void): Promise<{ scored: number; cancelled: boolean }> {
    const { rescoring } = this.store;
    const total = rescoring.begin(this.rules.book.version);
    this.store.markDirty();
    let tended = false;
    const tending = this.tend().finally(() => (tended = true));
    let done = 0;
    // A pass that is left when the work has ended failed, and the log says why.
    while (!signal.aborted && !this.disposed && !tended) {
      const pass = rescoring.progress();
      if (!pass) break;
      if (pass.done > done) onProgress(pass.done, total);
      done = pass.done;
      await breathe();
    }
    if (signal.aborted) rescoring.cancel();
    else if (!this.disposed) onProgress(total, total);
    if (!this.parts.follow) await tending;
    return { scored: signal.aborted ? done : total, cancelled: signal.aborted };
  }

  status(): EngineStatus {
    const sources = listSources(this.store.db).map((source) => sourceRow(source, this.polling.has(source.path), this.paces.get(source.id)));
    const totals = readTotals(this.store.db);
    const open = countOpenFindings(this.store.db, { since: this.installed, folders: [] });
    return {
      phase: this.phase,
      sources,
      sessions: totals.sessions,
      toolCalls: totals.toolCalls,
      unscored: totals.toolCalls - totals.scored,
      failed: totals.failed,
      byLevel: totals.byLevel,
      openFindings: open.byLevel,
      unreadCritical: open.unreadCritical,
      rulesVersion: this.rules.book.version,
      progress: this.progress,
      notices: [
        ...this.store.notices.map(noticeOf), ...this.locateNotices, ...(this.saving.notice ? [this.saving.notice] : []),
        ...budgetNotices(this.store.db.usedBytes(), (this.parts.retention ?? DEFAULT_RETENTION).bytes),
        ...pollingNotices(this.polling), ...readingNotices(sources),
      ],
      persistent: this.store.persistent,
      ownRules: {
        paths: [...this.ownRules.paths],
        problems: this.rules.book.problems.slice(0, RULE_PROBLEMS_TOLD).map(({ path, line, message }) => ({ path, line, message })),
      },
      kept: { folded: totals.folded, withoutArguments: totals.withoutArguments, masked: totals.masked },
      inspection: this.store.reinspection.counts(),
      machine: this.parts.machine ?? { kind: "local", host: "" },
      readingMode: this.gate.mode,
      cost: { ...this.cost.measure(), storeBytes: this.store.db.usedBytes() },
    };
  }

  /** Notes that the findings of these calls were seen, or all of them. @returns how many were new to the reader */
  markRead(calls: readonly string[] | null): number {
    const findings = unreadFindings(this.store.db, calls);
    if (findings.length === 0) return 0;
    this.store.decisions.record([{ kind: "read", findings }]);
    this.store.markDirty();
    // What was held back of them is shown from now on.
    this.noteChanged(sessionsOfFindings(this.store.db, findings));
    this.statusThrottle.request();
    return findings.length;
  }

  /** Where the journal cannot be written, this start counts: nothing is told that is older. */
  private installation(): number {
    try {
      return this.store.decisions.installed();
    } catch (error) {
      this.logFailure("The time of the installation could not be recorded", error);
      return Date.now();
    }
  }

  /** Saves the store now. A failure is told in the status, and tried again with the next save. */
  save(): Promise<void> {
    return this.saving.save();
  }

  /** Works on what can wait until nothing is left of it. */
  tend(): Promise<void> {
    return this.background.tend();
  }

  /**
   * Changes rows under the pipeline's feet: waits until it rests, then reads again what the sources hold beyond them, and saves.
   *
   * @param replace gives what stood in the way, if anything; nothing has changed then
   */
  async replaceRows<T>(replace: () => T | null): Promise<T | null> {
    while (this.running) await this.running;
    const obstacle = replace();
    if (obstacle !== null) return obstacle;
    this.paces.clear();
    this.sources.rebind();
    this.store.rescoring.matchRules(this.rules.book.version);
    this.changed = null;
    this.changedThrottle.request();
    this.statusThrottle.request();
    await this.save();
    void this.wake();
    return null;
  }

  /** What time alone makes due: saving, and looking for calls that OpenCode left running. Called by a timer while following. */
  tick(): void {
    this.lookAtRules();
    if (this.running) return;
    this.saving.saveWhenDue();
    if (performance.now() < this.nextLook) return;
    this.nextLook = performance.now() + LOOK_MS;
    const status = this.status();
    void this.parts.statusFile?.write(status, true);
    if (this.readOnce) this.alerts.look(status.sources);
    if (performance.now() >= this.nextCost) {
      this.nextCost = performance.now() + COST_MS;
      this.statusThrottle.request();
    }
    // Whether a call has ended is not known while nothing is read.
    if (!this.gate.isShut && this.markInterrupted()) void this.wake();
  }

  private markInterrupted(): boolean {
    const marked = this.store.markInterrupted();
    this.noteChanged(marked);
    return marked.size > 0;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.retries.dispose();
    await this.running;
    await this.background.stop();
    await this.save();
    await this.parts.statusFile?.write(this.status(), false);
    this.alerts.dispose();
    this.statusThrottle.dispose();
    this.changedThrottle.dispose();
    this.sources.close();
    this.store.close();
  }

  private async work(): Promise<void> {
    const first = !this.readOnce;
    do {
      for (let next = this.nextSource(); next; next = this.nextSource()) {
        if (first) this.enter("reading", null);
        await this.readSource(next.id, next.source);
      }
      if (!this.disposed) this.markInterrupted();
      await this.enrichAll(first);
    } while (this.sources.anyStale && this.mayRead);
    if (first && !this.disposed) {
      this.readOnce = !this.gate.isShut;
      this.enter("following", null);
      if (this.shadow.size > 0) this.events.log("info", `Experimental rules, counted and not shown: ${[...this.shadow].map(([rule, calls]) => `${rule} ${calls}`).join(", ")}.`);
      await this.save();
    }
  }

  private get mayRead(): boolean {
    return !this.disposed && !this.gate.isShut;
  }

  private nextSource(): { readonly id: number; readonly source: StorageSource } | undefined {
    return this.mayRead ? this.sources.takeStale() : undefined;
  }

  private async readSource(id: number, source: StorageSource): Promise<void> {
    let problem: SourceProblem | null;
    const meter = new ReadingMeter();
    try {
      problem = await this.readBatches(id, source, meter, {});
      const again = this.deadLetters.takeSessions(source.location.path);
      if (again?.size) problem = (await this.readBatches(id, source, meter, { sessionIds: again, again: true })) ?? problem;
    } catch (error) {
      problem = this.readingFailed(error);
    }
    this.paces.delete(id);
    if (meter.sawRows) this.store.noteReading(id, { ...meter.pace, backlog: 0 });
    // What was left in the middle goes on where it was when reading does.
    if (this.gate.isShut) this.sources.markStale(source.location.path);
    else this.sources.finish(id, problem);
    // A single scan ends with what it has.
    if (this.parts.follow && !this.disposed) this.retries.note(source.location.path, problem);
    this.statusThrottle.request();
  }

  private async readBatches(id: number, source: StorageSource, meter: ReadingMeter, scope: ReadScope, told: (batch: SourceBatch) => void = () => undefined): Promise<SourceProblem | null> {
    const reading = this.reading.batches(id, source, scope);
    while (this.mayRead) {
      const started = performance.now();
      const step = await reading.next();
      if (step.done) return step.value;
      const { changedSessions, unscored } = this.store.apply(id, step.value, scope.again);
      told(step.value);
      meter.note(step.value, performance.now() - started);
      this.paces.set(id, meter.pace);
      if (this.phase === "following") this.enrichment.arrived(unscored);
      if (this.phase === "reading") this.enter("reading", step.value.progress);
      // Told of once they are scored: who is told of a row before has to ask for it twice.
      this.enrichSlice(changedSessions, !step.value.records.some(isWaitedFor));
      await breathe();
    }
    // A reading that is left ends its thread.
    await reading.return(null);
    return null;
  }

  /** Reads some sessions again that an older version of inspection looked at. It is the pipeline's work meanwhile, and goes on with what changed. */
  private async inspectAgain(): Promise<number> {
    if (this.running || !this.mayRead) return 0;
    let asked = 0;
    this.running = (async () => {
      asked = await this.readingAgain.slice();
      if (asked > 0) await this.enrichAll(false);
      if (this.sources.anyStale) await this.work();
    })().finally(() => (this.running = null));
    await this.running;
    return asked;
  }

  /** A reader gives expected failures as values; what it throws is a fault of ours, and must not stop the other sources. */
  private readingFailed(error: unknown): SourceProblem {
    this.logFailure("Reading failed", error);
    return {
      reason: "failed",
      message: "Reading this storage failed in a way that Spotter did not foresee. What was read before is still shown. Use 'Spotter: Show Log' for the details, and report them.",
    };
  }

  /** Scores what is unscored; stops where a source changed meanwhile, for what an agent does now comes first. */
  private async enrichAll(first: boolean): Promise<void> {
    const total = this.store.scores.countUnscored();
    let done = 0;
    for (;;) {
      const scored = this.enrichSlice();
      if (scored === 0 || this.disposed) return;
      done += scored;
      if (first) this.enter("scoring", { done: Math.min(done, total), total });
      await breathe();
      if (this.sources.anyStale && this.mayRead) return;
    }
  }

  /** @param changed sessions that changed already; `canWait` where nobody waits to see how */
  private enrichSlice(changed: ReadonlySet<string> = new Set(), canWait = false): number {
    const slice = this.enrichment.slice();
    this.noteScored({ ...slice, sessionIds: new Set([...changed, ...slice.sessionIds]) }, canWait);
    return slice.scored;
  }

  private noteScored({ sessionIds, found, failures, shadow }: Slice, canWait = false): void {
    if (this.parts.follow) this.alerts.note(found);
    for (const [rule, calls] of shadow) this.shadow.set(rule, (this.shadow.get(rule) ?? 0) + calls);
    this.noteChanged(sessionIds, canWait);
    for (const error of failures) this.logFailure("Scoring failed", error);
  }

  private logFailure(what: string, error: unknown): void {
    this.events.log("error", `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  private enter(phase: Phase, progress: EngineStatus["progress"]): void {
    this.phase = phase;
    this.progress = progress;
    this.statusThrottle.request();
  }

  private noteChanged(sessionIds: ReadonlySet<string>, canWait = false): void {
    if (sessionIds.size === 0) return;
    for (const id of sessionIds) this.changed?.add(id);
    if (this.changed && this.changed.size > MANY_SESSIONS) this.changed = null;
    this.changedThrottle.request(canWait);
    this.statusThrottle.request(canWait);
  }

  private tellChanged(): void {
    this.events.changed(this.changed === null ? null : [...this.changed]);
    this.changed = new Set();
  }
}

/** A call that runs or has ended. Before it runs its arguments are not known, and what else changes is shown beside calls. */
function isWaitedFor(record: SourceRecord): boolean {
  return record.kind === "toolCall" && record.status !== "pending";
}

/** Lets the thread answer what came in meanwhile. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
