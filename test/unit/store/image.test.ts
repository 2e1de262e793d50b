import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTotals } from "../../../src/store/queries/totals.js";
import { openStore } from "./openStore.js";
import { bash, batch, session } from "./records.js";

describe("the store's image", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-image-"));
    path = join(folder, "store", "spotter.db");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function saveOneCall(): Promise<void> {
    const store = await openStore(path);
    store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([session("ses_a"), bash("prt_1", "ses_a", "ls")], [["k", "v"]]));
    assert.ok((await store.save()) > 0);
    assert.equal(await store.save(), 0, "an unchanged store is not written again");
    store.close();
  }

  it("is not written anew because a source was looked at once more, but is for what is new of it", async () => {
    const store = await openStore(path);
    const source = store.sourceId({ kind: "json", path: "/data" });
    store.apply(source, batch([session("ses_a")]));
    store.sourceRead(source, null);
    assert.ok((await store.save()) > 0);
    store.apply(source, batch([]));
    store.sourceRead(source, null);
    assert.equal(await store.save(), 0);
    store.sourceRead(source, { reason: "locked", message: "As a test wants it." });
    assert.ok((await store.save()) > 0);
    store.close();
  });

  it("is of one moment though more is read while it is written, and what was read meanwhile is in the next one", async () => {
    const store = await openStore(path);
    const source = store.sourceId({ kind: "json", path: "/data" });
    const read = (n: number): void => void store.apply(source, batch([session("ses_a"), bash(`prt_${n}`, "ses_a", "x".repeat(4_000), { callId: `c${n}`, timeStart: n })], [["n", String(n)]]));
    let n = 0;
    while (n < 1_000) read(++n);
    const found = async (): Promise<unknown> => {
      const opened = await openStore(path);
      const seen = [readTotals(opened.db).toolCalls, opened.cursor(source).get("n"), opened.notices];
      opened.close();
      return seen;
    };
    let written = false;
    const saving = store.save().finally(() => (written = true));
    while (!written) {
      await new Promise((resolve) => setImmediate(resolve));
      read(++n);
    }
    assert.ok((await saving) > 4_000_000 && n > 1_000);
    assert.deepEqual(await found(), [1_000, "1000", []]);
    await store.save();
    assert.deepEqual(await found(), [n, String(n), []]);
  });

  it("shows the last state after a restart, cursors and rows together", async () => {
    await saveOneCall();
    const store = await openStore(path);
    const source = store.sourceId({ kind: "json", path: "/data" });
    assert.deepEqual([readTotals(store.db).toolCalls, store.cursor(source).get("k"), store.notices], [1, "v", []]);
  });

  it("is for its owner alone", async () => {
    await saveOneCall();
    assert.deepEqual([statSync(path).mode & 0o777, statSync(join(folder, "store")).mode & 0o777], [0o600, 0o700]);
  });

  it("leaves no temporary file behind", async () => {
    await saveOneCall();
    assert.deepEqual(readdirSync(join(folder, "store")), ["spotter.db", "spotter.db.key"]);
  });

  for (const [what, spoil] of [
    ["that is no database", () => Buffer.from("not a database at all, but long enough to be taken for one")],
    ["that was torn", (image: Buffer) => Buffer.concat([image.subarray(0, 4096), Buffer.alloc(image.length - 4096, 0x5a)])],
    ["that was cut off", (image: Buffer) => image.subarray(0, 5000)],
  ] as const) {
    it(`${what} is kept aside and told, and the store begins anew`, async () => {
      await saveOneCall();
      writeFileSync(path, spoil(readFileSync(path)));
      const store = await openStore(path);
      assert.deepEqual([store.notices.map((notice) => notice.kind), readTotals(store.db).toolCalls], [["corrupt"], 0]);
      assert.match(readdirSync(join(folder, "store")).join(), /^spotter\.db\.corrupt-\d+,spotter\.db\.key$/);
    });
  }

  it("of a newer version is left as it is, and the store works in memory", async () => {
    await saveOneCall();
    const first = await openStore(path);
    first.db.exec("PRAGMA user_version = 999");
    first.markDirty();
    await first.save();
    const before = readFileSync(path);
    const store = await openStore(path);
    store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([session("ses_b")]));
    assert.deepEqual([store.notices, store.persistent, await store.save()], [[{ kind: "newer", version: 999 }], false, 0]);
    assert.deepEqual(readFileSync(path), before);
  });
});
