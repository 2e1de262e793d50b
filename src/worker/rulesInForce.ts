import type { SourceBatch } from "../model/storage.js";
import type { CallContext } from "../scoring/sigma/callEvents.js";
import { RuleBook } from "../scoring/sigma/ruleBook.js";

/** The rules that hold now: whoever judges looks here for each call, so that an edited rule takes effect at once. */
export class RulesInForce {
  constructor(public book: RuleBook = new RuleBook([])) {}
}

/** Agent and model of messages, by the message's id. */
export type Contexts = ReadonlyMap<string, CallContext>;

/** Who wrote the messages of a batch: its rows are not in the store yet. */
export function contextsIn({ records }: SourceBatch): Contexts {
  const contexts = new Map<string, CallContext>();
  for (const record of records) if (record.kind === "message") contexts.set(record.id, { agent: record.agent, model: record.modelId });
  return contexts;
}
