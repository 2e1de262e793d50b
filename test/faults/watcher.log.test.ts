import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import { JsonFileSource } from "../../src/watcher/jsonFiles.js";
import { nodeSqlite } from "../../src/watcher/readableDatabase.js";
import { SqliteSource } from "../../src/watcher/sqliteDatabase.js";
import { copyOf, drain, KeptCursor, loadSqlJs, ofKind, removeCopies } from "../unit/watcher/storageCopies.js";

/** OpenCode's side: a connection that writes. */
interface Writer {
  exec(sql: string): void;
  prepare(sql: string): { all(): Array<Record<string, unknown>>; run(...values: Array<string | number>): unknown; iterate(): Iterator<unknown> };
  close(): void;
}

const NO_WRITER = nodeSqlite() ? "" : " (skipped: this Node has no SQLite that writes a log, 22.15 has)";
const MEGABYTE = 1_000_000;
const LARGEST_LOG = 8 * MEGABYTE;

describe(`the write-ahead log of an OpenCode at work${NO_WRITER}`, () => {
  let sqlJs: SqlJsStatic;
  let path: string;
  let writer: Writer;
  before(async function () {
    if (nodeSqlite() === undefined) this.skip();
    sqlJs = await loadSqlJs();
  });
  beforeEach(() => {
    path = join(copyOf("sqlite/opencode"), "opencode.db");
    writer = connect();
  });
  afterEach(() => {
    writer.close();
    removeCopies();
  });

  function connect(): Writer {
    const { DatabaseSync } = nodeSqlite()!;
    const database = new (DatabaseSync as unknown as new (file: string) => Writer)(path);
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    return database;
  }

  const source = (): SqliteSource => new SqliteSource({ kind: "sqlite", path }, sqlJs);
  const logSize = (): number => statSync(`${path}-wal`).size;
  const calls = (): unknown[] => ofKind(drain(source(), new KeptCursor()).records, "toolCall").sort((a, b) => (a.id < b.id ? -1 : 1));
  const bytes = (): string[] => [path, `${path}-wal`].map((file) => createHash("sha256").update(readFileSync(file)).digest("hex"));

  /** Parts of the message with the most parts, with texts of `length` characters. */
  function addParts(count: number, prefix: string, length = 10): void {
    writer.exec(`
      BEGIN;
      WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${count}), model AS (SELECT * FROM part WHERE json_extract(data, '$.type') = 'tool' LIMIT 1)
      INSERT INTO part SELECT 'prt_${prefix}_' || n, message_id, session_id, time_created, time_updated + n,
        json_set(data, '$.callID', '${prefix}_' || n, '$.state.output', hex(zeroblob(${length} / 2))) FROM model, number;
      UPDATE event_sequence SET seq = seq + ${count} WHERE aggregate_id = (SELECT session_id FROM part WHERE id = 'prt_${prefix}_1');
      COMMIT`);
  }

  it("stays below 8 MB while everything is read, though a view that is held on to makes it grow past that", () => {
    addParts(4_000, "cold", 8_000);
    writer.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const note = writer.prepare("UPDATE session SET title = ?");
    const busy = (): void => {
      for (let commit = 0; commit < 20; commit++) note.run(`${commit} ${"x".repeat(20_000)}`);
    };
    let largest = 0;
    let written = 0;
    const reading = source().read(new KeptCursor());
    while (!reading.next().done) {
      const before = logSize();
      busy();
      written += Math.max(logSize() - before, 0);
      largest = Math.max(largest, logSize());
    }
    assert.ok(written > 0, "OpenCode wrote meanwhile");
    assert.ok(largest < LARGEST_LOG, `${largest} bytes`);

    const held = connect();
    const rows = held.prepare("SELECT * FROM part").iterate();
    rows.next();
    for (let round = 0; round < 10; round++) busy();
    rows.return?.();
    held.close();
    assert.ok(logSize() > LARGEST_LOG, `${logSize()} bytes: what this test would see`);
  });

  it("may be taken over and cut in the middle of a reading", () => {
    addParts(3_000, "cut", 4_000);
    const seen = new Map<string, unknown>();
    const cursor = new KeptCursor();
    const reader = source();
    const reading = reader.read(cursor);
    for (let step = reading.next(), batch = 0; !step.done; step = reading.next(), batch++) {
      for (const call of ofKind(step.value.records, "toolCall")) seen.set(call.id, call);
      for (const [key, value] of step.value.cursor) if (value !== null) cursor.kept.set(key, value);
      addParts(3, `during${batch}`);
      writer.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    for (const call of ofKind(drain(reader, cursor).records, "toolCall")) seen.set(call.id, call);
    reader.close();
    assert.deepEqual([...seen.values()].sort((a, b) => ((a as { id: string }).id < (b as { id: string }).id ? -1 : 1)), calls());
  });

  it("shows 10,000 changes that came between two looks, the last state of each", () => {
    const cursor = new KeptCursor();
    const reader = source();
    drain(reader, cursor);
    addParts(2_000, "burst");
    for (let round = 1; round <= 4; round++) {
      writer.exec(`
        BEGIN;
        UPDATE part SET time_updated = time_updated + ${round}, data = json_set(data, '$.state.input.round', ${round}) WHERE id LIKE 'prt_burst_%';
        UPDATE event_sequence SET seq = seq + 2000 WHERE aggregate_id = (SELECT session_id FROM part WHERE id = 'prt_burst_1');
        COMMIT`);
    }
    const changed = ofKind(drain(reader, cursor).records, "toolCall").filter(({ id }) => id.startsWith("prt_burst_"));
    assert.deepEqual([changed.length, new Set(changed.map((call) => call.arguments["round"]))], [2_000, new Set([4])]);
    reader.close();
  });

  it("of an OpenCode that was killed in the middle of a write holds what was committed, and no byte of it changes by reading", () => {
    addParts(50, "committed");
    const before = calls();
    const script = `
      const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
      const database = new DatabaseSync(${JSON.stringify(path)});
      database.exec("PRAGMA cache_size = 10; BEGIN");
      database.exec("INSERT INTO part SELECT 'prt_torn_' || id, message_id, session_id, time_created, time_updated, data || hex(zeroblob(20000)) FROM part");
      process.kill(process.pid, "SIGKILL");`;
    const size = logSize();
    assert.equal(spawnSync(process.execPath, ["-e", script]).signal, "SIGKILL");
    assert.ok(logSize() > size, "the write had begun");
    const left = bytes();
    assert.deepEqual(calls(), before);
    assert.deepEqual(bytes(), left);
  });

  it("and the database are byte for byte what OpenCode left, after a cold reading, a change and a session's transcript", () => {
    addParts(50, "quiet");
    const left = bytes();
    const reader = source();
    const cursor = new KeptCursor();
    const { records } = drain(reader, cursor);
    drain(reader, cursor, { thorough: true });
    assert.ok(reader.readSession(ofKind(records, "session")[0]!.id));
    reader.close();
    assert.deepEqual(bytes(), left);
  });
});

describe("a part file in the middle of a rewrite", () => {
  afterEach(removeCopies);

  it("has the new text and the old tail: a dead letter then, and a call again once the tail is cut", () => {
    const directory = copyOf("json-storage/opencode");
    const folder = join(directory, "storage", "part");
    const path = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))).find((name) => name.endsWith(".json") && readFileSync(name, "utf8").includes('"status": "completed"'))!;
    const old = readFileSync(path, "utf8");
    const renewed = JSON.stringify({ ...(JSON.parse(old) as object), rewritten: true });
    assert.ok(renewed.length < old.length);
    const id = path.split("/").at(-1)!.replace(".json", "");
    const source = new JsonFileSource({ kind: "json", path: directory });
    const cursor = new KeptCursor();
    drain(source, cursor);
    writeFileSync(path, renewed + old.slice(renewed.length));
    const during = drain(source, cursor).records;
    assert.deepEqual(ofKind(during, "deadLetter").filter(({ locator }) => locator.includes(id)).map(({ reason }) => reason), ["malformed-json"]);
    assert.ok(ofKind(during, "census").some(({ toolCallIds }) => toolCallIds.includes(id)), "the call does not count as gone");
    truncateSync(path, renewed.length);
    const after = drain(source, cursor).records;
    assert.ok(ofKind(after, "toolCall").some((call) => call.id === id));
    assert.deepEqual(ofKind(after, "deadLetter").filter(({ locator }) => locator.includes(id)), []);
  });
});
