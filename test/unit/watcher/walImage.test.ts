import assert from "node:assert/strict";
import { openSync, closeSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import { openImage } from "../../../src/watcher/readableDatabase.js";
import { walImage } from "../../../src/watcher/walImage.js";
import { copyOf, loadSqlJs, removeCopies } from "./storageCopies.js";

/** Bytes of a frame: its header and a page of 4096. */
const FRAME = 24 + 4096;

describe("the image of a database with its write-ahead log", () => {
  let sqlJs: SqlJsStatic;
  let path: string;
  before(async () => (sqlJs = await loadSqlJs()));
  beforeEach(() => (path = join(copyOf("sqlite/live/opencode"), "opencode.db")));
  afterEach(removeCopies);

  function parts(): unknown {
    const result = walImage(path);
    if (result.kind === "problem") return result.reason;
    const database = openImage(sqlJs, result.image);
    try {
      assert.equal(database.all("PRAGMA integrity_check")[0]?.["integrity_check"], "ok");
      return database.all("SELECT count(*) AS parts FROM part")[0]?.["parts"];
    } finally {
      database.close();
    }
  }

  function overwrite(file: string, position: number, bytes: Buffer): void {
    const descriptor = openSync(file, "r+");
    writeSync(descriptor, bytes, 0, bytes.length, position);
    closeSync(descriptor);
  }

  it("holds what was committed to the log", () => {
    assert.equal(parts(), 11);
  });

  it("is the database alone where the log's header is damaged or missing", () => {
    overwrite(`${path}-wal`, 8, Buffer.from([0xff]));
    assert.equal(parts(), 7);
    writeFileSync(`${path}-wal`, "");
    assert.equal(parts(), 7);
  });

  it("ends before the first frame whose checksum is wrong, and before a transaction that is not whole", () => {
    const size = statSync(`${path}-wal`).size;
    const whole = readFileSync(`${path}-wal`);
    let fewest = 11;
    for (let frames = Math.floor((size - 32) / FRAME); frames > 0; frames -= 25) {
      truncateSync(`${path}-wal`, 32 + frames * FRAME - 100);
      const found = parts();
      assert.ok(typeof found === "number" && found <= fewest, `${String(found)} parts after ${frames} frames`);
      fewest = found;
    }
    writeFileSync(`${path}-wal`, whole);
    overwrite(`${path}-wal`, 32 + 24 + 50, Buffer.from("damage"));
    assert.equal(parts(), 7);
  });

  it("leaves out frames of an older log that follow the new ones", () => {
    const whole = readFileSync(`${path}-wal`);
    // The salts of the second half are another log's: it was begun anew and is not written that far yet.
    const half = 32 + Math.floor((whole.length - 32) / FRAME / 2) * FRAME;
    whole.fill(0x11, half + 8, half + 16);
    writeFileSync(`${path}-wal`, whole);
    const found = parts();
    assert.ok(typeof found === "number" && found < 11 && found >= 7);
  });

  it("says what is wrong with a file that is no database, empty, missing or too large", () => {
    writeFileSync(path, "no database at all".repeat(100));
    const noDatabase = parts();
    truncateSync(path, 0);
    const empty = parts();
    const missing = walImage(`${path}.none`);
    const large = walImage(join(copyOf("sqlite/opencode"), "opencode.db"), 1_000);
    assert.deepEqual([noDatabase, empty, missing.kind === "problem" && missing.reason, large.kind === "problem" && large.reason], ["corrupt", "empty", "not-found", "needs-newer-host"]);
  });
});
