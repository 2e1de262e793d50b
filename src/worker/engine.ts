import type { After } from "../model/after.js";
import type { Machine } from "../model/machine.js";
import type { ReadingMode } from "../model/readingMode.js";
import type { StorageLocation } from "../model/storage.js";
import { CHANNEL_CLOSED } from "../protocol/channel.js";
import type { EngineStatus } from "../protocol/engine.js";
import { errorCode } from "../disk/files.js";
import type { Store } from "../store/store.js";
import { sessionsOfFindings, unreadFindings } from "../store/queries/findings.js";
import type { LocatedStorage } from "../watcher/locate.js";
import { DEFAULT_RETENTION, type RetentionLimits } from "../store/retention.js";
import { Alerts } from "./alerts.js";
import { Announcements, type EngineEvents } from "./announcements.js";
import { Background } from "./background.js";
import { breathe } from "./breathe.js";
import { Budgets } from "./budgets.js";
import { DeadLetterReview } from "./deadLetterReview.js";
import { EngineCost } from "./engineCost.js";
import { engineStatus } from "./engineStatus.js";
import { Enrichment, type Slice } from "./enrichment.js";
import { JudgedCalls } from "./judgedCalls.js";
import { Pipeline } from "./pipeline.js";
import { PreparedReading, type ReadAhead, type SignAhead } from "./preparedReading.js";
import { ReadingGate } from "./readingGate.js";
import { afterTimeout, Retries } from "./retries.js";
import type { IndicatorLists } from "./indicatorLists.js";
import { noticeOf } from "./notices.js";
import { OwnRules } from "./ownRules.js";
import { RulesInForce } from "./rulesInForce.js";
import { Saving } from "./saving.js";
import type { Sources } from "./sources.js";
import type { StatusFile } from "./statusFile.js";

type Notice = EngineStatus["notices"][number];

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
  /** The person's lists of indicators. */
  readonly lists?: IndicatorLists;
  /** The person's own rules; the built-in ones alone where none are given. */
  readonly ownRules?: OwnRules;
  /** It stays and follows changes; a single scan does not. */
  readonly follow?: boolean;
  /** Whether it reads by itself from the start on; left out, it does. */
  readonly readingMode?: ReadingMode;
  readonly retention?: RetentionLimits;
  /** Told when the store is closed. */
  readonly ended?: () => Promise<void>;
  readonly after?: After;
}

/** How often calls that were left running are looked for, and the status is written where it changed. */
const LOOK_MS = 5_000;
/** How often the status is told for its cost alone. */
const COST_MS = 60_000;

/** The pipeline and what goes on around it: looking for storage, rules of one's own, what can wait, saving, and telling of it all. */
export class Engine {
  private locateNotices: readonly Notice[] = [];
  private disposed = false;
  private nextLook = 0;
  private nextCost = performance.now() + COST_MS;
  private readonly gate: ReadingGate;
  private readonly cost = new EngineCost();
  /** Sources that cannot be watched, by path, with what the system said. */
  private readonly polling = new Map<string, string>();
  private readonly announcements: Announcements;
  private readonly pipeline: Pipeline;
  private readonly background: Background;
  private readonly saving: Saving;
  private readonly retries: Retries;
  readonly rules: RulesInForce;
  private readonly ownRules: OwnRules;
  readonly store: Store;
  readonly sources: Sources;
  readonly deadLetters: DeadLetterReview;
  /** When Spotter was installed, in milliseconds since 1970; 0 for a single scan, which counts everything. */
  readonly installed: number;
  private readonly alerts: Alerts;

