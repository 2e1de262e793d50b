import assert from "node:assert/strict";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import { nodeSqlite } from "../../src/watcher/readableDatabase.js";
import type { StorageSource } from "../../src/watcher/source.js";
import { SqliteSource } from "../../src/watcher/sqliteDatabase.js";
import { copyOf, drain, KeptCursor, loadSqlJs, ofKind, removeCopies, WAYS } from "../unit/watcher/storageCopies.js";

/** OpenCode's side: a connection that writes. */
interface Writer {
  exec(sql: string): void;
  prepare(sql: string): { all(): Array<Record<string, unknown>> };
  close(): void;
}

const NO_WRITER = nodeSqlite() ? "" : " (skipped: this Node has no SQLite that writes a log, 22.15 has)";

for (const way of WAYS) {
  describe(`a database that OpenCode is writing${NO_WRITER}, read ${way.name}`, () => {
    let sqlJs: SqlJsStatic;
    let path: string;
    let writer: Writer;
    let source: StorageSource;
    let cursor: KeptCursor;
    before(async function () {
      const sqlite = nodeSqlite();
      // Only the host's own SQLite writes a log as OpenCode does; it is there from Node 22.15 on.
      if (sqlite === undefined || way.sqlite === undefined) this.skip();
      sqlJs = await loadSqlJs();
    });
    beforeEach(() => {
      path = join(copyOf("sqlite/opencode"), "opencode.db");
      const { DatabaseSync } = nodeSqlite()!;
      writer = new (DatabaseSync as unknown as new (path: string) => Writer)(path);
      writer.exec("PRAGMA journal_mode = WAL");
      source = new SqliteSource({ kind: "sqlite", path }, sqlJs, way.sqlite ?? null);
      cursor = new KeptCursor();
    });
    afterEach(() => {
      source.close();
      writer.close();
      removeCopies();
    });

    const RUNNING = "SELECT id, session_id FROM part WHERE json_extract(data, '$.state.status') = 'running'";

    it("gives the session of a commit, and nothing else", () => {
      drain(source, cursor);
      const [part] = writer.prepare(RUNNING).all();
      writer.exec(`
        BEGIN;
        UPDATE part SET time_updated = time_updated + 5, data = json_set(data, '$.state.status', 'completed', '$.state.metadata.exit', 1) WHERE id = '${part!["id"]}';
        UPDATE event_sequence SET seq = seq + 1 WHERE aggregate_id = '${part!["session_id"]}';
        COMMIT`);
      const { records, problem } = drain(source, cursor);
      assert.equal(problem, undefined);
      assert.deepEqual(ofKind(records, "census").map(({ sessionId }) => sessionId), [part!["session_id"]]);
      assert.deepEqual(ofKind(records, "toolCall").filter(({ id }) => id === part!["id"]).map(({ outcome }) => outcome), ["failed"]);
    });

    it("finds a change without a sequence or a new time of the session, as older versions write it", () => {
      writer.exec("DELETE FROM event; DELETE FROM event_sequence");
      drain(source, cursor);
      const [part] = writer.prepare(RUNNING).all();
      writer.exec(`UPDATE part SET time_updated = time_updated - 5 WHERE id = '${part!["id"]}'`);
      const { records } = drain(source, cursor, { thorough: true });
      assert.deepEqual(ofKind(records, "census").map(({ sessionId }) => sessionId), [part!["session_id"]]);
    });

    it("gives the same rows live as a reading from the start", () => {
      drain(source, cursor);
      const rows = new Map<string, unknown>();
      const [part] = writer.prepare(RUNNING).all();
      for (let step = 1; step <= 5; step++) {
        writer.exec(`
          BEGIN;
          UPDATE part SET time_updated = time_updated + 1, data = json_set(data, '$.state.input.step', ${step}) WHERE id = '${part!["id"]}';
          INSERT INTO part SELECT 'prt_live_${step}', message_id, session_id, time_created, time_updated, data FROM part WHERE id = '${part!["id"]}';
          UPDATE event_sequence SET seq = seq + 2 WHERE aggregate_id = '${part!["session_id"]}';
          COMMIT`);
        for (const call of ofKind(drain(source, cursor).records, "toolCall")) rows.set(call.id, call);
      }
      const cold = ofKind(drain(new SqliteSource(source.location, sqlJs, null), new KeptCursor()).records, "toolCall");
      const ofSession = cold.filter(({ sessionId }) => sessionId === part!["session_id"]);
      assert.deepEqual([...rows.entries()].sort(), ofSession.map((call) => [call.id, call]).sort());
    });

    it("holds no view of the database while a batch is handed over: the log can be cut", () => {
      writer.exec("UPDATE session SET title = 'changed'");
      const reading = source.read(cursor);
      assert.equal(reading.next().done, false);
      assert.deepEqual(writer.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all().map((row) => row["busy"]), [0]);
      while (!reading.next().done) continue;
      assert.deepEqual(drain(source, new KeptCursor()).problem, undefined);
    });

    it("waits for no lock for ever", () => {
      writer.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE session SET title = 'mine'");
      const { problem } = drain(source, cursor);
      writer.exec("ROLLBACK");
      // A copy needs no lock; a connection says that it got none.
      assert.equal(problem?.reason, way.sqlite === null || problem === undefined ? undefined : "locked");
    });
  });
}
