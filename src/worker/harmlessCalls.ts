import type { SourceBatch, ToolCallRecord } from "../model/storage.js";
import type { JudgedCall } from "../scoring/sigma/ruleBook.js";
import { scoringInput, type SessionPlace } from "./inspection.js";
import { JudgedCalls } from "./judgedCalls.js";
import { contextsIn, type Contexts, RulesInForce } from "./rulesInForce.js";

/** Observations with fewer points do not count in a call's score. */
const LEAST_OBSERVATION = 30;

/**
 * Looks in a batch that is about to be stored for the calls against which nothing speaks. Most are such: stored with their
 * score they are written once, instead of written, looked for, read and written again. All others are scored from the store,
 * by what they were judged to be here.
 */
export class HarmlessCalls {
  constructor(
    private readonly placeOf: (sessionId: string) => SessionPlace | undefined,
    private readonly rules: RulesInForce = new RulesInForce(),
    private readonly judged: JudgedCalls = new JudgedCalls(),
  ) {}

  mark(batch: SourceBatch): SourceBatch {
    const { version } = this.rules.book;
    const contexts = contextsIn(batch);
    this.judged.begin(version);
    const records = batch.records.map((record) => (record.kind === "toolCall" && this.isHarmless(record, contexts) ? { ...record, harmlessBy: version } : record));
    return { ...batch, records };
  }

  private isHarmless(call: ToolCallRecord, contexts: Contexts): boolean {
    const place = this.placeOf(call.sessionId);
    const isSeen = call.whole !== undefined || place === undefined || call.observations?.some(({ score = 0 }) => score >= LEAST_OBSERVATION) === true;
    const judged = isSeen || call.prompt !== undefined ? undefined : this.judge(call, place, contexts);
    const isHarmless = !isSeen && (call.prompt !== undefined || (judged !== undefined && isNothing(judged)));
    // Stored with its score it is not scored again, unless it is an older call that changed.
    this.judged.note(call.id, isHarmless ? undefined : judged);
    return isHarmless;
  }

  /** Undefined where it has to be judged from the store. */
  private judge(call: ToolCallRecord, place: SessionPlace, contexts: Contexts): JudgedCall | undefined {
    const { book } = this.rules;
    const context = contexts.get(call.messageId);
    // A rule of the person's may ask for the agent, which the store knows.
    if (book.isExtended && context === undefined) return undefined;
    try {
      return book.judge(scoringInput(call, place), context ?? { agent: null, model: null });
    } catch {
      // Scored from the store it fails once more, and is marked and counted there.
      return undefined;
    }
  }
}

function isNothing({ assessment: { score, reasons, shadow }, held }: JudgedCall): boolean {
  return held.length === 0 && score === 0 && reasons.length === 0 && shadow.length === 0;
}
