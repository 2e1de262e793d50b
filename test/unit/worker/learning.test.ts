import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceRecord } from "../../../src/model/storage.js";
import { bash, session } from "../store/records.js";
import { DAY, NOON, TriageStore } from "./triageStore.js";

/** High, not critical. */
const FETCH = "npm install http://198.51.100.7/tool.tgz";
const call = (id: string, sessionId: string, time = NOON - DAY / 2): SourceRecord => bash(id, sessionId, FETCH, { timeStart: time, timeCreated: time });

describe("what is learned from decisions", () => {
  let folder: string;
  let triage: TriageStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-learning-"));
    triage = await TriageStore.open(join(folder, "spotter.db"));
  });
  afterEach(async () => {
    await triage.close();
    rmSync(folder, { recursive: true });
  });

  it("is, by rule and month, the share of findings that were judged wrong, and names the rule from more than a tenth of five on; the newest verdict counts, and one that was taken back does not", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `n${index}`);
    await triage.read(names.flatMap((name) => [session(`ses_${name}`), call(`prt_${name}`, `ses_${name}`)]));
    const decide = (name: string, verdict: "false-positive" | "resolved" | "open"): string =>
      triage.store.decisions.record([{ kind: "verdict", finding: triage.of(`prt_${name}`).id, state: verdict, reason: "", expires: null }])[0]!.id;
    const quality = (): unknown => triage.ask.ruleQuality({}).map(({ decided, falsePositives, isNoisy }) => [decided, falsePositives, isNoisy]);
    for (const name of names.slice(0, 4)) decide(name, "false-positive");
    assert.deepEqual(quality(), [[4, 4, false]], "four say little");
    for (const name of names.slice(1, 4)) decide(name, "resolved");
    for (const name of names.slice(4)) decide(name, "resolved");
    assert.deepEqual(quality(), [[10, 1, false]], "a tenth");
    triage.clock.now += 31 * DAY;
    const undone = decide("n9", "false-positive");
    assert.deepEqual(quality(), [[10, 2, true]]);
    assert.deepEqual(triage.ask.ruleQuality({})[0]!.months, [{ month: "2024-10", decided: 9, falsePositives: 1 }, { month: "2024-11", decided: 1, falsePositives: 1 }]);
    triage.store.decisions.undo(undone);
    decide("n0", "open");
    assert.deepEqual(quality(), [[9, 0, false]]);
  });

  it("is how soon: from the detection until a finding was seen, and from then until the first verdict that does not reopen it, by level, and of history none", async () => {
    triage.store.decisions.installed();
    const live = (id: string): SourceRecord[] => [session(`ses_${id}`), call(`prt_${id}`, `ses_${id}`, NOON + 5)];
    triage.clock.now = NOON + 10;
    await triage.read([...live("a"), ...live("b"), session("ses_old"), call("prt_old", "ses_old", NOON - 2 * DAY), ...live("never")]);
    const see = (id: string, after: number): void => {
      triage.clock.now = NOON + 10 + after;
      triage.store.decisions.record([{ kind: "read", findings: [triage.of(`prt_${id}`).id] }]);
    };
    see("a", 1_000);
    see("old", 1_500);
    see("b", 3_000);
    triage.clock.now = NOON + 10 + 5_000;
    triage.store.decisions.record([{ kind: "verdict", finding: triage.of("prt_a").id, state: "open", reason: "", expires: null }]);
    triage.clock.now = NOON + 10 + 9_000;
    for (const verdict of ["acknowledged", "resolved"] as const) {
      triage.ask.decide({ selection: { kind: "calls", ids: ["prt_a", "prt_old"] }, expected: null, verdict, reason: "", expires: null });
      triage.clock.now += 500;
    }
    const [row] = triage.ask.responseTimes({ since: 0 }).filter(({ level }) => level === triage.of("prt_a").level);
    assert.deepEqual(row, { level: triage.of("prt_a").level, seen: { count: 2, p50: 1_000, p95: 3_000 }, decided: { count: 1, p50: 8_000, p95: 8_000 } });
  });

  it("takes a suppression for seen and decided of what it hid when it was made, also once its expiry is changed, and for no decision once it is lifted", async () => {
    triage.store.decisions.installed();
    const live = (id: string): SourceRecord[] => [session(`ses_${id}`), call(`prt_${id}`, `ses_${id}`, NOON + 5)];
    triage.clock.now = NOON + 10;
    await triage.read([...live("a"), ...live("b")]);
    const times = (): unknown => triage.ask.responseTimes({ since: 0 }).filter(({ level }) => level === triage.of("prt_a").level).map(({ seen, decided }) => [seen.count, seen.p95, decided.count, decided.p95])[0];
    triage.store.decisions.record([{ kind: "read", findings: [triage.of("prt_b").id] }]);
    triage.clock.now += 2_000;
    const made = { expected: null, reason: "ours", critical: false };
    const { id } = triage.ask.suppress({ ...made, findingId: triage.of("prt_a").id, scope: { kind: "everywhere" }, expires: NOON + DAY });
    assert.deepEqual(times(), [2, 2_000, 2, 2_000]);
    await triage.read(live("later"));
    assert.deepEqual([triage.of("prt_later").state, times()], ["suppressed", [2, 2_000, 2, 2_000]], "nobody decided on what came later");
    triage.clock.now += 5_000;
    const changed = triage.ask.changeSuppression({ ...made, id, expires: null });
    assert.deepEqual(times(), [3, 5_000, 3, 2_000]);
    triage.ask.undo({ decision: changed.act });
    assert.deepEqual(times(), [3, 5_000, 2, 2_000]);
    triage.ask.undo({ decision: id });
    assert.deepEqual(times(), [3, 5_000, 0, null]);
  });
});
