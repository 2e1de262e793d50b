import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FindingState } from "../../../src/model/finding.js";
import { listFindings } from "../../../src/store/queries/findings.js";
import { getSession } from "../../../src/store/queries/sessions.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import { searchCalls } from "../../../src/store/queries/search.js";
import { type Files, diskFiles } from "../../../src/disk/files.js";
import { Store } from "../../../src/store/store.js";
import { imageOf } from "./imageOf.js";
import { openStore, sqlJs } from "./openStore.js";
import { bash, batch, message, session } from "./records.js";

const LOCATION = { kind: "json", path: "/data" } as const;

/** A critical call in each of two sessions of two projects. */
function fill(store: Store): void {
  const source = store.sourceId(LOCATION);
  for (const [name, project] of [["a", "one"], ["b", "two"]] as const) {
    const id = `ses_${name}`;
    store.apply(source, batch([session(id, { projectId: project }), message(`msg_${name}`, id), bash(`prt_${name}`, id, `rm -rf /srv/unmistakable-${name}`, { messageId: `msg_${name}` })], [[id, "1"]]));
  }
  const reasons = [{ rule: "delete-root", score: 90, args: {}, span: null }];
  store.scores.write(store.scores.unscored(10).map((call) => ({ call, assessment: { score: 90, level: "critical", reasons, techniques: [], normalised: call.id, shadow: [], target: null } })), "1");
  store.text.fill(10);
}

const openFindings = (store: Store): string[] => listFindings(store.db, 0, null, 10).rows.map((finding) => finding.session_id).sort();
const findingOf = (store: Store, sessionId: string): string => String(store.db.get<{ id: string }>("SELECT id FROM finding WHERE session_id = ?", sessionId)?.id);

function judge(store: Store, finding: string, state: FindingState): void {
  store.decisions.record([{ kind: "verdict", finding, state, reason: "because", expires: null }]);
}

/** Scores every call again, and finds nothing in any. */
function endFindings(store: Store): void {
  const again = store.scores.scoredBelow(Number.MAX_SAFE_INTEGER, 0, 10);
  store.scores.write(again.map((call) => ({ call, assessment: { score: 0, level: "none", reasons: [], techniques: [], normalised: call.id, shadow: [], target: null } })), "2");
  store.markDirty();
  assert.deepEqual(openFindings(store), []);
}

/** The disk, which refuses to open a file of one name when it is told to. */
function refusing(beginning: string): { readonly files: Files; refuses: boolean } {
  const disk = {
    refuses: false,
    files: {
      ...diskFiles,
      open: (path: string, flags: string, mode: number): number => {
        if (disk.refuses && path.startsWith(beginning)) throw Object.assign(new Error("refused"), { code: "EIO" });
        return diskFiles.open(path, flags, mode);
      },
    },
  };
  return disk;
}

