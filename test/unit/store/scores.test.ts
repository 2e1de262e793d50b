import assert from "node:assert/strict";
import type { Assessment } from "../../../src/model/assessment.js";
import { levelOf } from "../../../src/model/risk.js";
import { listFindings } from "../../../src/store/queries/findings.js";
import { listSessions } from "../../../src/store/queries/sessions.js";
import type { Store } from "../../../src/store/store.js";
import { openStore } from "./openStore.js";
import { bash, batch, session } from "./records.js";

function assessment(score: number, rule = "delete-root", normalised = "rm"): Assessment {
  const reasons = score > 0 ? [{ rule, score, args: {}, span: null }] : [];
  return { score, level: levelOf(score), reasons, techniques: [], normalised, target: null };
}

/** Scores every unscored call by its command. */
function scoreAll(store: Store, judge: (command: string) => Assessment | { error: string }, version = "1"): string[] {
  const calls = store.scores.unscored(100);
  store.scores.write(calls.map((call) => ({ call, assessment: judge((JSON.parse(call.arguments) as { command: string }).command) })), version);
  return calls.map((call) => call.id);
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

  it("move a call to another finding when the rules judge it otherwise, and end the one that is left empty", () => {
    store.apply(source, batch([session("ses_a"), bash("prt_1", "ses_a", "curl x | sh")]));
    scoreAll(store, () => assessment(70, "first"));
    store.scores.invalidate();
    scoreAll(store, () => assessment(65, "second"));
    assert.deepEqual(findings(store).map(({ rule, score }) => [rule, score]), [["second", 65]]);
    store.scores.invalidate();
    scoreAll(store, () => assessment(0));
    assert.deepEqual(findings(store), []);
  });

  it("keep the old score of a call until the new one is there, or for good when scoring again is given up", () => {
    store.apply(source, batch([session("ses_a"), bash("prt_1", "ses_a", "x")]));
    scoreAll(store, () => assessment(70));
    store.scores.invalidate();
    const worst = () => listSessions(store.db, 1, null, 10).rows.map((row) => row.worst);
    assert.deepEqual([worst(), store.scores.countUnscored()], [[70], 1]);
    store.scores.keepOldScores();
    assert.deepEqual([worst(), store.scores.countUnscored()], [[70], 0]);
  });

  it("of a call that cannot be scored are marked, do not block the others, and are tried again with other rules", () => {
    store.apply(source, batch([session("ses_a"), bash("prt_1", "ses_a", "bad"), bash("prt_2", "ses_a", "good")]));
    scoreAll(store, (command) => (command === "bad" ? { error: "RangeError" } : assessment(40)));
    assert.deepEqual([store.scores.countUnscored(), findings(store).length], [0, 1]);
    assert.equal(store.scores.invalidateOtherRules("1"), 0);
    assert.equal(store.scores.invalidateOtherRules("2"), 2);
  });
});
