import assert from "node:assert/strict";
import type { Assessment } from "../../../src/model/assessment.js";
import { levelOf } from "../../../src/model/risk.js";
import type { SourceRecord } from "../../../src/model/storage.js";
import { listCalls } from "../../../src/store/queries/calls.js";
import { COUNT_DIMENSIONS, costOfSessions, countCalls } from "../../../src/store/queries/counts.js";
import { listFindings } from "../../../src/store/queries/findings.js";
import { searchCalls } from "../../../src/store/queries/search.js";
import { getSession, listSessions } from "../../../src/store/queries/sessions.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import type { RetentionLimits } from "../../../src/store/retention.js";
import type { Store } from "../../../src/store/store.js";
import { budgetNotices } from "../../../src/worker/notices.js";
import { openStore } from "./openStore.js";
import { bash, batch, message, session } from "./records.js";

const DAY = 86_400_000;
const NOW = 1_000 * DAY;
const UNBOUNDED = { calls: Infinity, days: Infinity, bytes: Infinity };

function assess(command: string): Assessment {
  const score = command.startsWith("rm") ? 90 : command.startsWith("chmod") ? 20 : 0;
  const reasons = score === 0 ? [] : [{ rule: "delete-root", score, args: {}, span: null }];
  return { score, level: levelOf(score), reasons, techniques: [], normalised: command, shadow: [], target: null };
}

/** A session with one call a day, oldest first: harmless, low, critical, and so on. */
function history(days: number): SourceRecord[] {
  const records: SourceRecord[] = [session("ses_a", { timeUpdated: NOW })];
  for (let day = 0; day < days; day++) {
    const time = NOW - (days - day) * DAY;
    const command = ["ls word", "chmod 777 x", "rm -rf /"][day % 3]!;
    records.push(message(`msg_${day}`, "ses_a", { timeCreated: time }), bash(`prt_${day}`, "ses_a", command, { callId: `c${day}`, messageId: `msg_${day}`, timeStart: time }));
  }
  return records;
}

function scoreAll(store: Store): void {
  const calls = store.scores.unscored(1_000);
  store.scores.write(calls.map((call) => ({ call, assessment: assess((JSON.parse(call.arguments) as { command: string }).command) })), "1");
}

function retain(store: Store, limits: RetentionLimits): void {
  store.retention.restart(limits);
  while (store.retention.slice(2) > 0);
}

const statistics = ({ db }: Store): unknown => ({
  totals: { ...readTotals(db), folded: 0, withoutArguments: 0 },
  counts: COUNT_DIMENSIONS.map((dimension) => countCalls(db, dimension)),
  sessions: listSessions(db, 0, null, 10).rows,
  cost: costOfSessions(db, 0),
  findings: listFindings(db, 0, null, 10).rows.map(({ finding_id, score, call_ids, state }) => ({ finding_id, score, call_ids, state })),
});