describe("a backup", () => {
  let folder: string;
  let path: string;
  let clock: { now: number };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-backup-"));
    path = join(folder, "spotter.db");
    clock = { now: 5_000 };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("brings back what it holds, keeps what was decided since, and is recorded", async () => {
    const store = await openStore(path, clock);
    fill(store);
    judge(store, findingOf(store, "ses_a"), "acknowledged");
    const backup = imageOf(store.db);
    judge(store, findingOf(store, "ses_b"), "resolved");
    store.db.exec("DELETE FROM session");
    assert.equal(store.restore(backup, "mine.db"), null);
    const after = (opened: Store): unknown => [readTotals(opened.db).sessions, openFindings(opened), opened.decisions.list().map((decision) => (decision.kind === "restore" ? decision.backup : decision.kind))];
    const wanted = [2, [], ["verdict", "verdict", "mine.db"]];
    assert.deepEqual(after(store), wanted);
    await store.save();
    store.close();
    assert.deepEqual(after(await openStore(path, clock)), wanted);
  });

  it("brings its decisions into a store that has none of them, for good", async () => {
    const first = await openStore(null, clock);
    fill(first);
    judge(first, findingOf(first, "ses_a"), "false-positive");
    const store = await openStore(path, clock);
    assert.equal(store.restore(imageOf(first.db), "other.db"), null);
    store.close();
    // Not saved: the journal alone has to bring them back.
    assert.deepEqual((await openStore(path, clock)).decisions.list().map(({ kind }) => kind), ["verdict", "restore"]);
  });

  it("does not bring back what was forgotten since it was made", async () => {
    const store = await openStore(path, clock);
    fill(store);
    const backup = imageOf(store.db);
    store.forget({ kind: "session", sessionId: "ses_a" });
    store.restore(backup, "old.db");
    assert.deepEqual([getSession(store.db, "ses_a"), openFindings(store)], [undefined, ["ses_b"]]);
  });

  for (const [what, bytes, kind] of [
    ["is no database", () => Buffer.from("no database, but long enough to be looked at as one, and so on"), "corrupt"],
    ["was cut off", (whole: Uint8Array) => whole.subarray(0, whole.length / 2), "corrupt"],
  ] as const) {
    it(`that ${what} changes nothing, and is named`, async () => {
      const store = await openStore(path, clock);
      fill(store);
      const fault = store.restore(bytes(imageOf(store.db)), "bad.db");
      assert.deepEqual([fault?.kind, openFindings(store), store.decisions.list()], [kind, ["ses_a", "ses_b"], []]);
    });
  }

  it("of a newer version or another program changes nothing, and is named", async () => {
    const store = await openStore(path, clock);
    fill(store);
    const newer = await openStore(null, clock);
    newer.db.exec("PRAGMA user_version = 999");
    const foreign = new (await sqlJs()).Database();
    foreign.exec("CREATE TABLE bookmarks (url TEXT)");
    assert.deepEqual([store.restore(imageOf(newer.db), "n.db"), store.restore(foreign.export(), "f.db")?.kind, openFindings(store)], [{ kind: "newer", version: 999 }, "foreign", ["ses_a", "ses_b"]]);
  });
});

