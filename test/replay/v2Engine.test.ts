import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import type { ToolCallRecord } from "../../src/model/storage.js";
import { rawText } from "../../src/model/untrusted.js";
import { SqliteSource } from "../../src/watcher/sqliteDatabase.js";
import { DatabaseFile, LONG_AGO } from "../unit/watcher/madeDatabase.js";
import { counts, drain, KeptCursor, loadSqlJs, ofKind, removeCopies } from "../unit/watcher/storageCopies.js";

const SESSION_V2 = `CREATE TABLE session_v2 (id text PRIMARY KEY, project_id text NOT NULL, workspace_id text, parent_id text, slug text NOT NULL,
  directory text NOT NULL, title text NOT NULL, version text NOT NULL, model text, time_created integer NOT NULL, time_updated integer NOT NULL)`;

describe("the tables of the coming v2 engine", () => {
  let sqlJs: SqlJsStatic;
  let file: DatabaseFile;
  before(async () => (sqlJs = await loadSqlJs()));
  beforeEach(() => (file = new DatabaseFile(sqlJs)));
  afterEach(removeCopies);
  const open = (): SqliteSource => new SqliteSource({ kind: "sqlite", path: file.write() }, sqlJs, null);
  let seq = 0;
  const row = (id: string, type: string, data: object, time = LONG_AGO): DatabaseFile =>
    file.insert("session_message", { id, session_id: "ses_2", type, seq: seq++, time_created: time, time_updated: time, data: JSON.stringify(data) });
  const tool = (id: string, name: string, state: object): object => ({ type: "tool", id, name, state, time: { created: LONG_AGO, ran: LONG_AGO + 1, completed: LONG_AGO + 2 } });

  function conversation(): void {
    file.run(SESSION_V2).insert("session_v2", {
      id: "ses_2", project_id: "project", slug: "s", directory: "/home/dev/shop", title: "Of the new engine", version: "2.0.0", time_created: LONG_AGO, time_updated: LONG_AGO,
    });
    row("msg_u", "user", { text: "Do it", time: { created: LONG_AGO } });
    row("msg_a", "assistant", {
      agent: "build", model: { id: "lab-coder", providerID: "lab" }, time: { created: LONG_AGO, completed: LONG_AGO + 9 },
      content: [
        { type: "text", text: "I do" },
        tool("c1", "shell", { status: "completed", input: { command: "cat .env" }, content: [{ type: "text", text: "TOKEN" }], structured: { exit: 3 } }),
        tool("c2", "read", { status: "completed", input: { path: "src/a.ts" }, content: [], structured: {} }),
        tool("c3", "patch", { status: "error", input: { patchText: "x" }, content: [], structured: {}, error: { type: "failed", message: "User said no" } }),
        tool("c4", "shell", { status: "streaming", input: "{\"comm" }),
        tool("c5", "shell", { status: "running", input: { command: "sleep 9" }, content: [], structured: {} }),
      ],
    });
    row("msg_s", "shell", { callID: "c6", command: "ls", output: "a", time: { created: LONG_AGO, completed: LONG_AGO + 1 } });
    row("msg_m", "model-switched", { model: { id: "other" } });
  }

  const callsOf = (source: SqliteSource): ToolCallRecord[] => ofKind(drain(source, new KeptCursor()).records, "toolCall");

  it("are read where they are as described: calls in the words of 1.x, with their exit codes and absolute paths", () => {
    conversation();
    const calls = callsOf(open()).map(({ id, callId, tool: name, outcome, arguments: args, exitCode, output, error, shapeVersion }) => [
      id, callId, name, outcome, args, exitCode, output && rawText(output), error && rawText(error), shapeVersion,
    ]);
    assert.deepEqual(calls, [
      ["msg_a/c1", "c1", "bash", "failed", { command: "cat .env" }, 3, "TOKEN", null, 2],
      ["msg_a/c2", "c2", "read", "succeeded", { path: "src/a.ts", filePath: "/home/dev/shop/src/a.ts" }, null, "", null, 2],
      ["msg_a/c3", "c3", "apply_patch", "failed", { patchText: "x" }, null, "", "User said no", 2],
      ["msg_a/c4", "c4", "bash", "pending", {}, null, null, null, 2],
      ["msg_a/c5", "c5", "bash", "running", { command: "sleep 9" }, null, null, null, 2],
      ["msg_s/shell", "c6", "bash", "succeeded", { command: "ls" }, null, "a", null, 2],
    ]);
  });

  it("are counted beside the tables of 1.x, and give their sessions and transcripts", () => {
    conversation();
    file.session("ses_1").message("msg_1", "ses_1").bash("prt_1", "ses_1", "ls");
    const source = open();
    const { records, problem } = drain(source, new KeptCursor());
    assert.equal(problem, undefined);
    assert.deepEqual(counts(records), { sessions: 2, messages: 5, parts: 9, toolParts: 7, toolCalls: 7, unknownShapes: 0, deadLetters: 0 });
    const content = source.readSession("ses_2")!;
    const kinds = content.messages.flatMap(({ parts }) => parts.map(({ kind }) => kind)).sort();
    assert.deepEqual([rawText(content.session.title), kinds], ["Of the new engine", ["text", "text", ...Array.from({ length: 6 }, () => "toolCall")]]);
    assert.ok(content.messages.some(({ parts }) => parts.some((part) => part.kind === "text" && rawText(part.text) === "Do it")));
  });

  it("give a session again when a row is rewritten in place, which moves neither the sequence nor the session", () => {
    conversation();
    const source = open();
    const cursor = new KeptCursor();
    drain(source, cursor);
    file.run("UPDATE session_message SET time_updated = time_updated + 7, data = replace(data, 'sleep 9', 'sleep 10') WHERE id = 'msg_a'").write();
    const { records } = drain(source, cursor);
    assert.ok(ofKind(records, "toolCall").some(({ arguments: { command } }) => command === "sleep 10"));
  });

  it("count what they do not know, and say so of a table of another shape", () => {
    conversation();
    row("msg_x", "hologram", {});
    const known = drain(open(), new KeptCursor());
    assert.deepEqual([known.problem, counts(known.records)["unknownShapes"]], [undefined, 1]);
    file.run("DROP TABLE session_message").run("CREATE TABLE session_message (id TEXT, body TEXT)").run("INSERT INTO session_message VALUES ('a', 'b')");
    const { problem, records } = drain(open(), new KeptCursor());
    assert.deepEqual([problem?.reason, /session_message/.test(problem!.message), ofKind(records, "session").length], ["unknown-schema", true, 1]);
  });
});

describe("the schema of each recorded version", () => {
  after(removeCopies);

  it("is told by its tables and columns, and read", async () => {
    const sqlJs = await loadSqlJs();
    const versions = readdirSync(join(import.meta.dirname, "..", "fixtures", "schemas")).map((name) => name.slice("schema-".length, -".sql".length));
    assert.ok(versions.length >= 6);
    for (const version of versions) {
      const file = new DatabaseFile(sqlJs, version).session("ses_1").message("msg_1", "ses_1").bash("prt_1", "ses_1", "ls");
      const { records, problem } = drain(new SqliteSource({ kind: "sqlite", path: file.write() }, sqlJs, null), new KeptCursor());
      assert.deepEqual([version, problem, counts(records)["toolCalls"]], [version, undefined, 1]);
    }
  });
});
