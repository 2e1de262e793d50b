import assert from "node:assert/strict";
import fc from "fast-check";
import { Database } from "../../../src/store/database.js";
import { DatabaseFile } from "../../../src/store/databaseFile.js";
import { databaseOf } from "../../../src/store/imageFile.js";
import { migrate } from "../../../src/store/migrations.js";
import { imageOf } from "./imageOf.js";
import { openStore, sqlJs } from "./openStore.js";
import { bash, batch, session } from "./records.js";

const MEGABYTE = 1024 * 1024;

/** What sql.js makes of the data that it is given: it asks for a copy, and reads and writes in that. */
function contentsOf(file: DatabaseFile): Uint8Array {
  return file.asData().slice(0, file.length);
}

/** A database with `rows` rows of 10,000 bytes, each of the one letter. */
async function filled(rows: number): Promise<Database> {
  const db = Database.empty(await sqlJs());
  db.exec("CREATE TABLE t (n INTEGER PRIMARY KEY, letter TEXT)");
  db.run(`WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < ${rows}) INSERT INTO t SELECT n, replace(hex(zeroblob(5000)), '0', 'a') FROM n`);
  return db;
}

async function lettersIn(image: Uint8Array): Promise<unknown> {
  const opened = Database.fromImage(await sqlJs(), image);
  assert.ok("db" in opened);
  const letters = opened.db.all<{ letter: string; rows: number }>("SELECT substr(letter, 1, 1) AS letter, count(*) AS rows FROM t GROUP BY 1");
  opened.db.close();
  return letters;
}

describe("the file in which SQLite keeps the database", () => {
  it("holds what was written, wherever and in whatever order, like an array that is large enough", () => {
    const write = fc.record({ position: fc.nat(3 * MEGABYTE), bytes: fc.uint8Array({ minLength: 1, maxLength: 70_000 }) });
    const near = fc.record({ position: fc.integer({ min: MEGABYTE - 20, max: MEGABYTE + 20 }), bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) });
    fc.assert(
      fc.property(fc.array(fc.oneof(write, near), { maxLength: 12 }), (writes) => {
        const file = new DatabaseFile(Uint8Array.of(1));
        const contents = contentsOf(file);
        const plain = new Uint8Array(4 * MEGABYTE);
        plain[0] = 1;
        for (const { position, bytes } of writes) {
          contents.set(bytes, position);
          plain.set(bytes, position);
        }
        assert.equal(file.length, Math.max(1, ...writes.map(({ position, bytes }) => position + bytes.length)));
        assert.ok(Buffer.from(contents.subarray(0, file.length)).equals(plain.subarray(0, file.length)));
      }),
      { numRuns: 60 },
    );
  });

  it("is a sound database with everything in it, after rows were added, changed and deleted", async () => {
    const store = await openStore();
    const source = store.sourceId({ kind: "json", path: "/data" });
    for (let n = 0; n < 300; n++) store.apply(source, batch([session(`ses_${n}`), bash(`prt_${n}`, `ses_${n}`, `ls ${"x".repeat(n * 10)}`, { timeStart: n, callId: `c${n}` })]));
    store.forget({ kind: "session", sessionId: "ses_7" });
    store.text.fill(1_000);
    const opened = new (await sqlJs()).Database(imageOf(store.db));
    const calls = "SELECT rowid, * FROM tool_call ORDER BY id";
    assert.deepEqual([opened.exec("PRAGMA integrity_check")[0]?.values, opened.exec(calls)[0]?.values], [[["ok"]], store.db.all(calls).map((row) => Object.values(row))]);
  });

  it("gives a snapshot that nothing changes afterwards, however slowly it is read, and keeps what is written meanwhile", async () => {
    const db = await filled(500);
    const first = db.snapshot();
    const reading = first.pieces()[Symbol.iterator]();
    const read = [(reading.next().value as Uint8Array).slice()];
    db.run("UPDATE t SET letter = replace(letter, 'a', 'b')");
    const second = db.snapshot();
    db.run("DELETE FROM t WHERE n > 100");
    db.run("INSERT INTO t SELECT n + 1000, letter FROM t");
    for (let next = reading.next(); next.done !== true; next = reading.next()) read.push(next.value.slice());
    const middle = Buffer.concat(Array.from(second.pieces(), (piece) => piece.slice()));
    assert.deepEqual(
      [await lettersIn(Buffer.concat(read)), await lettersIn(middle), await lettersIn(imageOf(db))],
      [[{ letter: "a", rows: 500 }], [{ letter: "b", rows: 500 }], [{ letter: "b", rows: 200 }]],
    );
    assert.equal(Buffer.concat(read).length, first.length);
  });

  it("copies a piece that is written to only while a snapshot still needs it", () => {
    const file = new DatabaseFile(new Uint8Array(2 * MEGABYTE));
    const contents = contentsOf(file);
    const pieceAt = (position: number): ArrayBufferLike => contents.subarray(position, position + 1).buffer;
    const before = [pieceAt(0), pieceAt(MEGABYTE)];
    const snapshot = file.snapshot();
    const reading = snapshot.pieces()[Symbol.iterator]();
    reading.next();
    reading.next(); // the first piece was read
    contents.set([9], 0);
    contents.set([9], MEGABYTE);
    const during = [pieceAt(0) === before[0], pieceAt(MEGABYTE) === before[1]];
    snapshot.release();
    const copied = pieceAt(MEGABYTE);
    contents.set([8], MEGABYTE);
    assert.deepEqual([during, pieceAt(MEGABYTE) === copied], [[true, false], true]);
  });

  it("is never cut shorter by SQLite, whatever the database that it was opened with says", async () => {
    const sql = await sqlJs();
    const raw = new sql.Database();
    raw.exec("PRAGMA page_size = 16384; PRAGMA auto_vacuum = FULL");
    const maker = Database.empty(sql);
    migrate(maker);
    for (const { sql: statement } of maker.all<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'call_text_%' AND name NOT LIKE 'sqlite_%'")) raw.exec(statement);
    raw.exec(`PRAGMA user_version = ${maker.count("PRAGMA user_version")};
      WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 300) INSERT INTO project SELECT n, hex(zeroblob(5000)) FROM n`);
    const opened = databaseOf(sql, raw.export());
    assert.ok("db" in opened);
    opened.db.exec("DELETE FROM project WHERE CAST(id AS INTEGER) > 3");
    const again = databaseOf(sql, imageOf(opened.db));
    assert.ok("db" in again);
    assert.equal(again.db.count("SELECT sum(length(worktree)) FROM project"), 30_000);
  });

  it("refuses to be saved where SQLite's database is not what it holds", async () => {
    const db = await filled(300);
    // As SQLite cuts a file: sql.js takes another array for it then.
    db.exec("DELETE FROM t; VACUUM");
    assert.throws(() => db.snapshot(), /The database has \d+ bytes, and its file \d+/);
  });
});
