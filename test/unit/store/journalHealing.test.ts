import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Files, diskFiles } from "../../../src/disk/files.js";
import { ContentHasher } from "../../../src/store/contentHash.js";
import type { OpenNotice } from "../../../src/store/openNotice.js";
import { Store } from "../../../src/store/store.js";
import { noticeOf } from "../../../src/worker/notices.js";
import { sqlJs } from "./openStore.js";
import { bash, batch, session } from "./records.js";

const DECIDED = 9;

describe("a journal that has lost decisions", () => {
  let folder: string;
  let path: string;
  let journal: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-healing-"));
    path = join(folder, "spotter.db");
    journal = `${path}.decisions.jsonl`;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = async (files: Files = diskFiles, mayReplace = () => true): Promise<Store> => Store.open(await sqlJs(), { mayReplace, path, now: () => 5_000, files });
  const findingOf = ({ db }: Store, sessionId: string): string => db.get<{ id: string }>("SELECT id FROM finding WHERE session_id = ?", sessionId)!.id;
  /** What an opening tells and holds. */
  async function opened(files?: Files, mayReplace?: () => boolean): Promise<{ readonly notices: readonly OpenNotice[]; readonly ids: string[] }> {
    const store = await open(files, mayReplace);
    const found = { notices: store.notices, ids: store.decisions.list().map(({ id }) => id) };
    store.close();
    return found;
  }

  /** A saved store of two sessions with a finding each, and with decisions, each in a line of its own. @returns their ids */
  async function decided(): Promise<string[]> {
    const store = await open();
    for (const id of ["ses_a", "ses_b"]) store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([session(id), bash(`prt_${id}`, id, "rm -rf /")]));
    const reasons = [{ rule: "delete-root", score: 90, args: {}, span: null }];
    store.scores.write(store.scores.unscored(10).map((call) => ({ call, assessment: { score: 90, level: "critical", reasons, techniques: [], normalised: "rm", shadow: [], target: null } })), "1");
    for (let number = 0; number < DECIDED; number++) {
      store.decisions.record([{ kind: "note", finding: findingOf(store, number % 2 === 0 ? "ses_a" : "ses_b"), text: number % 2 === 0 ? "unmistakable" : "stays" }]);
    }
    await store.save();
    const ids = store.decisions.list().map(({ id }) => id);
    store.close();
    return ids;
  }

  it("has them again from the index, which is told once, and an index that is built anew has them all", async () => {
    const ids = await decided();
    rmSync(journal);
    assert.deepEqual(await opened(), { notices: [{ kind: "journal-healed", decisions: DECIDED, tornBytes: 0 }], ids });
    assert.equal(readFileSync(journal, "utf8").split("\n").length, 2, "one line, all or none");
    assert.deepEqual(await opened(), { notices: [], ids });
    rmSync(path);
    assert.deepEqual(await opened(), { notices: [], ids });
  });

  it("and was cut short says that and not that the last one was never confirmed", async () => {
    const ids = await decided();
    truncateSync(journal, 700);
    const { notices: [notice, ...others], ids: found } = await opened();
    assert.ok(notice?.kind === "journal-healed" && notice.tornBytes > 0 && notice.decisions < DECIDED && others.length === 0, JSON.stringify(notice));
    assert.match(noticeOf(notice).message, /^The journal of decisions had lost \d decisions that the index holds: .* It ended in the middle of a line \(\d+ bytes\), which was cut off\. They hold, /);
    rmSync(path);
    assert.deepEqual([found, (await opened()).ids], [ids, ids]);
  });

  /** Flips a byte of the journal. */
  function damage(at: number): void {
    const bytes = readFileSync(journal);
    bytes[at]! ^= 1;
    writeFileSync(journal, bytes);
  }

  for (const [what, column] of [["check", 3], ["id", 30], ["text", 200]] as const) {
    it(`tells of a damaged line (in its ${what}) that it was healed, and nothing of it later, also over an index that is built anew`, async () => {
      const ids = await decided();
      damage(readFileSync(journal, "utf8").split("\n").slice(0, 4).join("\n").length + 1 + column);
      assert.deepEqual(await opened(), { notices: [{ kind: "journal-healed", decisions: 1, tornBytes: 0 }], ids });
      assert.deepEqual(await opened(), { notices: [], ids });
      rmSync(path);
      assert.deepEqual(await opened(), { notices: [], ids });
    });
  }

  it("tells of damaged lines of several decisions only that they were healed: of an act, and of a healing", async () => {
    await decided();
    rmSync(journal);
    await opened();
    const store = await open();
    store.decisions.record([1, 2].map((number) => ({ kind: "note", finding: findingOf(store, "ses_b"), text: `together ${number}` })));
    store.markDirty();
    await store.save();
    store.close();
    const [healing, act] = readFileSync(journal, "utf8").split("\n").map(({ length }) => length);
    damage(healing! - 5);
    damage(healing! + act! - 5);
    assert.deepEqual([(await opened()).notices, (await opened()).notices], [[{ kind: "journal-healed", decisions: DECIDED + 2, tornBytes: 0 }], []]);
  });

  it("tells at each start of a damaged line that nothing holds, in lines and not in decisions", async () => {
    const ids = await decided();
    rmSync(path);
    damage(30);
    const lost = { notices: [{ kind: "journal-damaged", lines: 1 }], ids: ids.slice(1) };
    assert.deepEqual([await opened(), await opened()], [lost, lost]);
    assert.match(noticeOf({ kind: "journal-damaged", lines: 1 }).message, /^A line of the journal of decisions is damaged/);
  });

  it("does not take a line that ran into the next one for healed by what held its beginning", async () => {
    await decided();
    const store = await open();
    store.decisions.record([{ kind: "note", finding: findingOf(store, "ses_a"), text: "not in the index" }]);
    store.close();
    const bytes = readFileSync(journal);
    bytes[bytes.lastIndexOf(0x0a, bytes.length - 2)] = 0x3f;
    writeFileSync(journal, bytes);
    assert.deepEqual((await opened()).notices, [{ kind: "journal-healed", decisions: 1, tornBytes: 0 }, { kind: "journal-damaged", lines: 1 }]);
    assert.deepEqual((await opened()).notices, [{ kind: "journal-damaged", lines: 1 }]);
  });

  it("gets nothing that was never confirmed: a line that was begun, and one that the disk refused", async () => {
    const ids = await decided();
    const store = await open({ ...diskFiles, sync: () => assert.fail(Object.assign(new Error("made by the test"), { code: "EIO" })) });
    assert.throws(() => store.decisions.record([{ kind: "note", finding: findingOf(store, "ses_a"), text: "refused" }]));
    store.close();
    appendFileSync(journal, readFileSync(journal).subarray(0, 100));
    const before = readFileSync(journal).length - 100;
    assert.deepEqual(await opened(), { notices: [{ kind: "journal-torn", bytes: 100 }], ids });
    assert.equal(readFileSync(journal).length, before);
  });

  it("gets nothing that was forgotten, also from an older index, and nothing twice", async () => {
    await decided();
    const older = join(folder, "older.db");
    copyFileSync(path, older);
    const store = await open();
    store.decisions.record([{ kind: "note", finding: findingOf(store, "ses_b"), text: "later" }]);
    store.forget({ kind: "session", sessionId: "ses_a" });
    await store.save();
    const ids = store.decisions.list().map(({ id }) => id);
    store.close();
    const written = readFileSync(journal, "utf8");
    copyFileSync(older, path);
    assert.deepEqual([(await opened()).notices, readFileSync(journal, "utf8")], [[], written]);
    rmSync(path);
    assert.deepEqual([(await opened()).ids.sort(), /unmistakable/.test(written)], [[...ids].sort(), false]);
  });

  it("gets nothing from an older index where a newer version forgot in a way that is not known here, and says why", async () => {
    const ids = await decided();
    const forgetting = JSON.stringify({ id: "newer", at: 6_000, actor: "ada", kind: "forget", scope: { kind: "agent", agent: "build" } });
    const written = `${(await ContentHasher.create()).of(forgetting).slice(0, 16)} ${forgetting}\n`;
    writeFileSync(journal, written);
    const newer: OpenNotice = { kind: "journal-newer", decisions: 1 };
    const withheld: OpenNotice = { kind: "journal-withheld", decisions: DECIDED };
    assert.deepEqual([await opened(), readFileSync(journal, "utf8")], [{ notices: [newer, withheld], ids: [...ids, "newer"] }, written]);
    assert.match(noticeOf(withheld).message, /A newer version of Spotter has forgotten something .* so they were not written into the journal again\./);
    const store = await open();
    store.forget({ kind: "session", sessionId: "ses_a" });
    store.close();
    assert.doesNotMatch(readFileSync(journal, "utf8"), /stays|unmistakable/, "nor where it is written anew");
  });

  it("is left as it is by who may not write it, and the disk's refusal is told", async () => {
    const ids = await decided();
    rmSync(journal);
    assert.deepEqual([await opened(diskFiles, () => false), existsSync(journal)], [{ notices: [], ids }, false]);
    const refusing: Files = { ...diskFiles, open: (name, flags, mode) => (name === journal && flags === "a" ? assert.fail(Object.assign(new Error("made by the test"), { code: "ENOSPC" })) : diskFiles.open(name, flags, mode)) };
    assert.deepEqual(await opened(refusing), { notices: [{ kind: "journal-behind", code: "ENOSPC" }], ids });
    assert.deepEqual((await opened()).notices.map(({ kind }) => kind), ["journal-healed"]);
  });
});
