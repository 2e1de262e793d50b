import assert from "node:assert/strict";
import type { Assessment } from "../../../src/model/assessment.js";
import { levelOf } from "../../../src/model/risk.js";
import { findingsThatBegin, listFindings } from "../../../src/store/queries/findings.js";
import { listCalls } from "../../../src/store/queries/calls.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import type { ScoredCall, UnscoredCall } from "../../../src/store/scores.js";
import type { Store } from "../../../src/store/store.js";
import { openStore } from "./openStore.js";
import { bash, batch, session } from "./records.js";

function assessment(score: number, rule = "delete-root", normalised = "rm"): Assessment {
  const reasons = score > 0 ? [{ rule, score, args: {}, span: null }] : [];
  return { score, level: levelOf(score), reasons, techniques: [], normalised, shadow: [], target: null };
}

type Judge = (command: string) => Assessment | { error: string };

function judged(calls: readonly UnscoredCall[], judge: Judge): ScoredCall[] {
  return calls.map((call) => ({ call, assessment: judge((JSON.parse(call.arguments) as { command: string }).command) }));
}

/** Scores every unscored call by its command. */
function scoreAll(store: Store, judge: Judge, version = "1"): void {
  store.scores.write(judged(store.scores.unscored(100), judge), version);
}

/** Scores again what a pass has left, `limit` at a time. Gives how many calls there were in each batch. */
function scoreAgain(store: Store, judge: Judge, limit = 100): number[] {
  const sizes: number[] = [];
  for (let calls = store.rescoring.next(limit); calls.length > 0; calls = store.rescoring.next(limit)) {
    store.rescoring.write(judged(calls, judge), "1");
    sizes.push(calls.length);
  }
  return sizes;
}

const findings = (store: Store) => listFindings(store.db, 0, null, 100).rows.map(({ rule, score, level, call_count, call_ids }) => ({ rule, score, level, calls: JSON.parse(call_ids) as string[], call_count }));

describe("scores", () => {
  let store: Store;
  let source: number;
  beforeEach(async () => {
    store = await openStore();
    source = store.sourceId({ kind: "sqlite", path: "/data/opencode.db" });
  });

  it("come in batches, newest first, with the folder of the session", () => {
    store.apply(source, batch([session("ses_a", { directory: "/work/shop" }), bash("prt_1", "ses_a", "one", { timeStart: 1 }), bash("prt_2", "ses_a", "two", { timeStart: 2 })]));
    assert.deepEqual(store.scores.unscored(1).map(({ id, directory, worktree }) => ({ id, directory, worktree })), [{ id: "prt_2", directory: "/work/shop", worktree: null }]);
  });

  it("make one finding of a session's calls with the same rule and normalised command", () => {
    store.apply(source, batch([session("ses_a"), bash("prt_1", "ses_a", "rm -rf /", { timeStart: 1 }), bash("prt_2", "ses_a", "rm -fr /", { timeStart: 2 }), bash("prt_3", "ses_a", "ls")]));
    scoreAll(store, (command) => assessment(command === "ls" ? 0 : 95));
    assert.deepEqual(findings(store), [{ rule: "delete-root", score: 95, level: "critical", calls: ["call_prt_1", "call_prt_2"], call_count: 2 }]);
  });

  it("make findings that are found by how their ids begin, in their order", () => {
    const commands = Array.from({ length: 40 }, (_, index) => bash(`prt_${index}`, "ses_a", `command ${index}`));
    store.apply(source, batch([session("ses_a"), ...commands]));
    scoreAll(store, (command) => assessment(95, "delete-root", command));
    const ids = store.db.all<{ id: string }>("SELECT id FROM finding ORDER BY id").map(({ id }) => id);
    assert.deepEqual([ids.length, findingsThatBegin(store.db, ids[7]!, 20), findingsThatBegin(store.db, ids[7]!.slice(0, 6), 20)], [40, [ids[7]], ids.filter((id) => id.startsWith(ids[7]!.slice(0, 6)))]);
    for (const digit of "0123456789abcdef") assert.deepEqual(findingsThatBegin(store.db, digit, 3), ids.filter((id) => id.startsWith(digit)).slice(0, 3));
  });

  it("move a call to another finding when the rules judge it otherwise, and end the one that is left empty", () => {
    store.apply(source, batch([session("ses_a"), bash("prt_1", "ses_a", "curl x | sh")]));
    scoreAll(store, () => assessment(70, "first"));
    store.rescoring.begin("1");
    scoreAgain(store, () => assessment(65, "second"));
    assert.deepEqual(findings(store).map(({ rule, score }) => [rule, score]), [["second", 65]]);
    store.rescoring.begin("1");
    scoreAgain(store, () => assessment(0));
    assert.deepEqual(findings(store), []);
  });

  it("keep the old score of a call until the new one is there, or for good when scoring again is given up", () => {
    store.apply(source, batch([session("ses_a"), bash("prt_1", "ses_a", "one", { timeStart: 1 }), bash("prt_2", "ses_a", "two", { timeStart: 2 })]));
    scoreAll(store, () => assessment(70));
    store.rescoring.begin("1");
    const scores = () => listCalls(store.db, { scope: {}, minScore: 1, order: "time" }, null, 10).rows.map((row) => row.risk_score);
    store.rescoring.write(judged(store.rescoring.next(1), () => assessment(40)), "1");
    assert.deepEqual([scores(), store.rescoring.progress(), store.scores.countUnscored()], [[40, 70], { done: 1, total: 2 }, 0]);
    store.rescoring.cancel();
    assert.deepEqual([scores(), store.rescoring.progress(), scoreAgain(store, () => assessment(0))], [[40, 70], null, []]);
  });

  it("are made again by themselves when the rules are others, from where the last start left off, and no wish cuts that short", async () => {
    const calls = ["1", "2", "3"].map((name) => bash(`prt_${name}`, "ses_a", name, { timeStart: Number(name) }));
    store.apply(source, batch([session("ses_a"), ...calls]));
    scoreAll(store, () => assessment(70));
    store.rescoring.matchRules("2");
    store.rescoring.write(judged(store.rescoring.next(1), () => assessment(40)), "2");
    store.rescoring.matchRules("2");
    assert.deepEqual(store.rescoring.progress(), { done: 1, total: 3 });
    store.rescoring.begin("2");
    store.rescoring.cancel();
    assert.deepEqual(store.rescoring.progress(), { done: 0, total: 3 });
    assert.deepEqual([scoreAgain(store, () => assessment(40), 2), store.rescoring.progress()], [[2, 1], null]);
    store.rescoring.matchRules("2");
    assert.equal(store.rescoring.progress(), null);
  });

  it("of a call that cannot be scored are marked, do not block the others, and are tried again with other rules", () => {
    store.apply(source, batch([session("ses_a"), bash("prt_1", "ses_a", "bad"), bash("prt_2", "ses_a", "good")]));
    scoreAll(store, (command) => (command === "bad" ? { error: "RangeError" } : assessment(40)));
    assert.deepEqual([store.scores.countUnscored(), readTotals(store.db).failed, findings(store).length], [0, 1, 1]);
    store.rescoring.matchRules("2");
    assert.deepEqual([scoreAgain(store, () => assessment(40)), readTotals(store.db).failed], [[2], 0]);
  });
});
