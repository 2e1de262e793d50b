import type { Store } from "../../src/store/store.js";
import { Enrichment } from "../../src/worker/enrichment.js";
import { triageHandlers } from "../../src/worker/triage/triageHandlers.js";
import { bash, batch, session } from "../../test/unit/store/records.js";
import { type Row, timed } from "../table.js";

const DECIDED = 10_000;
const LIMIT_MS = 2_000;

/** Deciding ten thousand findings in bulk and taking that back, in a store that has everything else of the bench in it, with the journal on the disk. */
export function triageRows(store: Store): Row[] {
  const calls = addFindings(store);
  const ask = triageHandlers({ store, changed: () => undefined, now: Date.now });
  const { signal } = new AbortController();
  let act = "";
  const decided = timed(() => void (act = (ask.decide({ selection: { kind: "calls", ids: calls }, expected: null, verdict: "false-positive", reason: "measured", expires: null }, signal) as { act: string }).act));
  const undone = timed(() => void ask.undo({ decision: act }, signal));
  return [
    { name: `${DECIDED.toLocaleString("en")} findings decided in bulk`, value: decided, unit: "ms", limit: LIMIT_MS },
    { name: `${DECIDED.toLocaleString("en")} verdicts taken back`, value: undone, unit: "ms", limit: LIMIT_MS },
  ];
}

/** One finding a session. @returns their calls */
function addFindings(store: Store): string[] {
  const source = store.sourceId({ kind: "json", path: "/home/dev/.local/share/opencode" });
  const names = Array.from({ length: DECIDED }, (_, index) => `bulk_${index}`);
  for (let from = 0; from < DECIDED; from += 500) {
    store.apply(source, batch(names.slice(from, from + 500).flatMap((name) => [session(`ses_${name}`), bash(`prt_${name}`, `ses_${name}`, "rm -rf /", { callId: name })])));
  }
  const enrichment = new Enrichment(store);
  while (enrichment.slice().scored > 0);
  return names.map((name) => `prt_${name}`);
}
