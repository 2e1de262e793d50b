import type { Assessment, ScoringInput } from "../model/assessment.js";
import type { SourceBatch, ToolCallRecord } from "../model/storage.js";
import { RULES_VERSION, assess } from "../scoring/assess.js";
import { scoringInput, type SessionPlace } from "./inspection.js";

/** Observations with fewer points do not count in a call's score. */
const LEAST_OBSERVATION = 30;

/**
 * Looks in a batch that is about to be stored for the calls against which nothing speaks. Most are such: stored with their
 * score they are written once, instead of written, looked for, read and written again. All others are scored from the store.
 */
export class HarmlessCalls {
  constructor(
    private readonly placeOf: (sessionId: string) => SessionPlace | undefined,
    private readonly worktreeOf: (projectId: string) => string | null,
    private readonly score: (input: ScoringInput) => Assessment = assess,
  ) {}

  mark(batch: SourceBatch): SourceBatch {
    const places = this.placesIn(batch);
    const records = batch.records.map((record) => {
      if (record.kind !== "toolCall") return record;
      if (!places.has(record.sessionId)) places.set(record.sessionId, this.placeOf(record.sessionId));
      return this.isHarmless(record, places.get(record.sessionId)) ? { ...record, harmlessBy: RULES_VERSION } : record;
    });
    return { ...batch, records };
  }

  /** Where the sessions of the batch work: its own rows are not in the store yet. */
  private placesIn({ records }: SourceBatch): Map<string, SessionPlace | undefined> {
    const worktrees = new Map<string, string>();
    for (const record of records) if (record.kind === "project") worktrees.set(record.id, record.worktree);
    const places = new Map<string, SessionPlace | undefined>();
    for (const record of records) {
      if (record.kind === "session") places.set(record.id, { directory: record.directory, worktree: worktrees.get(record.projectId) ?? this.worktreeOf(record.projectId) });
    }
    return places;
  }

  private isHarmless(call: ToolCallRecord, place: SessionPlace | undefined): boolean {
    if (call.whole !== undefined || place === undefined) return false;
    if (call.observations?.some(({ score = 0 }) => score >= LEAST_OBSERVATION)) return false;
    try {
      const { score, reasons, shadow } = this.score(scoringInput(call, place));
      return score === 0 && reasons.length === 0 && shadow.length === 0;
    } catch {
      // Scored from the store it fails once more, and is marked and counted there.
      return false;
    }
  }
}
