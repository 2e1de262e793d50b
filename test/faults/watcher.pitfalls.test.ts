import assert from "node:assert/strict";
import { readdirSync, readFileSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import { INTERRUPTED_AFTER } from "../../src/store/interrupted.js";
import { readTotals } from "../../src/store/queries/totals.js";
import { Store } from "../../src/store/store.js";
import { JsonFileSource } from "../../src/watcher/jsonFiles.js";
import { SqliteSource } from "../../src/watcher/sqliteDatabase.js";
import { Indexed } from "../unit/watcher/indexed.js";
import { DatabaseFile, LONG_AGO } from "../unit/watcher/madeDatabase.js";
import { contentHashes, copyOf, loadSqlJs, removeCopies } from "../unit/watcher/storageCopies.js";

describe("what OpenCode does to its rows", () => {
  let sqlJs: SqlJsStatic;
  let file: DatabaseFile;
  let live: Indexed;
  before(async () => (sqlJs = await loadSqlJs()));
  beforeEach(async () => {
    file = new DatabaseFile(sqlJs).session("ses_a").message("msg_1", "ses_a").bash("prt_1", "ses_a", "ls").bash("prt_2", "ses_a", "pwd");
    live = await Indexed.open(new SqliteSource({ kind: "sqlite", path: file.path }, sqlJs, null));
    file.write();
    live.read();
  });
  afterEach(removeCopies);

  /** What a reading from the start gives of the database as it is now. */
  const cold = async (): Promise<Indexed> => {
    const index = await Indexed.open(new SqliteSource({ kind: "sqlite", path: file.path }, sqlJs, null));
    index.read();
    return index;
  };
  const touch = (sequence: number): void => {
    file.run("INSERT INTO event_sequence (aggregate_id, seq) VALUES ('ses_a', ?) ON CONFLICT (aggregate_id) DO UPDATE SET seq = excluded.seq", sequence).write();
  };

  it("an old row that is rewritten in place is read again, with and without a sequence", async () => {
    file.run("UPDATE part SET time_updated = time_updated + 90000, data = replace(data, '\"done\"', '\"[pruned]\"') WHERE id = 'prt_1'").write();
    live.read();
    assert.deepEqual(live.rows(), (await cold()).rows());
    file.run("UPDATE part SET time_updated = time_updated + 1, data = replace(data, 'pwd', 'whoami') WHERE id = 'prt_2'");
    touch(1);
    live.read();
    assert.deepEqual([live.calls("command"), live.rows()], [[["ls"], ["whoami"]], (await cold()).rows()]);
  });

  it("a revert that waits for the next prompt deletes nothing; when rows go, their calls stay, marked", () => {
    file.run("UPDATE session SET revert = '{\"messageID\":\"msg_1\"}', time_updated = time_updated + 5");
    touch(1);
    live.read();
    assert.deepEqual(live.calls("id, deleted_at IS NULL"), [["prt_1", 1], ["prt_2", 1]]);
    file.run("DELETE FROM part WHERE id = 'prt_2'").run("UPDATE session SET revert = NULL");
    touch(2);
    live.read();
    assert.deepEqual([live.calls("id, deleted_at IS NULL"), readTotals(live.store.db).toolCalls], [[["prt_1", 1], ["prt_2", 0]], 2]);
  });

  it("a session that is deleted leaves no tombstone: the ids that are missing tell", () => {
    file.run("DELETE FROM part").run("DELETE FROM message").run("DELETE FROM session").write();
    live.read();
    assert.deepEqual([live.calls("deleted_at IS NULL"), live.rows().session.length, live.rows().census], [[[0], [0]], 1, []]);
    assert.equal(live.store.db.count("SELECT deleted FROM source"), 4);
  });

  it("a fork's copies under new ids are counted once, whichever is read first", async () => {
    file.session("ses_fork", { parent_id: null, time_created: LONG_AGO + 9, time_updated: LONG_AGO + 9 }).message("fork_msg", "ses_fork");
    file.run("INSERT INTO part SELECT 'fork_' || id, 'fork_msg', 'ses_fork', time_created, time_updated, data FROM part WHERE session_id = 'ses_a'").write();
    live.read();
    const whole = await cold();
    for (const index of [live, whole]) {
      assert.deepEqual(index.calls("id, duplicate_of"), [["fork_prt_1", "prt_1"], ["fork_prt_2", "prt_2"], ["prt_1", null], ["prt_2", null]]);
      assert.equal(readTotals(index.store.db).toolCalls, 2);
    }
    assert.deepEqual(live.rows(), whole.rows());
  });

  it("an import gives all rows its own time: the call's own is taken", async () => {
    file.run("UPDATE part SET time_created = ?, time_updated = ?", LONG_AGO + 1e9, LONG_AGO + 1e9);
    touch(1);
    live.read();
    assert.deepEqual(live.calls("time"), [[LONG_AGO], [LONG_AGO]]);
    assert.deepEqual(live.rows(), (await cold()).rows());
  });

  it("ids that are not in the order of time are no matter: calls stand in their own order", () => {
    file.bash("prt_0_after_the_wrap", "ses_a", "newest", { time: LONG_AGO + 9_000 });
    touch(1);
    live.read();
    const newest = live.store.db.get<{ command: string }>("SELECT command FROM tool_call ORDER BY time DESC LIMIT 1");
    assert.equal(newest?.command, "newest");
  });

  it("a call that is left running for ever is interrupted, once its session has not moved for half an hour", async () => {
    file.bash("prt_3", "ses_a", "npm start", { time: LONG_AGO + 100, state: { status: "running" } });
    touch(1);
    let now = LONG_AGO + 100 + INTERRUPTED_AFTER - 1;
    const store = await Store.open(sqlJs, { mayReplace: () => true, path: null, now: () => now });
    const index = await Indexed.open(live.source, store);
    index.read({ thorough: true });
    const outcomes = (): unknown[] => index.calls("outcome");
    assert.deepEqual([[...store.markInterrupted()], outcomes()], [[], [["succeeded"], ["succeeded"], ["running"]]]);
    now = LONG_AGO - 1e9;
    assert.equal(store.markInterrupted().size, 0, "a clock that jumped back interrupts nothing");
    now = LONG_AGO + 101 + INTERRUPTED_AFTER;
    assert.deepEqual([[...store.markInterrupted()], outcomes()], [["ses_a"], [["succeeded"], ["succeeded"], ["interrupted"]]]);
    index.read({ thorough: true });
    assert.deepEqual(outcomes(), [["succeeded"], ["succeeded"], ["interrupted"]], "reading the same row again brings it not back");
    file.run("UPDATE part SET time_updated = time_updated + 5, data = replace(data, 'running', 'completed') WHERE id = 'prt_3'");
    touch(2);
    index.read();
    assert.deepEqual(outcomes(), [["succeeded"], ["succeeded"], ["succeeded"]]);
  });

  it("another database under the same name is read anew, and what only the former had is marked", async () => {
    const other = new DatabaseFile(sqlJs).session("ses_b").message("msg_2", "ses_b").bash("prt_9", "ses_b", "id", { messageId: "msg_2" });
    writeFileSync(file.path, readFileSync(other.write()));
    live.read();
    assert.deepEqual(live.calls("id, deleted_at IS NULL"), [["prt_1", 0], ["prt_2", 0], ["prt_9", 1]]);
  });

  it("a clock that jumps back hides no change", async () => {
    file.run("UPDATE part SET time_updated = ?, data = replace(data, 'ls', 'ls -a') WHERE id = 'prt_1'", LONG_AGO - 86_400_000);
    touch(1);
    live.read();
    file.run("UPDATE part SET time_updated = ?, data = replace(data, 'ls -a', 'ls -la') WHERE id = 'prt_1'", LONG_AGO - 86_400_001);
    touch(2);
    live.read();
    assert.deepEqual([live.calls("command")[0], live.rows()], [["ls -la"], (await cold()).rows()]);
  });

  it("of a session with many parts only what changed is read again", () => {
    for (let index = 10; index < 300; index++) file.bash(`prt_${index}`, "ses_a", `echo ${index}`, { time: LONG_AGO + index * 1_000 });
    touch(1);
    live.read();
    file.bash("prt_new", "ses_a", "date", { time: LONG_AGO + 400_000 });
    touch(2);
    const { seen } = live.read();
    assert.ok(seen > 0 && seen < 10, `${seen} records were looked at`);
    assert.equal(live.calls("id").length, 293);
  });

  it("the same rows come from a history followed step by step as from one reading", async () => {
    for (let step = 1; step <= 12; step++) {
      const session = `ses_${step % 3}`;
      const time = LONG_AGO + step * 1_000;
      if (step <= 3) file.session(session, { time_created: time, time_updated: time }).message(`msg_${session}`, session);
      file.bash(`prt_s${step}`, session, `step ${step}`, { messageId: `msg_${session}`, time, state: { status: "running" } });
      if (step > 6) file.run("UPDATE part SET time_updated = ?, data = replace(data, 'running', 'completed') WHERE id = ?", time, `prt_s${step - 3}`);
      // Two records become unreadable or unknown, and what they were again.
      if (step === 8) file.run("UPDATE part SET time_updated = ?, data = '!' || data WHERE id = 'prt_s2'", time);
      if (step === 9) file.run("UPDATE part SET time_updated = ?, data = replace(data, '\"tool\",', '\"hologram\",') WHERE id = 'prt_s3'", time);
      if (step === 11) file.run("UPDATE part SET time_updated = ?, data = replace(replace(data, '!', ''), 'hologram', 'tool') WHERE id IN ('prt_s2', 'prt_s3')", time);
      file.run("UPDATE session SET title = ?, time_updated = ? WHERE id = ?", `Title ${step}`, time, session).write();
      live.read({ thorough: step % 4 === 0 });
    }
    assert.deepEqual(live.rows(), (await cold()).rows());
  });
});

describe("what OpenCode does to its files", () => {
  /** Gives how many records were looked at; each file is afterwards, byte for byte, what it was. */
  const readUntouched = (index: Indexed, path: string): number => {
    const before = contentHashes(path);
    const { seen } = index.read({ thorough: true });
    assert.deepEqual(contentHashes(path), before);
    return seen;
  };
  afterEach(removeCopies);

  it("the same rows come from files followed step by step as from one reading", async () => {
    const path = copyOf("json-storage/opencode");
    const live = await Indexed.open(new JsonFileSource({ kind: "json", path }));
    live.read();
    const folder = join(path, "storage/part");
    const parts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json")).sort();
    for (const [step, name] of parts.entries()) {
      if (step % 40 !== 0) continue;
      const file = join(folder, name);
      const text = readFileSync(file, "utf8");
      if (step % 120 === 0) unlinkSync(file);
      else writeFileSync(file, step % 80 === 0 ? text.slice(0, 30) : text.replace('"type": "tool"', '"type": "hologram"'));
      readUntouched(live, path);
      if (step % 120 !== 0) writeFileSync(file, text.replace('"output": "', '"output": "again '));
    }
    // What was written in this very moment is looked at once more.
    await new Promise((resolve) => setTimeout(resolve, 80));
    readUntouched(live, path);
    const cold = await Indexed.open(new JsonFileSource({ kind: "json", path }));
    cold.read();
    // What was deleted stays in the history that saw it.
    const { call, ...rest } = live.rows();
    const { call: coldCall, ...expected } = cold.rows();
    assert.deepEqual([call.filter((row) => row.includes('"gone":0')), { ...rest, summary: [] }], [coldCall, { ...expected, summary: [] }]);
  });

  it("of a session only the files that changed are read again", async () => {
    const path = copyOf("json-storage/opencode");
    const live = await Indexed.open(new JsonFileSource({ kind: "json", path }));
    live.read();
    const folder = join(path, "storage/part");
    const part = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(".json"))!;
    utimesSync(join(folder, part), new Date(), new Date());
    const seen = readUntouched(live, path);
    assert.ok(seen > 0 && seen <= 3, `${seen} records were looked at`);
  });
});
