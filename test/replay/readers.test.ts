import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import type { SourceRecord, ToolCallRecord } from "../../src/model/storage.js";
import { rawText } from "../../src/model/untrusted.js";
import { JsonFileSource } from "../../src/watcher/jsonFiles.js";
import type { StorageSource } from "../../src/watcher/source.js";
import { SqliteSource } from "../../src/watcher/sqliteDatabase.js";
import { contentHashes, copyOf, counts, drain, KeptCursor, loadSqlJs, ofKind, removeCopies, WAYS } from "../unit/watcher/storageCopies.js";

const NONE = { unknownShapes: 0, deadLetters: 0 };

function calls(records: readonly SourceRecord[]): ToolCallRecord[] {
  return ofKind(records, "toolCall");
}

function outcomes(records: readonly SourceRecord[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { outcome } of calls(records)) found[outcome] = (found[outcome] ?? 0) + 1;
  return found;
}

function titles(records: readonly SourceRecord[]): string[] {
  return ofKind(records, "session").map(({ title }) => rawText(title)).sort();
}

describe("reading recorded JSON storage", () => {
  let directory: string;
  let source: StorageSource;
  before(() => {
    directory = copyOf("json-storage/opencode");
    source = new JsonFileSource({ kind: "json", path: directory });
  });
  after(removeCopies);

  it("gives exactly the recorded sessions, messages, parts and tool calls", () => {
    const { records, problem } = drain(source, new KeptCursor());
    assert.equal(problem, undefined);
    assert.deepEqual(counts(records), { sessions: 31, messages: 140, parts: 365, toolParts: 76, toolCalls: 76, ...NONE });
    assert.deepEqual(outcomes(records), { succeeded: 59, failed: 10, denied: 1, rejected: 2, blocked: 1, aborted: 1, running: 2 });
    assert.equal(ofKind(records, "project").length, 2);
  });

  it("counts as a listing of the files does", () => {
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
    const below = (folder: string): string[] => files.filter((name) => name.startsWith(join("storage", folder) + "/"));
    const tools = below("part").filter((name) => /"type": "tool"/.test(readFileSync(join(directory, name), "utf8")));
    const { records } = drain(new JsonFileSource({ kind: "json", path: directory }), new KeptCursor());
    const { sessions, messages, parts, toolParts } = counts(records);
    assert.deepEqual({ sessions, messages, parts, toolParts }, {
      sessions: below("session").length, messages: below("message").length, parts: below("part").length, toolParts: tools.length,
    });
  });

  it("gives nothing at the second read, and only the session that changed at the third", () => {
    const cursor = new KeptCursor();
    drain(source, cursor);
    assert.deepEqual(drain(new JsonFileSource(source.location), cursor).records, []);
    const part = readdirSync(join(directory, "storage/part"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"))[0]!;
    utimesSync(join(directory, "storage/part", part), new Date(), new Date());
    const { records } = drain(new JsonFileSource(source.location), cursor);
    assert.deepEqual({ sessions: ofKind(records, "session").length, censuses: ofKind(records, "census").length }, { sessions: 1, censuses: 1 });
  });

  it("gives a session's text for its transcript", () => {
    const { records } = drain(new JsonFileSource(source.location), new KeptCursor());
    const session = ofKind(records, "session").find(({ title }) => rawText(title) === "Add discount endpoint")!;
    const content = source.readSession(session.id)!;
    const kinds = new Set(content.messages.flatMap(({ parts }) => parts.map(({ kind }) => kind)));
    assert.deepEqual([...kinds].sort(), ["other", "reasoning", "text", "toolCall"]);
    assert.equal(content.truncated, false);
    assert.deepEqual(content.messages.map(({ id }) => id), [...content.messages.map(({ id }) => id)].sort());
  });
});

for (const way of WAYS) {
  describe(`reading recorded SQLite storage ${way.name}`, () => {
    let sqlJs: SqlJsStatic;
    before(async function () {
      // The host's own SQLite is there from Node 22.15 on: skipped on older ones.
      if (way.sqlite === undefined) this.skip();
      sqlJs = await loadSqlJs();
    });
    after(removeCopies);
    const open = (directory: string): StorageSource =>
      new SqliteSource({ kind: "sqlite", path: join(directory, "opencode.db") }, sqlJs, way.sqlite ?? null);

    it("gives exactly the recorded sessions, messages, parts and tool calls", () => {
      const { records, problem } = drain(open(copyOf("sqlite/opencode")), new KeptCursor());
      assert.equal(problem, undefined);
      assert.deepEqual(counts(records), { sessions: 31, messages: 139, parts: 362, toolParts: 75, toolCalls: 75, ...NONE });
      assert.deepEqual(outcomes(records), { succeeded: 58, failed: 11, denied: 1, rejected: 2, blocked: 1, running: 1, aborted: 1 });
      assert.equal(ofKind(records, "project").length, 2);
    });

    it("reads what is only in the write-ahead log", () => {
      const { records } = drain(open(copyOf("sqlite/live/opencode")), new KeptCursor());
      assert.deepEqual(counts(records), { sessions: 2, messages: 5, parts: 11, toolParts: 2, toolCalls: 2, ...NONE });
      assert.deepEqual(titles(records), ["A slow build", "Use a skill"]);
      assert.deepEqual(outcomes(records), { succeeded: 1, running: 1 });
    });

    it("leaves the database and its log byte for byte as they were", () => {
      const directory = copyOf("sqlite/live/opencode");
      const before = contentHashes(directory);
      const source = open(directory);
      drain(source, new KeptCursor());
      source.close();
      assert.deepEqual(contentHashes(directory), before);
    });

    it("gives nothing at the second read, nor after a restart", () => {
      const source = open(copyOf("sqlite/opencode"));
      const cursor = new KeptCursor();
      drain(source, cursor);
      assert.deepEqual(drain(source, cursor, { thorough: true }).records, []);
      source.close();
      assert.deepEqual(drain(new SqliteSource(source.location, sqlJs, way.sqlite ?? null), cursor).records, []);
    });

    it("gives a session's text for its transcript", () => {
      const source = open(copyOf("sqlite/opencode"));
      const { records } = drain(source, new KeptCursor());
      const session = ofKind(records, "session").find(({ title }) => rawText(title) === "Look at the attached file")!;
      const content = source.readSession(session.id)!;
      const kinds = content.messages.flatMap(({ parts }) => parts.map(({ kind }) => kind));
      assert.deepEqual([...new Set(kinds)].sort(), ["file", "other", "text"]);
      assert.equal(source.readSession("ses_none"), undefined);
    });
  });
}

describe("reading the same database in two ways", () => {
  after(removeCopies);

  it("gives the same records", async function () {
    const inPlace = WAYS.find(({ sqlite }) => sqlite !== null)?.sqlite;
    // Node 20 has no SQLite of its own.
    if (!inPlace) return this.skip();
    const sqlJs = await loadSqlJs();
    for (const recording of ["sqlite/opencode", "sqlite/live/opencode"] as const) {
      const location = { kind: "sqlite", path: join(copyOf(recording), "opencode.db") } as const;
      const read = (sqlite: typeof inPlace | null): SourceRecord[] => drain(new SqliteSource(location, sqlJs, sqlite), new KeptCursor()).records;
      assert.deepEqual(read(inPlace), read(null));
    }
  });

  it("gives other rows from the database file alone: the log is what holds them", async () => {
    const directory = copyOf("sqlite/live/opencode");
    rmSync(join(directory, "opencode.db-wal"));
    assert.equal(existsSync(join(directory, "opencode.db-wal")), false);
    const { records } = drain(new SqliteSource({ kind: "sqlite", path: join(directory, "opencode.db") }, await loadSqlJs(), null), new KeptCursor());
    assert.deepEqual([counts(records)["sessions"], counts(records)["parts"]], [1, 7]);
  });
});
