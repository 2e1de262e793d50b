import type { SourceBatch, ToolCallRecord } from "../model/storage.js";
import { scoringInput, type SessionPlace } from "./inspection.js";
import { contextsIn, type Contexts, RulesInForce } from "./rulesInForce.js";

/** Observations with fewer points do not count in a call's score. */
const LEAST_OBSERVATION = 30;

/**
 * Looks in a batch that is about to be stored for the calls against which nothing speaks. Most are such: stored with their
 * score they are written once, instead of written, looked for, read and written again. All others are scored from the store.
 */
export class HarmlessCalls {
  constructor(
    private readonly placeOf: (sessionId: string) => SessionPlace | undefined,
    private readonly rules: RulesInForce = new RulesInForce(),
  ) {}

  mark(batch: SourceBatch): SourceBatch {
    const contexts = contextsIn(batch);
    const records = batch.records.map((record) =>
      record.kind === "toolCall" && this.isHarmless(record, this.placeOf(record.sessionId), contexts) ? { ...record, harmlessBy: this.rules.book.version } : record,
    );
    return { ...batch, records };
  }

  private isHarmless(call: ToolCallRecord, place: SessionPlace | undefined, contexts: Contexts): boolean {
    if (call.whole !== undefined || place === undefined) return false;
    if (call.observations?.some(({ score = 0 }) => score >= LEAST_OBSERVATION)) return false;
    if (call.prompt !== undefined) return true;
    const { book } = this.rules;
    const context = contexts.get(call.messageId);
    // A rule of the person's may ask for the agent, which the store knows.
    if (book.isExtended && context === undefined) return false;
    try {
      const { assessment: { score, reasons, shadow }, held } = book.judge(scoringInput(call, place), context ?? { agent: null, model: null });
      return held.length === 0 && score === 0 && reasons.length === 0 && shadow.length === 0;
    } catch {
      // Scored from the store it fails once more, and is marked and counted there.
      return false;
    }
  }
}
