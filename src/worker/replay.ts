import { PROMPT_TOOL } from "../model/toolKind.js";
import type { JudgedCall, RuleBook } from "../scoring/sigma/ruleBook.js";
import type { Store } from "../store/store.js";
import type { UnscoredCall } from "../store/scores.js";
import { scoringInput } from "./inspection.js";

/** Calls that are looked at before the thread answers others, and calls that are named of each rule. */
const SLICE = 256;
const NAMED_LIMIT = 1_000;

export interface Replayed {
  /** Calls that were looked at, copies of forks left out. */
  readonly calls: number;
  /** Of these, calls of which the store has the heads of long arguments only: a rule may have held for the rest. */
  readonly cut: number;
  /** By the rule's id: calls that it would have flagged, and the newest 1,000 of their ids. Each rule that is evaluated has an entry once it held. */
  readonly hits: ReadonlyMap<string, { readonly calls: number; readonly named: readonly string[] }>;
  /** By the rule's id: calls for which it would take too many steps, so that whether it holds is not known. */
  readonly skipped: ReadonlyMap<string, number>;
}

/**
 * What a book's own rules would have flagged among the scored calls, newest first, without changing anything.
 *
 * @param since milliseconds since 1970: older calls are left out; 0 looks at all of them
 * @param signal ends it early: what it gives then is of no use
 */
export async function replay({ scores }: Store, book: RuleBook, since: number, signal?: AbortSignal): Promise<Replayed> {
  const hits = new Map<string, { calls: number; named: string[] }>();
  const skipped = new Map<string, number>();
  let [calls, cut] = [0, 0];
  let [time, row] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  for (;;) {
    const slice = scores.scoredBelow(time, row, SLICE);
    for (const call of slice) {
      if (call.time < since) return { calls, cut, hits, skipped };
      if (call.duplicate_of !== null || call.tool === PROMPT_TOOL) continue;
      calls++;
      if (call.whole !== null) cut++;
      const judged = judge(book, call);
      for (const { rule, args } of judged.assessment.reasons) if (args["skipped"] !== undefined) skipped.set(rule, (skipped.get(rule) ?? 0) + 1);
      for (const { id } of judged.held) {
        let hit = hits.get(id);
        if (!hit) hits.set(id, (hit = { calls: 0, named: [] }));
        hit.calls++;
        if (hit.named.length < NAMED_LIMIT) hit.named.push(call.id);
      }
    }
    const last = slice.at(-1);
    if (last === undefined || signal?.aborted) return { calls, cut, hits, skipped };
    [time, row] = [last.time, last.row];
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function judge(book: RuleBook, call: UnscoredCall): JudgedCall {
  const kept = { tool: call.tool, arguments: JSON.parse(call.arguments) as Record<string, unknown>, outcome: call.outcome, exitCode: call.exit_code };
  return book.judge(scoringInput(kept, call), { agent: call.agent || null, model: call.model });
}
