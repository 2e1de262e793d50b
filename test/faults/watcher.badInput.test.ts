import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, openSync, closeSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import type { DeadLetterRecord, SourceRecord, StorageLocation } from "../../src/model/storage.js";
import { rawText } from "../../src/model/untrusted.js";
import { listSources } from "../../src/store/queries/totals.js";
import { JsonFileSource } from "../../src/watcher/jsonFiles.js";
import type { StorageSource } from "../../src/watcher/source.js";
import { SqliteSource } from "../../src/watcher/sqliteDatabase.js";
import { Indexed } from "../unit/watcher/indexed.js";
import { contentHashes, copyOf, counts, drain, drainUntouched, KeptCursor, loadSqlJs, ofKind, removeCopies, temporaryFolder, WAYS } from "../unit/watcher/storageCopies.js";

/** Root may read everything: what permissions do cannot be seen then. */
const IS_ROOT = process.getuid?.() === 0;
const letters = (records: readonly SourceRecord[]): DeadLetterRecord[] => ofKind(records, "deadLetter");
const reasons = (records: readonly SourceRecord[]): string[] => letters(records).map(({ reason }) => reason);

describe("JSON storage with bad files", () => {
  let location: StorageLocation;
  let storage: string;
  let message: string;
  let parts: string[];
  let source: StorageSource;
  let cursor: KeptCursor;
  beforeEach(() => {
    location = { kind: "json", path: copyOf("json-storage/opencode") };
    storage = join(location.path, "storage");
    const folders = readdirSync(join(storage, "part"));
    message = folders.find((folder) => readdirSync(join(storage, "part", folder)).length >= 4)!;
    parts = readdirSync(join(storage, "part", message)).map((name) => join(storage, "part", message, name));
    source = new JsonFileSource(location);
    cursor = new KeptCursor();
  });
  afterEach(removeCopies);

  it("keeps a dead letter for each and reads all the rest", () => {
    writeFileSync(parts[0]!, "");
    truncateSync(parts[1]!, 20);
    writeFileSync(parts[2]!, "[1, 2]");
    writeFileSync(parts[3]!, '{"type": "tool", "tool": 5}');
    const { records, problem } = drainUntouched(source, cursor);
    const { sessions, messages, parts: all } = counts(records);
    assert.equal(problem, undefined);
    assert.deepEqual({ sessions, messages, all }, { sessions: 31, messages: 140, all: 365 });
    assert.deepEqual(reasons(records).sort(), ["empty", "malformed-json", "unexpected-shape", "unexpected-shape"]);
    assert.deepEqual(ofKind(records, "census").flatMap(({ deadLetters }) => deadLetters).sort(), letters(records).map(({ locator }) => locator).sort());
  });

  it("takes a dead letter back once its file can be read", () => {
    const content = readFileSync(parts[0]!);
    writeFileSync(parts[0]!, "");
    drainUntouched(source, cursor);
    writeFileSync(parts[0]!, content);
    const { records } = drainUntouched(source, cursor);
    assert.deepEqual(ofKind(records, "census").map(({ deadLetters }) => deadLetters), [[]]);
  });

  it("does not call a call gone whose file cannot be read just now", () => {
    drainUntouched(source, cursor);
    const tool = parts.find((path) => /"type": "tool"/.test(readFileSync(path, "utf8"))) ?? parts[0]!;
    const before = counts(drainUntouched(new JsonFileSource(location), new KeptCursor()).records)["toolCalls"];
    truncateSync(tool, 30);
    const after = counts(drainUntouched(new JsonFileSource(location), new KeptCursor()).records)["toolCalls"];
    assert.equal(after, before);
  });

  it("shows the calls of a session whose file is broken or missing, in the directory that its messages name", () => {
    const files = readdirSync(join(storage, "session"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
    const [broken, missing] = files as [string, string];
    writeFileSync(join(storage, "session", broken), '{"id": ');
    unlinkSync(join(storage, "session", missing));
    const { records } = drainUntouched(source, cursor);
    assert.deepEqual(reasons(records).sort(), ["malformed-json", "orphan"]);
    assert.deepEqual([counts(records)["sessions"], counts(records)["toolCalls"]], [31, 76]);
    const unnamed = ofKind(records, "session").filter(({ title }) => rawText(title) === "");
    assert.ok(unnamed.length === 2 && unnamed.every(({ directory }) => directory.startsWith("/home/dev/")));
  });

  it("shows calls whose message is missing", () => {
    const owner = readdirSync(join(storage, "message")).find((session) => readdirSync(join(storage, "message", session)).includes(`${message}.json`))!;
    unlinkSync(join(storage, "message", owner, `${message}.json`));
    const { records } = drainUntouched(source, cursor);
    assert.deepEqual([counts(records)["parts"], counts(records)["toolCalls"], counts(records)["messages"]], [365, 76, 139]);
    assert.ok(reasons(records).every((reason) => reason === "orphan"));
  });

  it("does not wait for ever at a pipe in a part's place", function () {
    if (process.platform === "win32") return this.skip();
    unlinkSync(parts[0]!);
    execFileSync("mkfifo", [parts[0]!]);
    assert.deepEqual(reasons(drainUntouched(source, cursor).records), ["unexpected-shape"]);
  });

  it("reads a part of 50 MB, and one with lone surrogates, NUL and a thousand levels", () => {
    const part = JSON.parse(readFileSync(parts[0]!, "utf8")) as Record<string, unknown>;
    const write = (path: string, state: object): void => writeFileSync(path, JSON.stringify({ ...part, type: "tool", tool: "bash", callID: "c", state }));
    write(parts[0]!, { status: "completed", input: { command: "big" }, output: "x".repeat(50 * 1024 * 1024), metadata: { exit: 0 } });
    write(parts[1]!, { status: "completed", input: { command: "\ud800 \u0000", deep: "@" }, output: "" });
    writeFileSync(parts[1]!, readFileSync(parts[1]!, "utf8").replace('"@"', "[".repeat(1_000) + "]".repeat(1_000)));
    const { records, problem } = drainUntouched(source, cursor);
    const commands = ofKind(records, "toolCall").map(({ arguments: { command } }) => command);
    assert.deepEqual([problem, reasons(records), commands.includes("big"), commands.includes("\ud800 \u0000")], [undefined, [], true, true]);
  });

  it("names a session that was deleted, and only then", () => {
    drainUntouched(source, cursor);
    const file = readdirSync(join(storage, "session"), { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(".json"))!;
    const id = file.split("/").at(-1)!.replace(".json", "");
    unlinkSync(join(storage, "session", file));
    // OpenCode deletes the files and leaves their folders.
    for (const name of readdirSync(join(storage, "message", id))) {
      unlinkSync(join(storage, "message", id, name));
      rmSync(join(storage, "part", name.replace(".json", "")), { recursive: true, force: true });
    }
    const { records } = drainUntouched(source, cursor, { thorough: true });
    assert.deepEqual(ofKind(records, "sessionGone").map(({ sessionId }) => sessionId), [id]);
    assert.deepEqual(ofKind(drainUntouched(source, cursor, { thorough: true }).records, "sessionGone"), []);
  });

  it("takes a folder that vanishes for a problem and not for a deletion, and goes on when it is back", () => {
    drainUntouched(source, cursor);
    renameSync(storage, `${storage}-away`);
    const away = drainUntouched(source, cursor);
    mkdirSync(storage);
    const bare = drainUntouched(source, cursor);
    rmSync(storage, { recursive: true });
    renameSync(`${storage}-away`, storage);
    const back = drainUntouched(source, cursor, { thorough: true });
    assert.deepEqual([away, bare, back].map(({ records, problem }) => [records.length, problem?.reason]), [[0, "not-found"], [0, "not-found"], [0, undefined]]);
  });

  it("tells of an empty storage", () => {
    const empty = temporaryFolder();
    mkdirSync(join(empty, "storage"));
    assert.equal(drainUntouched(new JsonFileSource({ kind: "json", path: empty }), new KeptCursor()).problem?.reason, "empty");
  });

  it("counts what it read of a session with a folder that cannot be listed, names the folder, and calls nothing gone", async () => {
    const folder = dirname(parts[0]!);
    const indexed = await Indexed.open(new JsonFileSource(location));
    const aside = join(location.path, "aside");
    renameSync(folder, aside);
    // A link to itself: there, and nobody can look into it.
    symlinkSync(folder, folder);
    const before = contentHashes(location.path);
    indexed.read();
    const around = listSources(indexed.store.db)[0]!;
    const inside = readdirSync(aside).length;
    assert.deepEqual([around.sessions, around.parts, around.dead_letters], [31, 365 - inside, 1]);
    unlinkSync(folder);
    renameSync(aside, folder);
    indexed.read({ thorough: true });
    const whole = listSources(indexed.store.db)[0]!;
    assert.deepEqual([whole.parts, whole.dead_letters], [365, 0]);
    renameSync(folder, aside);
    symlinkSync(folder, folder);
    indexed.read({ thorough: true });
    assert.deepEqual(contentHashes(location.path), before);
    const again = listSources(indexed.store.db)[0]!;
    assert.deepEqual([again.parts, again.dead_letters], [365, 1]);
    assert.deepEqual(indexed.calls("deleted_at").flat().filter((time) => time !== null), []);
  });

  it("reads around folders and files that are closed, and them too once they are open", function () {
    if (IS_ROOT) return this.skip();
    const closed = join(storage, "message", readdirSync(join(storage, "message"))[0]!);
    const before = contentHashes(location.path);
    chmodSync(closed, 0);
    chmodSync(parts[0]!, 0);
    try {
      const { records } = drain(source, cursor);
      assert.ok(reasons(records).includes("permission-denied") && counts(records)["sessions"] === 31);
      chmodSync(storage, 0);
      assert.equal(drain(source, cursor).problem?.reason, "permission-denied");
    } finally {
      for (const path of [storage, closed, parts[0]!]) chmodSync(path, 0o755);
    }
    assert.deepEqual(contentHashes(location.path), before);
    const { records } = drainUntouched(source, cursor, { thorough: true });
    assert.deepEqual(ofKind(records, "census").flatMap(({ deadLetters }) => deadLetters), []);
    assert.deepEqual(counts(drainUntouched(new JsonFileSource(location), new KeptCursor()).records)["parts"], 365);
  });
});

for (const way of WAYS) {
  describe(`a bad database, read ${way.name}`, () => {
    let sqlJs: SqlJsStatic;
    let path: string;
    before(async function () {
      // The host's own SQLite is there from Node 22.15 on: skipped on older ones.
      if (way.sqlite === undefined) this.skip();
      sqlJs = await loadSqlJs();
    });
    beforeEach(() => (path = join(copyOf("sqlite/opencode"), "opencode.db")));
    afterEach(removeCopies);
    const open = (): StorageSource => new SqliteSource({ kind: "sqlite", path }, sqlJs, way.sqlite ?? null);
    const reason = (): string | undefined => drain(open(), new KeptCursor()).problem?.reason;

    it("is told of by what is wrong: missing, empty, no database, of an unknown schema", () => {
      const found: Record<string, string | undefined> = {};
      writeFileSync(path, "no database at all".repeat(500));
      found["text"] = reason();
      truncateSync(path, 0);
      found["zero bytes"] = reason();
      writeFileSync(path, new sqlJs.Database().export());
      found["no tables"] = reason();
      const other = new sqlJs.Database();
      other.run("CREATE TABLE session (id TEXT); CREATE TABLE part (id TEXT)");
      writeFileSync(path, other.export());
      found["other tables"] = reason();
      unlinkSync(path);
      found["missing"] = reason();
      assert.deepEqual(found, { text: "corrupt", "zero bytes": "empty", "no tables": "empty", "other tables": "unknown-schema", missing: "not-found" });
    });

    it("gives the sessions whose pages are whole where others are damaged", () => {
      const size = statSync(path).size;
      const file = openSync(path, "r+");
      for (const at of [0.4, 0.6, 0.8]) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, Math.floor((size * at) / 4096) * 4096);
      closeSync(file);
      const { records, problem } = drain(open(), new KeptCursor());
      assert.ok(problem === undefined || problem.reason === "corrupt");
      assert.ok(ofKind(records, "census").length > 0 || problem !== undefined);
    });

    it("keeps dead letters for rows that are no parts, and reads the rest", () => {
      edit((database) => {
        database.run("UPDATE part SET data = '' WHERE rowid = 1");
        database.run("UPDATE part SET data = '{\"type\":' WHERE rowid = 2");
        database.run("UPDATE part SET data = x'00ff' WHERE rowid = 3");
        database.run("UPDATE part SET time_updated = 9223372036854775807 WHERE rowid = 4");
        database.run("PRAGMA foreign_keys = OFF");
        database.run("DELETE FROM session WHERE rowid = 5");
      });
      const { records, problem } = drain(open(), new KeptCursor());
      assert.equal(problem, undefined);
      assert.deepEqual([counts(records)["sessions"], counts(records)["parts"]], [31, 362]);
      assert.deepEqual(reasons(records).sort(), ["empty", "malformed-json", "orphan", "unexpected-shape"]);
    });

    it("finds what changed, was deleted or was replaced under the reader", () => {
      const source = open();
      const cursor = new KeptCursor();
      const ids = ofKind(drain(source, cursor).records, "session").map(({ id }) => id);
      edit((database) => {
        database.run("UPDATE part SET time_updated = time_updated + 1, data = replace(data, 'pending', 'pending') WHERE session_id = ?", [ids[0]!]);
        database.run("DELETE FROM part WHERE session_id = ?", [ids[1]!]);
        database.run("DELETE FROM message WHERE session_id = ?", [ids[1]!]);
        database.run("DELETE FROM session WHERE id = ?", [ids[1]!]);
      });
      const { records } = drain(source, cursor);
      assert.deepEqual(ofKind(records, "census").map(({ sessionId }) => sessionId), [ids[0]]);
      assert.deepEqual(ofKind(records, "sessionGone").map(({ sessionId }) => sessionId), [ids[1]]);
      source.close();
    });

    it("may not be read without permission", function () {
      if (IS_ROOT) return this.skip();
      chmodSync(path, 0);
      assert.equal(reason(), "permission-denied");
    });

    /** Replaces the database by an edited one, as a restored backup would. */
    function edit(change: (database: InstanceType<SqlJsStatic["Database"]>) => void): void {
      const image = readFileSync(path);
      image[18] = image[19] = 1;
      const database = new sqlJs.Database(image);
      change(database);
      const edited = Buffer.from(database.export());
      database.close();
      for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
      writeFileSync(`${path}.new`, edited);
      renameSync(`${path}.new`, path);
    }
  });
}
