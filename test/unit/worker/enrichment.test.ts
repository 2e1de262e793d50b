import assert from "node:assert/strict";
import { RuleBook } from "../../../src/scoring/sigma/ruleBook.js";
import { getCall } from "../../../src/store/queries/calls.js";
import { listFindings } from "../../../src/store/queries/findings.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import type { Store } from "../../../src/store/store.js";
import { Enrichment } from "../../../src/worker/enrichment.js";
import { RulesInForce } from "../../../src/worker/rulesInForce.js";
import { openStore } from "../store/openStore.js";
import { bash, batch, session } from "../store/records.js";

/** Large enough to take millions of steps on a command of 3,500 characters. */
const SLOW = `title: Letters in long rows\nid: own-slow\nlogsource:\n    category: process_creation\ndetection:\n    selection:\n        CommandLine|re: '([ab]{1,90}){1,9}!'\n    condition: selection\nlevel: high\n`;
const QUICK = `title: Letters at all\nid: own-quick\nlogsource:\n    category: process_creation\ndetection:\n    selection:\n        CommandLine|contains: 'abab'\n    condition: selection\nlevel: high\n`;

describe("scoring calls from the store", () => {
  let store: Store;
  beforeEach(async () => (store = await openStore()));

  function read(...commands: string[]): void {
    const calls = commands.map((command, n) => bash(`prt_${n}`, "ses_a", command, { callId: `c${n}`, timeStart: 10 + n }));
    store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([session("ses_a"), ...calls]));
  }
  const reasonsOf = (id: string): unknown => (JSON.parse(getCall(store.db, id)!.risk_reason ?? "[]") as Array<{ rule: string; args: Record<string, string> }>).map(({ rule, args }) => (args["skipped"] === undefined ? rule : `${rule} skipped`));

  it("skips a person's rule that would take too long on a call, says so in that call's row, and judges all else by it and by the others", () => {
    read(`echo ${"ab".repeat(1_750)}`, "echo abab!");
    new Enrichment(store, new RulesInForce(new RuleBook([{ path: "own.yml", text: `${SLOW}---\n${QUICK}` }]))).slice();
    assert.deepEqual([reasonsOf("prt_0"), reasonsOf("prt_1")], [["own-quick", "own-slow skipped"], ["own-slow", "own-quick"]]);
  });

  it("says in a call's row that a part of it was too much to be judged", () => {
    read(`rm -rf / ; ${"for a in 1 2 3 4 5 6 7 8; do ".repeat(12)}x=1; ${"done; ".repeat(12)}`);
    new Enrichment(store).slice();
    assert.deepEqual(reasonsOf("prt_0"), ["delete-root", "unread-part"]);
  });

  it("marks a call whose scoring throws, counts it, scores the others, and tries it again with the next version of the rules", () => {
    read("rm -rf /", "ls", "rm -rf /");
    const good = new RuleBook([]);
    const judging = (fails: boolean, version: string): RulesInForce =>
      new RulesInForce(Object.assign(Object.create(good) as RuleBook, {
        version,
        judge: (...asked: Parameters<RuleBook["judge"]>) => {
          if (fails && asked[0].arguments["command"] === "ls") throw new RangeError("made by the test");
          return good.judge(...asked);
        },
      }));
    const first = new Enrichment(store, judging(true, "1")).slice();
    const marked = (): unknown => store.db.all<{ id: string }>("SELECT id, enrich_error, risk_score FROM tool_call WHERE enrich_error IS NOT NULL");
    assert.deepEqual([first.scored, first.failures.length, marked(), readTotals(store.db).failed, listFindings(store.db, 30, null, 10).total], [3, 1, [{ id: "prt_1", enrich_error: "RangeError", risk_score: null }], 1, 1]);
    store.rescoring.matchRules("2");
    new Enrichment(store, judging(false, "2")).sliceAgain();
    assert.deepEqual([marked(), readTotals(store.db).failed, getCall(store.db, "prt_1")?.risk_score], [[], 0, 0]);
  });
});
