import type { Assessment } from "../model/assessment.js";
import type { ToolCallRecord } from "../model/storage.js";
import { PROMPT_TOOL } from "../model/toolKind.js";
import { type ScoredObservation, withObservations } from "../scoring/content/contentReasons.js";
import { type JudgedCall, withOwnRules } from "../scoring/sigma/ruleBook.js";
import type { ScoredCall, UnscoredCall } from "../store/scores.js";
import type { Store } from "../store/store.js";
import { scoringInput } from "./inspection.js";
import { JudgedCalls } from "./judgedCalls.js";
import { RulesInForce } from "./rulesInForce.js";

/** How long one batch may hold the thread, in milliseconds: requests are answered between batches, and a new call is scored in the next one. */
const SLICE_MS = 25;
const SMALLEST_BATCH = 16;
const LARGEST_BATCH = 1024;

export interface Slice {
  readonly scored: number;
  readonly sessionIds: ReadonlySet<string>;
  /** Ids of the findings that are new, or news again. */
  readonly found: readonly string[];
  /** Calls whose scoring threw. */
  readonly failures: readonly unknown[];
  /** Calls on which experimental rules fired, by rule: they are counted and not shown. */
  readonly shadow: ReadonlyMap<string, number>;
}

/** A prompt does nothing: only what inspection saw in it counts. */
const NOT_JUDGED: Assessment = { score: 0, level: "none", reasons: [], techniques: [], normalised: "", shadow: [], target: null };
const NOTHING: Slice = { scored: 0, sessionIds: new Set(), found: [], failures: [], shadow: new Map() };

/** Takes batches of calls from the store and scores them. Never reads OpenCode's files. */
export class Enrichment {
  private batchSize = 64;
  private arrivals: string[] = [];

  constructor(
    private readonly store: Store,
    private readonly rules: RulesInForce = new RulesInForce(),
    private readonly judged: JudgedCalls = new JudgedCalls(),
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Calls that have just been indexed while following: they come before everything that waits, however old it says it is. */
  arrived(ids: readonly string[]): void {
    this.arrivals = [...ids, ...this.arrivals];
  }

  /** Calls of the batch that was prepared last, now that they are stored. */
  stored(ids: readonly string[]): void {
    this.judged.confirm(ids);
  }

  /** Scores one batch of what was never scored: arrivals, the latest first, then newest first. */
  slice(): Slice {
    const { scores } = this.store;
    const arrived = this.arrivals.length === 0 ? [] : scores.unscoredOf(this.arrivals.splice(0, this.batchSize));
    const calls = arrived.length > 0 ? arrived : scores.unscored(this.batchSize);
    const slice = this.run(calls, (scored) => scores.write(scored, this.rules.book.version));
    // Those for which there was no time are next.
    this.arrivals.unshift(...arrived.slice(slice.scored).map(({ id }) => id));
    return slice;
  }

  /** Scores one batch of the pass that scores everything again. */
  sliceAgain(): Slice {
    const { rescoring } = this.store;
    return this.run(rescoring.next(this.batchSize), (scored) => rescoring.write(scored, this.rules.book.version));
  }

  /** The size of the next batch follows the time that this one took; one in which calls are slower than those before ends early. */
  private run(calls: readonly UnscoredCall[], write: (scored: readonly ScoredCall[]) => readonly string[]): Slice {
    if (calls.length === 0) return NOTHING;
    const failures: unknown[] = [];
    const started = this.now();
    const scored: ScoredCall[] = [];
    for (const call of calls) {
      scored.push({ call, ...this.assess(call, failures) });
      if (this.now() - started >= SLICE_MS) break;
    }
    const found = write(scored);
    this.store.markDirty();
    this.adapt(scored.length, this.now() - started);
    return { scored: scored.length, sessionIds: new Set(scored.map(({ call }) => call.session_id)), found, failures, shadow: shadowOf(scored) };
  }

  private assess(call: UnscoredCall, failures: unknown[]): Omit<ScoredCall, "call"> {
    try {
      const { assessment, held } = this.judge(call);
      return withOwnRules({ assessment: call.observed === null ? assessment : withObservations(assessment, observationsOf(call.observed)), held });
    } catch (error) {
      failures.push(error);
      return { assessment: { error: error instanceof Error ? error.name : "unknown" } };
    }
  }

  private judge(call: UnscoredCall): JudgedCall {
    if (call.tool === PROMPT_TOOL) return { assessment: NOT_JUDGED, held: [] };
    const { book } = this.rules;
    const before = this.judged.of(call.id, book.version);
    if (before !== undefined) return before;
    const kept = { tool: call.tool, arguments: JSON.parse(call.arguments) as Record<string, unknown>, outcome: call.outcome, exitCode: call.exit_code };
    const whole = call.whole === null ? null : (JSON.parse(call.whole) as NonNullable<ToolCallRecord["whole"]>);
    if (whole?.rulesVersion === book.version) return { assessment: whole.assessment, held: book.ownOf(whole.held ?? []) };
    const judged = book.judge(scoringInput(kept, call), { agent: call.agent || null, model: call.model });
    // The heads are all that newer rules can see; what older ones saw in the whole still stands.
    return whole && whole.assessment.score > judged.assessment.score ? { ...judged, assessment: whole.assessment } : judged;
  }

  private adapt(size: number, elapsedMs: number): void {
    const target = Math.round((size * SLICE_MS) / Math.max(elapsedMs, 0.5));
    this.batchSize = Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, target));
  }
}

function shadowOf(scored: readonly ScoredCall[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { assessment } of scored) {
    if ("error" in assessment) continue;
    // What an older version stored with the whole of a call has no such list.
    for (const rule of (assessment as Partial<Assessment>).shadow ?? []) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return counts;
}

function observationsOf(json: string): ScoredObservation[] {
  return (JSON.parse(json) as Array<[string, string, number, number]>).map(([kind, place, score, count]) => ({ kind, place, score, count }));
}
