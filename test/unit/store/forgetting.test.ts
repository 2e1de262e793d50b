import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Files, diskFiles } from "../../../src/disk/files.js";
import { Store } from "../../../src/store/store.js";
import { sqlJs } from "./openStore.js";
import { bash, batch, session } from "./records.js";

const SCOPE = { kind: "session", sessionId: "ses_a" } as const;

describe("forgetting where something goes wrong", () => {
  let folder: string;
  let path: string;
  /** Names whose replacing, or removing, the disk refuses. */
  let clock: () => number;
  let refused: (name: string) => boolean;
  const files: Files = {
    ...diskFiles,
    rename: (from, to) => (refuse(to), diskFiles.rename(from, to)),
    remove: (name) => (refuse(name), diskFiles.remove(name)),
  };
  const refuse = (name: string): void => {
    if (refused(name)) throw Object.assign(new Error("made by the test"), { code: "ENOSPC" });
  };
  const open = async (): Promise<Store> => Store.open(await sqlJs(), { mayReplace: () => true, path, now: () => clock(), files });
  const journal = (): string => readFileSync(`${path}.decisions.jsonl`, "utf8");
  const places = ({ leftBehind }: Store): string[] => (leftBehind === null ? [] : [leftBehind]);
  const onDisk = (): string =>
    readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile()).map((name) => readFileSync(join(folder, name), "latin1")).join("\n");

  async function withNote(texts: ReadonlyArray<readonly [sessionId: string, text: string]> = [["ses_a", "unmistakable"], ["ses_b", "stays"]]): Promise<Store> {
    const store = await open();
    for (const [id, word] of [["ses_a", "unmistakable"], ["ses_b", "other"]] as const) store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([session(id), bash(`prt_${id}`, id, `rm -rf /srv/${word}`)]));
    const reasons = [{ rule: "delete-root", score: 90, args: {}, span: null }];
    store.scores.write(store.scores.unscored(10).map((call) => ({ call, assessment: { score: 90, level: "critical", reasons, techniques: [], normalised: call.id, shadow: [], target: null } })), "1");
    for (const [id, text] of texts) {
      store.decisions.record([{ kind: "note", finding: store.db.get<{ id: string }>("SELECT id FROM finding WHERE session_id = ?", id)!.id, text }]);
    }
    await store.save();
    return store;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-forgetting-"));
    path = join(folder, "spotter.db");
    refused = () => false;
    clock = () => 5_000;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("says so while the journal cannot be written anew, and does it with the next save", async () => {
    const store = await withNote();
    refused = (name) => name.endsWith(".jsonl");
    store.forget(SCOPE);
    await store.save();
    assert.deepEqual([places(store), /unmistakable/.test(journal())], [["ENOSPC"], true]);
    refused = () => false;
    await store.save();
    assert.deepEqual(places(store), []);
    assert.doesNotMatch(onDisk(), /unmistakable/);
    assert.match(journal(), /stays/);
  });

  it("is made up for by the next start, which brings nothing back from the journal", async () => {
    const store = await withNote();
    refused = (name) => name.endsWith(".jsonl");
    store.forget(SCOPE);
    await store.save();
    store.close();
    refused = () => false;
    const again = await open();
    assert.deepEqual(again.decisions.list().map(({ kind }) => kind), ["note", "forget"]);
    assert.doesNotMatch(onDisk(), /unmistakable/);
    again.close();
  });

  it("finds a note whose finding was ended by scoring anew, for a session and for its project", async () => {
    for (const scope of [SCOPE, { kind: "project", projectId: "project" }] as const) {
      const store = await withNote();
      store.db.exec("DELETE FROM finding WHERE session_id = 'ses_a'");
      store.forget(scope);
      await store.save();
      assert.doesNotMatch(onDisk(), /unmistakable/);
      assert.equal(/stays/.test(journal()), scope.kind === "session");
      store.close();
      readdirSync(folder).forEach((name) => rmSync(join(folder, name)));
    }
  });

  it("leaves no record of a secret that was looked at", async () => {
    const store = await withNote();
    for (const sessionId of ["ses_a", "ses_b"]) store.decisions.record([{ kind: "reveal", sessionId, place: `place-${sessionId}`, hash: "h" }]);
    store.forget(SCOPE);
    assert.deepEqual([/place-ses_a/.test(journal()), /place-ses_b/.test(journal())], [false, true]);
  });

  it("leaves no finding's id in what was seen, also of one that has ended, and the other findings stay seen", async () => {
    const store = await withNote([]);
    const [ours, other] = ["ses_a", "ses_b"].map((id) => store.db.get<{ id: string }>("SELECT id FROM finding WHERE session_id = ?", id)!.id) as [string, string];
    store.decisions.record([{ kind: "read", findings: [other, ours] }]);
    store.db.run("DELETE FROM finding WHERE id = ?", ours);
    refused = (name) => name.endsWith(".jsonl");
    store.forget(SCOPE);
    await store.save();
    assert.match(journal(), new RegExp(`"findings".*${ours}`));
    store.close();
    refused = () => false;
    const again = await open();
    assert.deepEqual([onDisk().includes(ours), again.decisions.list().filter(({ kind }) => kind === "read").map((read) => "findings" in read && read.findings)], [false, [[other]]]);
    assert.deepEqual(again.db.all("SELECT finding_id FROM finding_read"), [{ finding_id: other }]);
    again.close();
  });

  it("knows whose findings an earlier version's decisions name, while these are there", async () => {
    const store = await withNote();
    const id = store.db.get<{ id: string }>("SELECT id FROM finding WHERE session_id = 'ses_a'")!.id;
    store.decisions.record([{ kind: "read", findings: [id, "unknown"] }]);
    store.db.run("UPDATE decision SET payload = json_remove(payload, '$.sessions')");
    store.forget({ kind: "project", projectId: "project" });
    await store.save();
    assert.deepEqual([onDisk().includes(id), journal().includes("unknown")], [false, true]);
  });

  it("says so while the image cannot be saved, and is gone from it with the next save, or the next start's", async () => {
    const store = await withNote();
    refused = (name) => name === path;
    store.forget(SCOPE);
    await assert.rejects(store.save(), { code: "ENOSPC" });
    assert.deepEqual([places(store), /unmistakable/.test(onDisk())], [["ENOSPC"], true]);
    store.close();
    refused = () => false;
    const again = await open();
    assert.ok((await again.save()) > 0);
    assert.deepEqual(places(again), []);
    assert.doesNotMatch(onDisk(), /unmistakable/);
    again.close();
  });

  it("says so while a copy cannot be removed, and removes it with the next save", async () => {
    const store = await withNote();
    writeFileSync(`${path}.corrupt-17`, "unmistakable");
    refused = (name) => name.includes(".corrupt-");
    store.forget(SCOPE);
    await store.save();
    assert.deepEqual(places(store), ["ENOSPC"]);
    refused = () => false;
    await store.save();
    assert.deepEqual([places(store), existsSync(`${path}.corrupt-17`)], [[], false]);
  });

  it("removes an image that is damaged before the erased one was saved, and says that", async () => {
    clock = () => Date.now() + 1_000;
    const store = await withNote();
    const written = statSync(path);
    store.forget(SCOPE);
    store.close();
    const image = readFileSync(path);
    writeFileSync(path, image.subarray(0, image.length / 2));
    utimesSync(path, written.atime, written.mtime);
    const again = await open();
    assert.deepEqual(again.notices.map((notice) => ("keptAs" in notice ? notice.keptAs : notice.kind)), [null]);
    assert.doesNotMatch(onDisk(), /unmistakable/);
    again.close();
  });

  it("says that an unreadable journal still holds it, and erases it there once it can be read", async () => {
    (await withNote()).close();
    renameSync(`${path}.decisions.jsonl`, join(folder, "away"));
    mkdirSync(`${path}.decisions.jsonl`);
    const blind = await open();
    blind.forget(SCOPE);
    await blind.save();
    assert.deepEqual(places(blind), ["EISDIR"]);
    blind.close();
    rmdirSync(`${path}.decisions.jsonl`);
    renameSync(join(folder, "away"), `${path}.decisions.jsonl`);
    chmodSync(`${path}.decisions.jsonl`, 0o600);
    (await open()).close();
    assert.deepEqual([/unmistakable/.test(journal()), /stays/.test(journal())], [false, true]);
  });
});
