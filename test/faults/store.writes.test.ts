import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTotals } from "../../src/store/queries/totals.js";
import { errorCode, type Files } from "../../src/disk/files.js";
import { Store } from "../../src/store/store.js";
import { openStore, sqlJs } from "../unit/store/openStore.js";
import { bash, batch, session } from "../unit/store/records.js";
import { type Failure, FaultyFiles } from "./faultyFiles.js";

const FAILURES: readonly Failure[] = ["EIO", "ENOSPC", "torn"];
const finding = "0123456789abcdef0123";
const LOCATION = { kind: "json", path: "/data" } as const;

/** What of a store matters after a fault: its calls, how far it was read, and what was decided. */
interface Seen {
  readonly calls: number;
  readonly cursor: string | undefined;
  readonly states: readonly string[];
}

describe("a disk that fails while the store writes", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "spotter-writes-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = async (path: string, files: Files): Promise<Store> => Store.open(await sqlJs(), { mayReplace: () => true, path, actor: "ada", files });

  function readOne(store: Store, name: string): void {
    const source = store.sourceId(LOCATION);
    store.apply(source, batch([session("ses_a"), bash(`prt_${name}`, "ses_a", "ls", { timeStart: Number(name) })], [["k", name]]));
  }

  /** A store that was saved with one call and one decision. */
  async function before(): Promise<string> {
    const path = join(folder, "before", "spotter.db");
    const store = await openStore(path);
    readOne(store, "1");
    // So much that an image takes several writes: one of them may fail in the middle.
    store.db.run("INSERT INTO cursor VALUES (?, 'filler', replace(hex(zeroblob(1300000)), '0', 'x'))", store.sourceId(LOCATION));
    store.decisions.record([{ kind: "verdict", finding, state: "acknowledged", reason: "", expires: null }]);
    await store.save();
    store.close();
    return path;
  }

  async function seen(path: string): Promise<Seen & { notices: string[] }> {
    const store = await openStore(path);
    const source = store.sourceId(LOCATION);
    const states = store.decisions.list().map((decision) => (decision.kind === "verdict" ? decision.state : decision.kind));
    const result = { calls: readTotals(store.db).toolCalls, cursor: store.cursor(source).get("k"), states, notices: store.notices.map(({ kind }) => kind) };
    store.close();
    return result;
  }

  /** Lets `work` fail at every change to the disk in turn, on a fresh copy of the store, and hands over what is found afterwards. */
  async function atEveryChange(failure: Failure, work: (store: Store) => Promise<boolean>, check: (found: Awaited<ReturnType<typeof seen>>, done: boolean, at: number) => void): Promise<void> {
    const original = await before();
    const counting = new FaultyFiles(failure, Infinity);
    const fresh = (name: string): string => {
      const path = join(folder, name, "spotter.db");
      cpSync(join(original, ".."), join(path, ".."), { recursive: true });
      return path;
    };
    const counted = await open(fresh("count"), counting);
    const first = counting.asked;
    await work(counted);
    counted.close();
    assert.ok(counting.asked > first);
    for (let at = first + 1; at <= counting.asked; at++) {
      const path = fresh(`at-${at}`);
      const store = await open(path, new FaultyFiles(failure, at));
      const done = await work(store);
      store.close();
      check(await seen(path), done, at);
    }
  }

  const saved = (store: Store): Promise<boolean> => {
    readOne(store, "2");
    return store.save().then(
      (bytes) => bytes > 0,
      (error: unknown) => (assert.match(errorCode(error), /EIO|ENOSPC/), false),
    );
  };

  const decided = (store: Store): Promise<boolean> => {
    try {
      store.decisions.record([{ kind: "verdict", finding, state: "resolved", reason: "", expires: null }]);
      return Promise.resolve(true);
    } catch (error) {
      assert.match(errorCode(error), /EIO|ENOSPC/);
      return Promise.resolve(false);
    }
  };

  for (const failure of FAILURES) {
    it(`leaves the image as it was before or after, whichever write of it fails (${failure})`, async () => {
      const old = { calls: 1, cursor: "1", states: ["acknowledged"], notices: [] };
      await atEveryChange(failure, saved, (found, done, at) => {
        // After the rename only the folder's own sync can fail: the new image is whole, though not known to last.
        assert.ok(found.calls === 1 || found.calls === 2, `at ${at}`);
        assert.deepEqual(found, found.calls === 1 ? old : { ...old, calls: 2, cursor: "2" }, `at ${at}`);
        if (done) assert.equal(found.calls, 2, `at ${at}`);
      });
    });

    it(`leaves the decisions as they were before or after, whichever write of the journal fails (${failure})`, async () => {
      await atEveryChange(failure, decided, (found, done, at) => {
        assert.deepEqual(found.states, done ? ["acknowledged", "resolved"] : found.states.slice(0, 1).concat(found.states.length > 1 ? ["resolved"] : []), `at ${at}`);
        assert.deepEqual([found.states[0], found.calls], ["acknowledged", 1], `at ${at}`);
        assert.ok(found.notices.every((kind) => kind === "journal-torn"), `at ${at}`);
      });
    });
  }

  it("is tried with images of several writes", async () => {
    assert.ok(statSync(await before()).size > 2 * 1024 * 1024);
  });

  it("keeps what was read for the next save, and the decisions after it, once there is space again", async () => {
    const path = await before();
    const full = new FaultyFiles("ENOSPC", Infinity);
    const store = await open(path, full);
    assert.equal(await saved(store), true);
    const again = await open(path, new FaultyFiles("ENOSPC", full.asked));
    readOne(again, "3");
    await assert.rejects(again.save(), { code: "ENOSPC" });
    store.close();
    again.close();
    const mended = await openStore(path);
    readOne(mended, "3");
    assert.ok((await mended.save()) > 0);
    mended.decisions.record([{ kind: "verdict", finding, state: "resolved", reason: "", expires: null }]);
    mended.close();
    assert.deepEqual(await seen(path), { calls: 3, cursor: "3", states: ["acknowledged", "resolved"], notices: [] });
  });

  it("applies no decision that the journal did not take", async () => {
    const path = await before();
    const counting = new FaultyFiles("EIO", Infinity);
    (await open(path, counting)).close();
    const store = await open(path, new FaultyFiles("EIO", counting.asked + 1));
    assert.equal(await decided(store), false);
    assert.deepEqual(store.decisions.list().map(({ kind }) => kind), ["verdict"]);
    store.close();
  });

  it("writes nothing more once another engine has taken the store over", async () => {
    const path = await before();
    const store = await Store.open(await sqlJs(), { path, mayReplace: () => false });
    readOne(store, "2");
    assert.equal(await store.save(), 0);
    assert.throws(() => store.decisions.record([{ kind: "note", finding, text: "late" }]), /taken the store over/);
    store.close();
    assert.deepEqual(await seen(path), { calls: 1, cursor: "1", states: ["acknowledged"], notices: [] });
  });
});
