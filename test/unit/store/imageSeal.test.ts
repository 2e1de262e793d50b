import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../../../src/store/database.js";
import { PIECE_BYTES } from "../../../src/store/databaseFile.js";
import { SEAL_BYTES, sealed, unsealed } from "../../../src/store/imageSeal.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import { openStore, sqlJs } from "./openStore.js";
import { bash, batch, session } from "./records.js";

const PAGE = 16_384;
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

/** The file's bytes as they are read: in pieces of a megabyte. */
function asRead(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / PIECE_BYTES) }, (_, index) => bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES));
}

describe("the seal of an image", () => {
  for (const [what, pieces] of [
    ["a short last piece", [filled(PIECE_BYTES, 1), filled(PAGE, 2)]],
    ["a last piece that the seal stands behind alone", [filled(PIECE_BYTES, 1), filled(PIECE_BYTES, 2)]],
    ["one piece", [filled(PAGE, 3)]],
  ] as const) {
    const written = Buffer.concat([...sealed(pieces)]);
    it(`comes off again, and says that all is as it was written, with ${what}`, () => {
      const { database, seal } = unsealed(asRead(written));
      assert.deepEqual([seal, Buffer.concat(database as Uint8Array[]).equals(Buffer.concat(pieces)), unsealed(written).seal], ["sound", true, "sound"]);
    });

    it(`tells of one bit that changed, and of a page that is missing, with ${what}`, () => {
      const changed = Buffer.from(written);
      changed[written.length - SEAL_BYTES - 5]! ^= 1;
      const shorter = written.subarray(PAGE);
      assert.deepEqual([unsealed(asRead(changed)).seal, unsealed(asRead(shorter)).seal], ["broken", "broken"]);
    });
  }

  it("is not looked for where there is none: an older version's image and a backup say nothing", () => {
    const plain = [filled(PIECE_BYTES, 1), filled(PAGE, 2)];
    assert.deepEqual([unsealed(plain), unsealed([]), unsealed(filled(3, 1)).seal], [{ database: plain, seal: "none" }, { database: [], seal: "none" }, "none"]);
  });
});

describe("an image that was sealed", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-seal-"));
    path = join(folder, "spotter.db");
    const store = await openStore(path);
    store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([session("ses_a"), bash("prt_1", "ses_a", "ls")]));
    await store.save();
    store.close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const opened = async (): Promise<unknown> => {
    const store = await openStore(path);
    try {
      return [store.notices.map(({ kind }) => kind), readTotals(store.db).toolCalls];
    } finally {
      store.close();
    }
  };

  it("is opened without SQLite's check, which would take seconds of a large one, and is a database like any other", async () => {
    const image = readFileSync(path);
    const fromImage = Database.fromImage;
    const proven: unknown[] = [];
    Database.fromImage = (...asked) => {
      proven.push(asked[2]);
      return fromImage.apply(Database, asked);
    };
    try {
      assert.deepEqual([await opened(), proven], [[[], 1], [true]]);
    } finally {
      Database.fromImage = fromImage;
    }
    const plain = new (await sqlJs()).Database(image);
    assert.deepEqual(plain.exec("PRAGMA integrity_check")[0]?.values, [["ok"]]);
    plain.close();
  });

  it("is opened after SQLite's check where its seal is missing, and kept aside where a text in it changed, which that check does not see", async () => {
    const image = readFileSync(path);
    writeFileSync(path, image.subarray(0, image.length - SEAL_BYTES));
    assert.deepEqual(await opened(), [[], 1]);
    const changed = Buffer.from(image);
    changed[changed.indexOf("Title of ses_a")]! ^= 1;
    writeFileSync(path, changed.subarray(0, image.length - SEAL_BYTES));
    assert.deepEqual(await opened(), [[], 1], "SQLite alone does not see it");
    writeFileSync(path, changed);
    assert.deepEqual(await opened(), [["corrupt"], 0]);
  });
});
