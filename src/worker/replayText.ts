import { untrusted } from "../model/untrusted.js";
import type { EngineResult } from "../protocol/engine.js";
import { RuleBook } from "../scoring/sigma/ruleBook.js";
import { getCall } from "../store/queries/calls.js";
import type { Store } from "../store/store.js";
import { replay } from "./replay.js";
import { callRow } from "./rows.js";

/** Calls of a rule that a window is given; the count is of all. */
const CALLS_TOLD = 200;

/** What the rules of a text, as it stands in an editor, would have flagged since a time. Rules that cannot be used, or are switched off, are not in the answer. */
export async function replayText(store: Store, text: string, since: number, signal: AbortSignal): Promise<EngineResult<"replayRules">> {
  const book = new RuleBook([{ path: "", text }]);
  const { calls, cut, hits, skipped } = await replay(store, book, since, signal);
  const rules = book.own.filter(({ maturity }) => maturity !== "off").map(({ id, title, line }) => {
    const hit = hits.get(id);
    const rows = (hit?.named ?? []).slice(0, CALLS_TOLD).flatMap((callId) => getCall(store.db, callId) ?? []);
    return { id, title: untrusted(title), line, hits: hit?.calls ?? 0, skipped: skipped.get(id) ?? 0, calls: rows.map(callRow) };
  });
  return { calls, cut, rules };
}