describe("forgetting", () => {
  let folder: string;
  let path: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-forget-"));
    path = join(folder, "spotter.db");
    writeFileSync(`${path}.before-schema-2`, "unmistakable-a");
    writeFileSync(`${path}.corrupt-17`, "unmistakable-a");
    store = await openStore(path, { now: 5_000 });
    fill(store);
    store.decisions.record([{ kind: "note", finding: findingOf(store, "ses_a"), text: "unmistakable-a, said in a note" }]);
    await store.save();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const everythingOnDisk = (): string => readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1")).join("\n");

  it("leaves no trace of a session: not in the image, the text index, the journal, the images kept aside, nor in the counts", async () => {
    assert.match(everythingOnDisk(), /unmistakable-a/);
    store.forget({ kind: "session", sessionId: "ses_a" });
    await store.save();
    assert.doesNotMatch(everythingOnDisk(), /unmistakable-a/);
    assert.match(everythingOnDisk(), /unmistakable-b/);
    const { sessions, toolCalls, byLevel } = readTotals(store.db);
    assert.deepEqual([sessions, toolCalls, byLevel.critical, searchCalls(store.db, "unmistakable", null, 10).total], [1, 1, 1, 1]);
    assert.deepEqual(store.db.get("SELECT sum(calls) AS calls FROM summary"), { calls: 1 });
  });

  it("lasts: what is forgotten is not read again, also by a later start", async () => {
    store.forget({ kind: "project", projectId: "one" });
    fill(store);
    assert.equal(getSession(store.db, "ses_a"), undefined);
    await store.save();
    store.close();
    const again = await openStore(path, { now: 6_000 });
    fill(again);
    assert.deepEqual([getSession(again.db, "ses_a"), openFindings(again)], [undefined, ["ses_b"]]);
  });

  it("of everything leaves nothing but that it was done", async () => {
    store.forget({ kind: "everything", before: 5_000 });
    await store.save();
    assert.doesNotMatch(everythingOnDisk(), /unmistakable/);
    assert.deepEqual([readTotals(store.db).toolCalls, store.decisions.list().map(({ kind }) => kind)], [0, ["forget"]]);
  });

  it("takes what was decided of findings that have ended since, and which secrets were looked at", async () => {
    store.decisions.record([{ kind: "reveal", sessionId: "ses_a", place: "unmistakable-a", hash: "h" }]);
    store.db.run("DELETE FROM finding WHERE session_id = 'ses_a'");
    store.forget({ kind: "project", projectId: "one" });
    await store.save();
    assert.doesNotMatch(everythingOnDisk(), /unmistakable-a/);
    assert.deepEqual(store.decisions.list().map(({ kind }) => kind), ["forget"]);
  });

  for (const scope of [{ kind: "session", sessionId: "ses_a" }, { kind: "project", projectId: "one" }] as const) {
    it(`takes what an earlier version decided of a finding that scoring again has ended (${scope.kind})`, async () => {
      store.db.run("UPDATE decision SET payload = json_remove(payload, '$.about')");
      endFindings(store);
      await store.save();
      store.close();
      const again = await openStore(path, { now: 6_000 });
      again.forget(scope);
      await again.save();
      assert.doesNotMatch(everythingOnDisk(), /unmistakable-a/);
      assert.deepEqual(again.decisions.list().map(({ kind }) => kind), ["forget"]);
      again.close();
    });
  }

  it("takes what was decided of a finding that has ended, also where OpenCode has moved its session to another project since", async () => {
    endFindings(store);
    store.apply(store.sourceId(LOCATION), batch([session("ses_a", { projectId: "three" })]));
    store.forget({ kind: "project", projectId: "three" });
    await store.save();
    assert.equal(getSession(store.db, "ses_a"), undefined);
    assert.doesNotMatch(everythingOnDisk(), /unmistakable-a/);
  });

  for (const [what, suffix] of [["the journal", ".decisions.jsonl"], ["the image", ""]] as const) {
    it(`says that ${what} could not be written, and tries it again with the next save`, async () => {
      const disk = refusing(`${path}${suffix}.${process.pid}-`);
      const refused = await Store.open(await sqlJs(), { mayReplace: () => true, path, now: () => 5_000, files: disk.files });
      disk.refuses = true;
      refused.forget({ kind: "project", projectId: "one" });
      await refused.save().catch(() => undefined);
      assert.equal(refused.leftBehind, "EIO");
      assert.match(everythingOnDisk(), /unmistakable-a/);
      disk.refuses = false;
      await refused.save();
      assert.equal(refused.leftBehind, null);
      assert.doesNotMatch(everythingOnDisk(), /unmistakable-a/);
      refused.close();
    });

    it(`is brought to its end by the next start where ${what} could not be written`, async () => {
      const disk = refusing(`${path}${suffix}.${process.pid}-`);
      disk.refuses = true;
      const refused = await Store.open(await sqlJs(), { mayReplace: () => true, path, now: () => 5_000, files: disk.files });
      refused.forget({ kind: "project", projectId: "one" });
      await refused.save().catch(() => undefined);
      refused.close();
      assert.match(everythingOnDisk(), /unmistakable-a/);
      const again = await openStore(path, { now: 6_000 });
      await again.save();
      assert.doesNotMatch(everythingOnDisk(), /unmistakable-a/);
      assert.deepEqual(again.decisions.list().map(({ kind }) => kind), ["forget"]);
      again.close();
    });
  }

  it("removes at the next start what was put aside before it, and nothing that was put aside since", async () => {
    store.forget({ kind: "session", sessionId: "ses_a" });
    await store.save();
    store.close();
    writeFileSync(`${path}.corrupt-17`, "old");
    writeFileSync(`${path}.corrupt-5001`, "new");
    (await openStore(path, { now: 6_000 })).close();
    assert.deepEqual(readdirSync(folder).filter((name) => name.includes("corrupt")), ["spotter.db.corrupt-5001"]);
  });

  it("lets a fork's copy count where the call that it repeats is gone", async () => {
    const source = store.sourceId(LOCATION);
    store.apply(source, batch([session("ses_fork", { projectId: "two", timeCreated: 9_000 }), bash("prt_copy", "ses_fork", "rm -rf /srv/x", { callId: "call_prt_a" })]));
    assert.equal(readTotals(store.db).toolCalls, 2);
    store.forget({ kind: "session", sessionId: "ses_a" });
    assert.deepEqual([readTotals(store.db).toolCalls, store.scores.unscored(10).map(({ id }) => id), getSession(store.db, "ses_fork")?.calls], [2, ["prt_copy"], 1]);
  });
});
