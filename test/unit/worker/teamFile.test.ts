import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SuppressionScope, TeamSuppression } from "../../../src/model/suppression.js";
import { RequestError } from "../../../src/protocol/channel.js";
import { formatSuppressions } from "../../../src/reports/suppressions/formatSuppressions.js";
import { parseSuppressions } from "../../../src/reports/suppressions/parseSuppressions.js";
import { bash, session } from "../store/records.js";
import { DAY, NOON, TriageStore } from "./triageStore.js";

const TEAM = "/work/shop";
const FETCH = "npm install http://198.51.100.7/tool.tgz";
const failsWith = (failure: string) => (error: unknown): boolean => error instanceof RequestError && error.failure === failure;

describe("a team's file of suppressions", () => {
  let folder: string;
  let triage: TriageStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-team-"));
    triage = await TriageStore.open(join(folder, "spotter.db"));
    const places = { in: TEAM, below: `${TEAM}/web`, out: "/work/other" };
    await triage.read(Object.entries(places).flatMap(([name, directory]) => [
      session(`ses_${name}`, { directory, projectId: name }), bash(`prt_${name}`, `ses_${name}`, FETCH), bash(`prt_${name}_wipe`, `ses_${name}`, "rm -rf /"),
    ]));
  });
  afterEach(async () => {
    await triage.close();
    rmSync(folder, { recursive: true });
  });

  const entryOf = (callId: string, more: Partial<TeamSuppression> = {}): TeamSuppression => ({
    ...triage.store.db.get<{ rule: string; normalised: string; target: string }>("SELECT rule, coalesce(normalised, '') AS normalised, coalesce(target, '') AS target FROM tool_call JOIN finding_call ON tool_call_id = tool_call.id JOIN finding ON finding.id = finding_id WHERE tool_call.id = ?", callId)!,
    reason: "our mirror", by: "bob", expires: null, critical: false, ...more,
  });
  const look = (text: string | null): ReturnType<typeof triage.ask.teamFile> => triage.ask.teamFile({ folder: TEAM, text });
  const accept = (text: string | null, critical = false): { entries: number; act: string } => triage.ask.acceptTeamFile({ folder: TEAM, text, critical });
  const suppressed = (): string[] => Object.entries(triage.states()).filter(([, state]) => state === "suppressed").map(([id]) => id).sort();

  it("holds for nothing before it is accepted, and then in its folder and below alone", () => {
    const text = formatSuppressions([entryOf("prt_in")]);
    const shown = look(text);
    assert.deepEqual([shown.state, shown.added.map(({ hides, hidesCritical, by }) => [hides, hidesCritical, by]), shown.removed, shown.accepted], ["changed", [[2, 0, "bob"]], [], ""]);
    assert.deepEqual(suppressed(), []);
    accept(text);
    assert.deepEqual([suppressed(), look(text).state], [["prt_below", "prt_in"], "same"]);
    const [row] = triage.ask.listSuppressions({ after: null, limit: 9 }).rows;
    assert.deepEqual([row?.origin, row?.folder, row?.actor, row?.hides], ["team", TEAM, "bob", 2]);
    assert.throws(() => triage.ask.changeSuppression({ id: row!.id, expected: null, critical: false, reason: "mine", expires: null }), failsWith("not-found"));
  });

  it("that changes is shown as what is added and removed, and what was accepted holds until it is accepted anew; accepting can be undone", () => {
    const before = formatSuppressions([entryOf("prt_in")]);
    accept(before);
    const after = formatSuppressions([entryOf("prt_in", { reason: "other" })]);
    const shown = look(after);
    assert.deepEqual([shown.state, shown.added.map(({ reason }) => reason), shown.removed.map(({ reason }) => reason), shown.accepted], ["changed", ["other"], ["our mirror"], before]);
    const { act } = accept(null);
    assert.deepEqual([suppressed(), look(null).state, look(before).state], [[], "same", "changed"]);
    triage.ask.undo({ decision: act });
    assert.deepEqual([suppressed(), look(before).state, look(null).state], [["prt_below", "prt_in"], "same", "changed"]);
  });

  it("hides nothing that was reopened since its entry came, also once a later text is accepted that keeps the entry as it is", () => {
    const kept = entryOf("prt_in");
    const accepted = accept(formatSuppressions([kept]));
    triage.ask.decide({ selection: { kind: "calls", ids: ["prt_in"] }, expected: null, verdict: "open", reason: "", expires: null });
    accept(formatSuppressions([kept, entryOf("prt_in_wipe", { critical: true })]), true);
    assert.deepEqual(suppressed(), ["prt_below", "prt_below_wipe", "prt_in_wipe"]);
    triage.clock.now += DAY;
    const without = accept(formatSuppressions([entryOf("prt_in", { reason: "other" })]));
    assert.deepEqual(suppressed(), ["prt_below", "prt_in"], "an entry that says something else is a new one");
    accept(formatSuppressions([kept]));
    assert.deepEqual(suppressed(), ["prt_below", "prt_in"], "an entry that was gone is a new one");
    triage.ask.undo({ decision: without.act });
    assert.deepEqual(suppressed(), ["prt_below"], "its removal was taken back");
    triage.ask.undo({ decision: accepted.act });
    assert.deepEqual([suppressed(), triage.ask.listSuppressions({ after: null, limit: 9 }).rows.map(({ hides }) => hides)], [["prt_below", "prt_in"], [2]], "it was accepted before by what was taken back alone");
  });

  it("hides no critical finding that its entry does not name, and is accepted with such an entry only by who says so twice", () => {
    accept(formatSuppressions([entryOf("prt_in_wipe")]));
    assert.deepEqual(suppressed(), []);
    const grave = formatSuppressions([entryOf("prt_in_wipe", { critical: true })]);
    assert.deepEqual(look(grave).added.map(({ critical, hides, hidesCritical }) => [critical, hides, hidesCritical]), [[true, 2, 2]]);
    assert.throws(() => accept(grave), failsWith("needs-consent"));
    assert.deepEqual(suppressed(), []);
    accept(grave, true);
    assert.deepEqual(suppressed(), ["prt_below_wipe", "prt_in_wipe"]);
    assert.equal(accept(grave).entries, 1, "what was accepted before is not asked for again");
  });

  it("with problems is told with their lines, accepted by nobody, and changes nothing of what was accepted", () => {
    const good = formatSuppressions([entryOf("prt_in")]);
    accept(good);
    const broken = good.replace('  "suppressions"', '<<<<<<< ours\n  "suppressions"');
    const shown = look(broken);
    assert.deepEqual([shown.state, shown.problems.map(({ line }) => line), shown.added, shown.removed], ["unusable", [broken.split("\n").findIndex((line) => line.startsWith("<<<<<<<")) + 1], [], []]);
    assert.throws(() => accept(broken), failsWith("unusable"));
    assert.deepEqual(suppressed(), ["prt_below", "prt_in"]);
  });

  it("takes an entry that has expired, which hides nothing", () => {
    accept(formatSuppressions([entryOf("prt_in", { expires: NOON - DAY - (NOON % DAY) })]));
    assert.deepEqual([suppressed(), triage.ask.listSuppressions({ after: null, limit: 9 }).rows.map(({ expired }) => expired)], [[], [true]]);
  });

  it("is written with a suppression of one's own and keeps what is in it, and is not where that would make it unusable", () => {
    const { id } = triage.ask.suppress({ findingId: triage.of("prt_out").id, scope: { kind: "session", sessionId: "ses_out" }, expected: null, reason: "mine", expires: null, critical: false });
    const first = triage.ask.shareSuppression({ id, text: null, critical: false }).text;
    assert.deepEqual(parseSuppressions(String(first)).entries.map(({ reason, by }) => [reason, by]), [["mine", "ada"]]);
    const both = triage.ask.shareSuppression({ id, text: formatSuppressions([entryOf("prt_in_wipe")]), critical: false }).text;
    assert.deepEqual(parseSuppressions(String(both)).entries.map(({ reason }) => reason).sort(), ["mine", "our mirror"]);
    assert.throws(() => triage.ask.shareSuppression({ id, text: "no", critical: false }), failsWith("unusable"));
    const full = formatSuppressions(Array.from({ length: 5_000 }, (_, index) => entryOf("prt_in_wipe", { normalised: `rm ${index}` })));
    assert.throws(() => triage.ask.shareSuppression({ id, text: full, critical: false }), failsWith("unusable"));
  });

  it("gets an entry that may hide critical findings where the person or the suppression says so, unless the file has one of its kind that may not, and the answer says which", () => {
    const own = (scope: SuppressionScope, critical: boolean): string => triage.ask.suppress({ findingId: triage.of("prt_in_wipe").id, scope, expected: null, reason: "mine", expires: null, critical }).id;
    const narrow = own({ kind: "session", sessionId: triage.of("prt_in_wipe").call.sessionId }, false);
    const wide = own({ kind: "everywhere" }, true);
    const shared = (id: string, text: string | null, critical: boolean): boolean[] => {
      const given = triage.ask.shareSuppression({ id, text, critical });
      return [given.critical, ...parseSuppressions(String(given.text)).entries.map((entry) => entry.critical)];
    };
    assert.deepEqual([shared(narrow, null, false), shared(narrow, null, true), shared(wide, null, false)], [[false, false], [true, true], [true, true]]);
    const there = (critical: boolean): string => formatSuppressions([entryOf("prt_in_wipe", { critical })]);
    assert.deepEqual([shared(narrow, there(false), true), shared(narrow, there(true), true)], [[false, false], [true, true]]);
  });
});
