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
    private readonly score: (input: ScoringInput) => Assessment = assess,
  ) {}

  mark(batch: SourceBatch): SourceBatch {
    return { ...batch, records: batch.records.map((record) => (record.kind === "toolCall" && this.isHarmless(record, this.placeOf(record.sessionId)) ? { ...record, harmlessBy: RULES_VERSION } : record)) };
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
