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

/** A clock by which no slice takes any time. */
const STILL = (): number => 0;

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
    new Enrichment(store, new RulesInForce(new RuleBook([{ path: "own.yml", text: `${SLOW}---\n${QUICK}` }])), undefined, STILL).slice();
    assert.deepEqual([reasonsOf("prt_0"), reasonsOf("prt_1")], [["own-quick", "own-slow skipped"], ["own-slow", "own-quick"]]);
  });

  it("says in a call's row that a part of it was too much to be judged", () => {
    read(`rm -rf / ; ${"for a in 1 2 3 4 5 6 7 8; do ".repeat(12)}x=1; ${"done; ".repeat(12)}`);
    new Enrichment(store, undefined, undefined, STILL).slice();
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
    const first = new Enrichment(store, judging(true, "1"), undefined, STILL).slice();
    const marked = (): unknown => store.db.all<{ id: string }>("SELECT id, enrich_error, risk_score FROM tool_call WHERE enrich_error IS NOT NULL");
    assert.deepEqual([first.scored, first.failures.length, marked(), readTotals(store.db).failed, listFindings(store.db, 30, null, 10).total], [3, 1, [{ id: "prt_1", enrich_error: "RangeError", risk_score: null }], 1, 1]);
    store.rescoring.matchRules("2");
    new Enrichment(store, judging(false, "2"), undefined, STILL).sliceAgain();
    assert.deepEqual([marked(), readTotals(store.db).failed, getCall(store.db, "prt_1")?.risk_score], [[], 0, 0]);
  });

  describe("with a clock of the test's own", () => {
    let [now, cost] = [0, 0];
    const book = new RuleBook([]);
    /** Each call takes `cost` milliseconds to judge. */
    const slowly = new RulesInForce(Object.assign(Object.create(book) as RuleBook, {
      judge: (...asked: Parameters<RuleBook["judge"]>) => {
        now += cost;
        return book.judge(...asked);
      },
    }));
    const opened = (): Enrichment => new Enrichment(store, slowly, undefined, () => now);
    beforeEach(() => ([now, cost] = [0, 1]));

    it("does as much in a slice as fits into 25 ms, more where calls are fast, and never more than the one call that is slow", () => {
      read(...Array.from({ length: 4_000 }, (_, n) => `ls ${n}`));
      const enrichment = opened();
      const slices = (costs: readonly number[]): Array<[calls: number, ms: number]> => costs.map((each) => {
        cost = each;
        const before = now;
        return [enrichment.slice().scored, Math.round((now - before) * 100) / 100];
      });
      assert.deepEqual(slices([1, 1, 0.01, 0.01, 0.01, 10, 10, 400, 1, 1]), [
        [25, 25], [25, 25], [25, 0.25], [1_024, 10.24], [1_024, 10.24], [3, 30], [3, 30], [1, 400], [16, 16], [25, 25],
      ]);
    });

    it("scores what has just happened in the next slices, before a backfill goes on, also where that is more than one slice", () => {
      read(...Array.from({ length: 500 }, (_, n) => `ls ${n}`));
      const enrichment = opened();
      enrichment.slice();
      const live = Array.from({ length: 40 }, (_, n) => bash(`live_${n}`, "ses_a", `rm ${n}`, { callId: `l${n}`, timeStart: n - 100 }));
      enrichment.arrived(store.apply(1, batch(live)).unscored);
      const waiting = (): number => store.db.count("SELECT count(*) FROM tool_call WHERE id GLOB 'live_*' AND enriched_at IS NULL");
      const others = (): number => store.scores.countUnscored() - waiting();
      const before = others();
      const seen = [enrichment.slice().scored, waiting(), others(), enrichment.slice().scored, waiting(), others()];
      assert.deepEqual(seen, [25, 15, before, 15, 0, before]);
      assert.ok(enrichment.slice().scored > 0 && others() < before, "the backfill goes on");
    });
  });
});