describe("retention", () => {
  let store: Store;
  let source: number;
  beforeEach(async () => {
    store = await openStore(null, { now: NOW });
    source = store.sourceId({ kind: "json", path: "/data" });
    store.apply(source, batch(history(12)));
    scoreAll(store);
    store.text.fill(100);
  });

  const kept = (): Array<[string, string]> => listCalls(store.db, { scope: { sessionId: "ses_a" }, minScore: 0, order: "time" }, null, 100).rows.map((call) => [call.id, call.command ?? ""]);

  it("keeps everything within the limits", () => {
    retain(store, UNBOUNDED);
    assert.deepEqual([kept().length, readTotals(store.db).folded], [12, 0]);
  });

  it("lets arguments go first, then low-risk calls as a whole, and keeps what findings are about", () => {
    retain(store, { ...UNBOUNDED, days: 8 });
    assert.deepEqual(kept(), [
      ["prt_11", "rm -rf /"], ["prt_10", "chmod 777 x"], ["prt_9", "ls word"], ["prt_8", "rm -rf /"], ["prt_7", "chmod 777 x"], ["prt_6", "ls word"],
      ["prt_5", "rm -rf /"], ["prt_4", ""], ["prt_2", "rm -rf /"],
    ]);
    const { folded, withoutArguments } = readTotals(store.db);
    assert.deepEqual([folded, withoutArguments], [3, 1]);
    assert.deepEqual(store.db.get("SELECT risk_score, rules_version FROM tool_call WHERE id = 'prt_4'"), { risk_score: 20, rules_version: "1" });
  });

  for (const limits of [{ ...UNBOUNDED, days: 8 }, { ...UNBOUNDED, calls: 4 }, { ...UNBOUNDED, calls: 1, days: 1 }]) {
    it(`changes no statistics (${limits.calls} calls, ${limits.days} days)`, () => {
      const before = statistics(store);
      retain(store, limits);
      assert.ok(readTotals(store.db).folded > 0);
      assert.deepEqual(statistics(store), before);
    });
  }

  it("lets go what a budget of bytes does not allow, and what is never let go is told by the engine", () => {
    const used = store.db.usedBytes();
    retain(store, { ...UNBOUNDED, bytes: used / 3 });
    assert.ok(readTotals(store.db).folded > 0);
    assert.deepEqual(kept().filter(([, command]) => command.startsWith("rm")).length, 4);
    assert.deepEqual([budgetNotices(used, used).length, budgetNotices(used, used / 3).map(({ id }) => id)], [0, ["store-large"]]);
  });

  it("keeps as many calls as the limit says, also where all are of one moment", () => {
    const calls = Array.from({ length: 50 }, (_, n) => bash(`prt_one_${n}`, "ses_one", n % 2 ? "ls" : "chmod 777 x", { callId: `one${n}`, timeStart: NOW }));
    store.apply(source, batch([session("ses_one"), ...calls]));
    scoreAll(store);
    const before = statistics(store);
    retain(store, { ...UNBOUNDED, calls: 20 });
    const rows = (where: string): number => store.db.count(`SELECT count(*) FROM tool_call WHERE ${where}`);
    // Beside them four risky calls of long ago.
    assert.deepEqual([rows("session_id = 'ses_one'"), rows("session_id = 'ses_a'"), rows("arguments_folded_at IS NOT NULL")], [20, 4, 5]);
    assert.deepEqual(statistics(store), before);
    retain(store, { ...UNBOUNDED, calls: 20 });
    assert.equal(rows("session_id = 'ses_one'"), 20, "and no fewer the next time");
    store.forget({ kind: "session", sessionId: "ses_a" });
    assert.equal(store.retention.isOver(), false);
  });

  it("lets messages go of which no call is left, also of sessions that never had one and of those whose calls stay", () => {
    const talk = (id: string, day: number): SourceRecord => message(`${id}_${day}`, id, { timeCreated: NOW - day * DAY });
    store.apply(source, batch([session("ses_talk"), ...[30, 20, 1].map((day) => talk("ses_talk", day)), session("ses_rm"), message("msg_rm", "ses_rm", { timeCreated: NOW - 30 * DAY }), bash("prt_rm", "ses_rm", "rm -rf /", { messageId: "msg_rm", callId: "rm", timeStart: NOW - 30 * DAY }), talk("ses_rm", 29)]));
    scoreAll(store);
    const before = statistics(store);
    const messages = (): unknown => store.db.all("SELECT id FROM message WHERE session_id IN ('ses_talk', 'ses_rm') ORDER BY id").map((row) => row["id"]);
    store.retention.restart({ ...UNBOUNDED, days: 10 });
    while (store.retention.slice(2, new Set()) > 0);
    assert.deepEqual(messages(), ["msg_rm", "ses_rm_29", "ses_talk_1", "ses_talk_20", "ses_talk_30"], "not while a history is read: their calls may be still to come");
    retain(store, { ...UNBOUNDED, days: 10 });
    assert.deepEqual([messages(), statistics(store)], [["msg_rm", "ses_talk_1"], before]);
    store.apply(source, batch([talk("ses_talk", 20)]));
    assert.deepEqual([messages(), statistics(store)], [["msg_rm", "ses_talk_1"], before], "OpenCode still has them");
  });

  it("counts nothing twice when OpenCode still has what was folded", () => {
    retain(store, { ...UNBOUNDED, calls: 1, days: 1 });
    const before = statistics(store);
    assert.deepEqual(store.apply(source, batch(history(12))).unscored, []);
    assert.deepEqual(statistics(store), before);
  });

  it("takes in a call that is as old, but was never seen", () => {
    retain(store, { ...UNBOUNDED, calls: 1, days: 1 });
    store.apply(source, batch([session("ses_b"), bash("prt_new", "ses_b", "rm -rf /", { timeStart: NOW - 20 * DAY })]));
    assert.equal(getSession(store.db, "ses_b")?.calls, 1);
  });

  it("finds no words any more of what it let go", () => {
    assert.equal(searchCalls(store.db, "word", null, 10).total, 4);
    retain(store, { ...UNBOUNDED, days: 8 });
    assert.equal(searchCalls(store.db, "word", null, 10).total, 2);
    store.db.run("INSERT INTO call_text (call_text) VALUES ('integrity-check')");
  });

  it("forgets folded calls with their session, and no other's", () => {
    store.apply(source, batch([session("ses_b"), bash("prt_b", "ses_b", "ls", { timeStart: NOW - 20 * DAY })]));
    scoreAll(store);
    retain(store, { ...UNBOUNDED, calls: 1, days: 1 });
    store.forget({ kind: "session", sessionId: "ses_a" });
    const { toolCalls, folded } = readTotals(store.db);
    assert.deepEqual([toolCalls, folded, countCalls(store.db, "tool").map(({ value, calls }) => [value, calls])], [1, 1, [["bash", 1]]]);
  });

  it("scores nothing again of which it let the arguments go", () => {
    retain(store, { ...UNBOUNDED, days: 8 });
    assert.equal(store.rescoring.begin("2"), 8);
  });
});
