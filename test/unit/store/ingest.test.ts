import assert from "node:assert/strict";
import { levelOf } from "../../../src/model/risk.js";
import { untrusted } from "../../../src/model/untrusted.js";
import { listCalls } from "../../../src/store/queries/calls.js";
import { listDeadLetters, listSources, readTotals } from "../../../src/store/queries/totals.js";
import type { Store } from "../../../src/store/store.js";
import { imageOf } from "./imageOf.js";
import { openStore } from "./openStore.js";
import { bash, batch, census, message, session } from "./records.js";

const everything = { scope: {}, minScore: 0, order: "time" } as const;
const calls = (store: Store) => listCalls(store.db, everything, null, 100).rows;

describe("ingest", () => {
  let store: Store;
  let database: number;
  let files: number;
  beforeEach(async () => {
    store = await openStore();
    database = store.sourceId({ kind: "sqlite", path: "/data/opencode.db" });
    files = store.sourceId({ kind: "json", path: "/data" });
  });

  it("counts what a source holds by the last census of each session", () => {
    store.apply(database, batch([session("ses_a"), census("ses_a", { messageIds: ["msg_1"], parts: 3, toolParts: 1 })]));
    store.apply(database, batch([census("ses_a", { messageIds: ["msg_1", "msg_2"], parts: 5, toolParts: 2, unknownShapes: 1 })]));
    const { sessions, messages, parts, tool_parts, unknown_shapes } = listSources(store.db)[0]!;
    assert.deepEqual({ sessions, messages, parts, tool_parts, unknown_shapes }, { sessions: 1, messages: 2, parts: 5, tool_parts: 2, unknown_shapes: 1 });
  });

  it("keeps a cursor with the rows that it covers, and loses both when a row cannot be written", () => {
    const broken = { ...message("msg_1", "ses_a"), cost: null as unknown as number };
    assert.throws(() => store.apply(database, batch([session("ses_a"), broken], [["ses_a", "7"]])));
    assert.deepEqual([store.cursor(database).get("ses_a"), readTotals(store.db).sessions], [undefined, 0]);
    store.apply(database, batch([session("ses_a"), message("msg_1", "ses_a")], [["ses_a", "7"]]));
    assert.deepEqual([...store.cursor(database).entries()], [["ses_a", "7"]]);
  });

  it("lets a call lose its score when its input, status or output changes, and only then", () => {
    const call = bash("prt_1", "ses_a", "ls");
    const change = (records: Parameters<typeof batch>[0]) => store.apply(database, batch(records)).unscored.length;
    assert.deepEqual(
      [
        change([session("ses_a"), call]),
        change([call]),
        change([{ ...call, status: "error", outcome: "failed" }]),
        change([{ ...call, arguments: { command: "rm -rf /" } }]),
        change([{ ...call, arguments: { command: "rm -rf /" }, output: untrusted("other") }]),
      ],
      [1, 0, 1, 1, 1],
    );
  });

  it("knows a call again among others, in whatever order SQLite and JavaScript have their ids", () => {
    const of = (id: string, command: string) => bash(id, "ses_a", command, { timeStart: null });
    store.apply(database, batch([session("ses_a"), of("prt_\u{1f600}", "ls"), of("prt_3", "ls")]));
    store.apply(database, batch([of("prt_\u{1f600}", "pwd"), of("prt_\ufffd", "pwd")]));
    store.apply(database, batch(["prt_5", "prt_3", "prt_1"].map((id) => of(id, "pwd"))));
    const commands = store.db.all<{ id: string; command: string }>("SELECT id, command FROM tool_call ORDER BY id").map(({ id, command }) => [id, command]);
    assert.deepEqual(commands, ["prt_1", "prt_3", "prt_5", "prt_\ufffd", "prt_\u{1f600}"].map((id) => [id, "pwd"]));
  });

  it("counts a fork's copies once, whichever session is read first", () => {
    const original = bash("prt_1", "ses_a", "ls", { callId: "call_1" });
    const copy = bash("prt_9", "ses_b", "ls", { callId: "call_1" });
    store.apply(database, batch([session("ses_b", { timeCreated: 9000 }), copy]));
    store.apply(database, batch([session("ses_a", { timeCreated: 1000 }), original]));
    assert.deepEqual(calls(store).map((row) => row.id), ["prt_1"]);
  });

  it("takes calls that share nothing but a provider's call id for two", () => {
    store.apply(database, batch([session("ses_a"), bash("prt_1", "ses_a", "ls", { callId: "call_1", timeStart: 1 })]));
    store.apply(database, batch([session("ses_b"), bash("prt_2", "ses_b", "ls", { callId: "call_1", timeStart: 2 })]));
    assert.equal(readTotals(store.db).toolCalls, 2);
  });

  it("lets the database win over a stale copy in files, in either order", () => {
    const stale = bash("prt_1", "ses_a", "old");
    const current = bash("prt_1", "ses_a", "new");
    store.apply(files, batch([session("ses_a"), stale]));
    store.apply(database, batch([session("ses_a"), current]));
    store.apply(files, batch([session("ses_a", { title: untrusted("stale") }), stale, census("ses_a", { parts: 1 })]));
    assert.deepEqual([calls(store).map((row) => row.command), listSources(store.db).map((source) => source.parts)], [["new"], [0, 1]]);
  });

  it("keeps what OpenCode deleted, marked", () => {
    store.apply(database, batch([session("ses_a"), bash("prt_1", "ses_a", "ls"), bash("prt_2", "ses_a", "pwd"), census("ses_a", { toolCallIds: ["prt_1", "prt_2"] })]));
    store.apply(database, batch([census("ses_a", { toolCallIds: ["prt_2"] })]));
    const deleted = () => store.db.all<{ id: string }>("SELECT id FROM tool_call WHERE deleted_at IS NOT NULL ORDER BY id").map((row) => row.id);
    assert.deepEqual([deleted(), readTotals(store.db).toolCalls], [["prt_1"], 2]);
    store.apply(database, batch([{ kind: "sessionGone", sessionId: "ses_a" }]));
    assert.deepEqual([deleted(), readTotals(store.db).toolCalls], [["prt_1", "prt_2"], 2]);
  });

  it("keeps a dead letter until its session is read without it", () => {
    const letter = { kind: "deadLetter", locator: "part/msg_1/prt_1.json", sessionId: "ses_a", reason: "malformed-json", detail: "cut off", hash: "h1" } as const;
    store.apply(files, batch([session("ses_a"), letter, census("ses_a", { deadLetters: [letter.locator] })]));
    store.apply(files, batch([letter, census("ses_a", { deadLetters: [letter.locator] })]));
    const letters = () => listDeadLetters(store.db, "standing", null, 10).rows.map(({ locator, attempts }) => [locator, attempts]);
    assert.deepEqual(letters(), [[letter.locator, 2]]);
    store.apply(files, batch([census("ses_a")]));
    assert.deepEqual(letters(), []);
  });

  it("keeps of arguments over 4 KB the heads, the length and the hash, in the shape that they had, and of outputs nothing but the hash", () => {
    const content = `unmistakable head ${"x".repeat(9_000)} unmistakable tail`;
    const call = bash("prt_1", "ses_a", "", { tool: "write", arguments: { filePath: "/srv/a", content }, output: untrusted("unmistakable output") });
    store.apply(database, batch([session("ses_a"), call]));
    const row = store.db.get<{ arguments: string; file_path: string; arguments_length: number; arguments_hash: string; output_hash: Uint8Array }>("SELECT * FROM tool_call")!;
    const kept = JSON.parse(row.arguments) as { content: string };
    assert.deepEqual(
      [row.arguments.length <= 4_096, content.startsWith(kept.content), kept.content.length > 1_000, row.file_path, row.arguments_length, row.arguments_hash.length, row.output_hash.length],
      [true, true, true, "/srv/a", JSON.stringify(call.arguments).length, 32, 16],
    );
    const image = imageOf(store.db);
    assert.deepEqual(["unmistakable head", "unmistakable tail", "unmistakable output"].map((text) => image.includes(text)), [true, false, false]);
    // The tail is not kept, but it is known: a change of it is a change of the call.
    assert.equal(store.apply(database, batch([{ ...call, arguments: { filePath: "/srv/a", content: `${content}!` } }])).unscored.length, 1);
  });

  it("counts calls in the project that their session has now, folded ones and those of the same reading too", async () => {
    const moving = await openStore(null, { now: 9 * 86_400_000 });
    const source = moving.sourceId({ kind: "sqlite", path: "/data/opencode.db" });
    const score = (): void => void moving.scores.write(moving.scores.unscored(100).map((call) => {
      const points = call.arguments.includes("rm") ? 90 : 0;
      return { call, assessment: { score: points, level: levelOf(points), reasons: points === 0 ? [] : [{ rule: "delete-root", score: points, args: {}, span: null }], techniques: [], normalised: call.id, shadow: [], target: null } };
    }), "1");
    const byProject = (): unknown => ({
      summary: moving.db.all("SELECT project_id, level, sum(calls) AS calls, sum(folded) AS folded FROM summary GROUP BY 1, 2 ORDER BY 1, 2").map((row) => Object.values(row)),
      listed: ["one", "two"].map((projectId) => listCalls(moving.db, { scope: { projectId }, minScore: 0, order: "time" }, null, 10).rows.map(({ id }) => id)),
    });
    moving.apply(source, batch([session("ses_a", { projectId: "one" }), bash("prt_1", "ses_a", "ls"), bash("prt_2", "ses_a", "rm"), session("ses_b", { projectId: "one" }), bash("prt_3", "ses_b", "rm")]));
    score();
    moving.retention.restart({ calls: Infinity, days: 1, bytes: Infinity });
    while (moving.retention.slice(10) > 0);
    assert.deepEqual(byProject(), { summary: [["one", "critical", 2, 0], ["one", "none", 1, 1]], listed: [["prt_3", "prt_2"], []] });
    const moved = session("ses_a", { projectId: "two", timeUpdated: 3_000 });
    moving.apply(source, batch([bash("prt_4", "ses_a", "pwd"), moved, bash("prt_5", "ses_a", "date")]));
    assert.deepEqual(byProject(), { summary: [["one", "critical", 1, 0], ["two", "critical", 1, 0], ["two", "none", 1, 1], ["two", "unscored", 2, 0]], listed: [["prt_3"], ["prt_2"]] });
    score();
    moving.forget({ kind: "project", projectId: "two" });
    assert.deepEqual(byProject(), { summary: [["one", "critical", 1, 0]], listed: [["prt_3"], []] });
  });

  it("keeps of a long error the head and how long it was, and knows the rest", () => {
    const failed = bash("prt_1", "ses_a", "ls", { status: "error", outcome: "failed", error: untrusted("word ".repeat(100_000)) });
    store.apply(database, batch([session("ses_a"), failed, bash("prt_2", "ses_a", "ls", { callId: "c2", error: untrusted("e".repeat(4_096)) })]));
    const errors = store.db.all<{ error: string }>("SELECT error FROM tool_call ORDER BY id").map(({ error }) => error);
    assert.deepEqual(errors, [`${"word ".repeat(820).slice(0, 4_096)}… (500000 characters)`, "e".repeat(4_096)]);
    assert.equal(store.apply(database, batch([{ ...failed, error: untrusted(`${"word ".repeat(99_999)}other`) }])).unscored.length, 1);
  });

  it("keeps the summaries what counting all calls would give, whatever happens to the calls", () => {
    const counted = (): unknown => store.db.all("SELECT time / 3600000 AS hour, project_id, agent, tool, coalesce(risk_level, 'unscored') AS level, count(*) AS calls FROM tool_call WHERE duplicate_of IS NULL AND kind <> 'prompt' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5");
    const summary = (): unknown => store.db.all("SELECT hour, project_id, agent, tool, level, calls FROM summary WHERE calls <> 0 ORDER BY 1, 2, 3, 4, 5");
    const score = (points: number): void => void store.scores.write(store.scores.unscored(100).map((call) => ({ call, assessment: { score: points, level: levelOf(points), reasons: points === 0 ? [] : [{ rule: "delete-root", score: points, args: {}, span: null }], techniques: [], normalised: call.id, shadow: [], target: null } })), "1");
    const call = (n: number, sessionId = "ses_a"): ReturnType<typeof bash> => bash(`prt_${sessionId}_${n}`, sessionId, `ls ${n}`, { callId: `c${n}`, timeStart: n * 1_800_000, messageId: n % 2 === 0 ? "msg_1" : "msg_2" });
    const steps: Array<() => void> = [
      () => store.apply(database, batch([session("ses_a"), message("msg_1", "ses_a"), message("msg_2", "ses_a", { agent: "plan" }), ...[1, 2, 3, 4].map((n) => call(n))])),
      () => score(90),
      () => store.apply(database, batch([{ ...call(1), arguments: { command: "other" } }, call(5)])),
      () => score(0),
      () => store.apply(database, batch([session("ses_early", { timeCreated: 1 }), ...[2, 3].map((n) => call(n, "ses_early"))])),
      () => score(40),
      () => store.apply(database, batch([census("ses_a", { parts: 1, toolParts: 1, toolCallIds: ["prt_ses_a_5"] })])),
      () => store.forget({ kind: "session", sessionId: "ses_early" }),
      () => score(40),
    ];
    for (const [step, work] of steps.entries()) {
      work();
      assert.deepEqual(summary(), counted(), `after step ${step}`);
    }
    assert.notDeepEqual(summary(), []);
  });
});