  constructor(private readonly parts: EngineParts) {
    const { store, sources, follow = false } = parts;
    this.store = store;
    this.sources = sources;
    this.announcements = new Announcements(parts.events, () => this.status());
    this.installed = follow ? this.installation() : 0;
    this.alerts = new Alerts({ store, tell: (alert) => parts.events.alert(alert), now: () => Date.now() });
    this.gate = new ReadingGate(parts.readingMode ?? "live");
    this.deadLetters = new DeadLetterReview({
      store,
      markStale: (path) => this.sources.markStale(path),
      wake: () => this.gate.openFor(() => this.wake()),
      decided: () => this.announcements.statusChanged(),
    });
    this.ownRules = parts.ownRules ?? new OwnRules([]);
    this.rules = new RulesInForce(this.ownRules.book);
    const judged = new JudgedCalls();
    const enrichment = new Enrichment(store, this.rules, judged);
    this.retries = new Retries((path) => this.sourceChanged(path), parts.after ?? afterTimeout);
    this.saving = new Saving(store, { log: (message) => this.announcements.log("debug", message), failed: () => !this.disposed && this.announcements.statusChanged() });
    this.pipeline = new Pipeline({
      store,
      sources,
      reading: new PreparedReading({
        store, maskPersonalData: parts.maskPersonalData ?? false, indicators: parts.lists?.indicators ?? null, rules: this.rules, judged, readAhead: parts.readAhead ?? null, signAhead: parts.signAhead ?? null,
      }),
      enrichment,
      budgets: new Budgets(store, parts.retention ?? DEFAULT_RETENTION, (error) => this.announcements.failed("Keeping within the limits failed", error)),
      deadLetters: this.deadLetters,
      // A single scan ends with what it has.
      retries: follow ? this.retries : null,
      gate: this.gate,
      announcements: this.announcements,
      scored: (slice, canWait) => this.noteScored(slice, canWait),
      firstDone: async () => {
        this.announcements.tellShadow();
        await this.save();
      },
      rested: () => {
        if (follow && !this.disposed) void this.tend();
      },
    });
    this.background = new Background({
      store,
      enrichment,
      follow,
      ...(parts.retention ? { retention: parts.retention } : {}),
      pipeline: () => this.pipeline.running,
      inspectAgain: () => this.pipeline.inspectAgain(),
      scored: (slice) => this.noteScored(slice),
      failed: (error) => this.announcements.failed("Work in the background failed", error),
    });
    // Calls that an older rule set scored are scored again, by themselves and in the background.
    store.rescoring.matchRules(this.rules.book.version);
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
    this.announcements.statusChanged();
    // Nothing says what changed while nobody looked.
    if (mode === "live") this.sources.markStale();
    void this.wake();
  }

  /** Watching a source works no more, or works again. @param error what the system said, where it is known */
  setPolling(path: string, isPolling: boolean, error: unknown): void {
    if (isPolling) this.polling.set(path, errorCode(error));
    else this.polling.delete(path);
    this.announcements.statusChanged();
  }

  /** Judges by the rules of these files and folders, too, from now on. */
  askRules(paths: readonly string[]): void {
    this.ownRules.ask(paths);
    this.lookAtRules();
    this.announcements.statusChanged();
  }

  /** Where a file of rules changed: what comes next is judged by the new text at once, what was judged before in the background. */
  private lookAtRules(): void {
    if (!this.ownRules.look()) return;
    const { book } = this.ownRules;
    const before = this.rules.book.version;
    this.rules.book = book;
    this.announcements.statusChanged();
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
    this.announcements.statusChanged();
    return fresh;
  }

  /** Works until everything that changed is read and scored; joins the work that is under way. */
  wake(): Promise<void> {
    return this.pipeline.wake();
  }

  /**
   * Scores every call again from the store. A pass that was under way is taken over; each call keeps its score until the
   * new one is there. Where it is cut short by the end of the engine, the next start goes on with it.
   *
   * @param signal aborted by whoever cancels the pass; with `CHANNEL_CLOSED` nobody waits for it any more, and it goes on in the background
   * @param onProgress calls done and in all
   */
  async reenrich(signal: AbortSignal, onProgress: (done: number, total: number) => void): Promise<{ scored: number; cancelled: boolean }> {
    const { rescoring } = this.store;
    const total = rescoring.begin(this.rules.book.version);
    this.store.markDirty();
    // The wish outlives this engine, however soon it ends.
    const saving = this.save();
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
    const isCancelled = signal.aborted && signal.reason !== CHANNEL_CLOSED;
    if (isCancelled) {
      rescoring.cancel();
      this.store.markDirty();
    } else if (!signal.aborted && !this.disposed) onProgress(total, total);
    await saving;
    if (!this.parts.follow) await tending;
    return { scored: signal.aborted ? done : total, cancelled: isCancelled };
  }

