import type { Store } from "../../src/store/store.js";
import { Enrichment } from "../../src/worker/enrichment.js";
import { Preparation } from "../../src/worker/preparation.js";
import { RulesInForce } from "../../src/worker/rulesInForce.js";
import { batchesOf } from "../workload.js";

/** What makes a store of `calls` calls, in the order in which it has to be done. */
export function fillStore(store: Store, calls: number): Array<{ readonly name: string; readonly work: () => void }> {
  const source = store.sourceId({ kind: "json", path: "/home/dev/.local/share/opencode" });
  const rules = new RulesInForce();
  const enrichment = new Enrichment(store, rules);
  const preparation = new Preparation({ keyedHash: (secret) => store.keyedHasher.of(secret), worktrees: new Map(), maskPersonalData: false, indicators: null, rules });
  const many = calls.toLocaleString("en");
  const untilNothing = (slice: () => number): void => {
    while (slice() > 0);
  };
  return [
    {
      name: `${many} calls inspected, stored and scored`,
      work: () => {
        for (const batch of batchesOf(calls)) {
          store.apply(source, preparation.prepare(batch));
          enrichment.slice();
        }
        untilNothing(() => enrichment.slice().scored);
      },
    },
    { name: `${many} calls made searchable`, work: () => untilNothing(() => store.text.fill(500)) },
  ];
}