  status(): EngineStatus {
    const { store, pipeline, polling, rules, ownRules, gate, cost, installed, parts } = this;
    const erasing = store.leftBehind === null ? [] : [noticeOf({ kind: "not-erased", code: store.leftBehind })];
    const notices = [...this.locateNotices, ...(parts.lists?.shortcomings ?? []).map((message, index): Notice => ({ id: `indicators:${index}`, severity: "warning", message })), ...(this.saving.notice ? [this.saving.notice] : []), ...erasing];
    const { bytes } = parts.retention ?? DEFAULT_RETENTION;
    return engineStatus({ store, pipeline, polling, rules, ownRules, gate, cost, installed, notices, byteBudget: bytes, machine: parts.machine ?? { kind: "local", host: "" } });
  }

  /** Notes that the findings of these calls were seen, or all of them. @returns how many were new to the reader */
  markRead(calls: readonly string[] | null): number {
    const findings = unreadFindings(this.store.db, calls);
    if (findings.length === 0) return 0;
    this.store.decisions.record([{ kind: "read", findings }]);
    // What was held back of them is shown from now on.
    this.triaged(sessionsOfFindings(this.store.db, findings));
    return findings.length;
  }

  /** Something was decided of findings of these sessions; null for many. */
  triaged(sessions: ReadonlySet<string> | null): void {
    this.store.markDirty();
    this.announcements.sessionsChanged(sessions);
  }

  /** Where the journal cannot be written, this start counts: nothing is told that is older. */
  private installation(): number {
    try {
      return this.store.decisions.installed();
    } catch (error) {
      this.announcements.failed("The time of the installation could not be recorded", error);
      return Date.now();
    }
  }

  private noteScored(slice: Slice, canWait = false): void {
    if (this.parts.follow) this.alerts.note(slice.found);
    this.announcements.scored(slice, canWait);
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
    while (this.pipeline.running) await this.pipeline.running;
    const obstacle = replace();
    if (obstacle !== null) return obstacle;
    this.pipeline.paces.clear();
    this.sources.rebind();
    this.store.rescoring.matchRules(this.rules.book.version);
    this.announcements.sessionsChanged(null);
    await this.save();
    void this.wake();
    return null;
  }

  /**
   * What time alone makes due, also while the pipeline works: a source that never rests must not keep the store from being saved. A timer runs
   * between two slices, when each batch is in the store whole or not at all. Called by a timer while following.
   */
  tick(): void {
    this.lookAtRules();
    this.saving.saveWhenDue();
    if (performance.now() < this.nextLook) return;
    this.nextLook = performance.now() + LOOK_MS;
    const lapsed = this.store.states.expire();
    if (lapsed.size > 0) this.triaged(lapsed);
    const status = this.status();
    void this.parts.statusFile?.write(status, true);
    if (this.pipeline.readOnce) this.alerts.look(status.sources);
    if (performance.now() >= this.nextCost) {
      this.nextCost = performance.now() + COST_MS;
      this.announcements.statusChanged();
    }
    // Whether a call has ended is not known while nothing is read, nor before all is read that is new; the pipeline looks itself when it is through.
    if (!this.pipeline.running && !this.gate.isShut && this.pipeline.markInterrupted()) void this.wake();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.retries.dispose();
    await this.pipeline.stop();
    await this.background.stop();
    await this.save();
    await this.parts.statusFile?.write(this.status(), false);
    this.alerts.dispose();
    this.announcements.dispose();
    this.sources.close();
    this.store.close();
    await this.parts.ended?.();
  }
}
