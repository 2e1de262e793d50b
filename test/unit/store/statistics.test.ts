import assert from "node:assert/strict";
import { countModels, countTechniques, usageOfModels } from "../../../src/store/queries/counts.js";
import { ruleHits } from "../../../src/store/queries/ruleHits.js";
import { secretsOfCall } from "../../../src/store/queries/secrets.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import type { Store } from "../../../src/store/store.js";
import { openStore } from "./openStore.js";
import { everyQuestion, forgottenQuestions } from "./questions.js";
import { bash, batch, session } from "./records.js";
import { DAY, NOW, fillRich, scoreAll } from "./richStore.js";

const UNBOUNDED = { calls: Infinity, days: Infinity, bytes: Infinity };

function fold(store: Store, days: number): void {
  store.retention.restart({ ...UNBOUNDED, days });
  while (store.retention.slice(7) > 0);
}

const statistics = (store: Store): Record<string, unknown> => Object.fromEntries(everyQuestion().filter(({ isStatistic }) => isStatistic).map(({ name, ask }) => [name, ask(store.db)]));

describe("every statistic that the store offers", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore(null, { now: NOW });
    fillRich(store);
  });

  it("is in the list that these tests go over", async () => {
    assert.deepEqual(await forgottenQuestions(), []);
  });

  it("is about something: of calls that will be folded there are techniques, rules of both kinds, models, tokens and secrets", () => {
    const { db } = store;
    assert.deepEqual(
      [countTechniques(db, 0).map(({ technique }) => technique).sort(), [...ruleHits(db).keys()].sort(), countModels(db, 1).map(({ model }) => model).sort(), usageOfModels(db).length, secretsOfCall(db, "prt_ses_b_23_2")[0]?.sightings],
      [["T1105", "T1222", "T1485"], ["delete-root", "fetch", "own-fetch", "own-trial", "quiet", "unread-part", "wide-mode"], ["lab-coder", "lab-large"], 2, 50],
    );
    assert.ok(readTotals(db).failed === 1 && readTotals(db).masked > 0);
  });

  it("counts the secrets that one observation stands for, before and after its call was folded", () => {
    const { masked } = readTotals(store.db);
    const ofSecrets = "kind GLOB 'secret:*' AND place <> 'output'";
    const rows = store.db.count(`SELECT count(*) FROM observation WHERE ${ofSecrets}`);
    store.db.run(`UPDATE observation SET count = count + 6 WHERE ${ofSecrets}`);
    assert.ok(rows > 0);
    assert.equal(readTotals(store.db).masked, masked + 6 * rows);
    fold(store, 3);
    assert.equal(readTotals(store.db).masked, masked + 6 * rows);
  });

  for (const days of [20, 12, 3]) {
    it(`is the same before and after calls of more than ${days} days were folded, and when what is left is scored again`, () => {
      const before = statistics(store);
      fold(store, days);
      assert.ok(readTotals(store.db).folded > 3);
      assert.ok(store.db.count("SELECT count(*) FROM message") < 90, "messages are folded, too");
      const after = statistics(store);
      for (const [name, answer] of Object.entries(before)) assert.deepEqual(after[name], answer, name);
      store.db.run("UPDATE tool_call SET enriched_at = NULL WHERE enrich_error IS NULL AND arguments_folded_at IS NULL AND enriched_at IS NOT NULL");
      store.db.run("UPDATE tool_call SET enriched_at = 0 WHERE id = 'prt_waiting'");
      scoreAll(store);
      store.db.run("UPDATE tool_call SET enriched_at = NULL WHERE id = 'prt_waiting'");
      const again = statistics(store);
      for (const [name, answer] of Object.entries(before)) assert.deepEqual(again[name], answer, `${name} after scoring again`);
    });
  }

  it("is without what a forgotten session added, whether that was folded or not", async () => {
    const other = await openStore(null, { now: NOW });
    fillRich(other);
    fold(store, 3);
    for (const one of [store, other]) one.forget({ kind: "session", sessionId: "ses_b" });
    const [folded, whole] = [statistics(store), statistics(other)];
    for (const name of ["counts.countTechniques", "counts.countModels", "counts.usageOfModels", "counts.countCalls", "ruleHits.ruleHits", "ofSources.totalsOfSources", "totals.readTotals"]) assert.deepEqual(folded[name], whole[name], name);
  });

  it("counts for each rule the calls that have it, however they were read, changed, copied and judged", () => {
    const { db } = store;
    const inRows = (): unknown => db.all<{ rule: string; calls: number }>(
      `SELECT rule, count(*) AS calls FROM (
         SELECT reason.value ->> 'rule' AS rule, tool_call.id FROM tool_call, json_each(risk_reason) AS reason WHERE duplicate_of IS NULL
         UNION SELECT rule, tool_call.id FROM adjustment JOIN tool_call ON tool_call.id = tool_call_id WHERE duplicate_of IS NULL)
       GROUP BY rule ORDER BY rule`,
    ).map(({ rule, calls }) => [rule, calls]);
    const asExpected = (what: string): void => assert.deepEqual([...ruleHits(db)], inRows(), what);
    asExpected("as they were judged first");
    store.apply(2, batch([bash("prt_ses_b_1_1", "ses_b", "ls -a", { callId: "c_ses_b_1_1", timeStart: NOW - 23 * DAY + 1 })]));
    asExpected("one changed, and waits");
    scoreAll(store);
    asExpected("and is judged again");
    // The session that these calls were copied from is read after the copies.
    const original = bash("prt_first", "ses_first", "curl example.org", { callId: "c_ses_b_2_1", timeStart: NOW - 22 * DAY + 1 });
    store.apply(2, batch([session("ses_first", { timeCreated: 1 }), original]));
    asExpected("one is a copy from now on");
    scoreAll(store);
    asExpected("and the original is judged");
    store.rescoring.begin("2");
    for (let calls = store.rescoring.next(50); calls.length > 0; calls = store.rescoring.next(50)) {
      store.rescoring.write(calls.map((call) => ({ call, assessment: { score: 20, level: "low", reasons: [{ rule: "other", score: 20, args: {}, span: null }], techniques: [], normalised: "", shadow: [], target: null } })), "2");
    }
    asExpected("other rules judged all of them");
    store.forget({ kind: "session", sessionId: "ses_first" });
    asExpected("the original is forgotten");
    scoreAll(store);
    asExpected("and its copy counts");
  });

  it("counts a call once when a fork that copied it is read after the call was folded", () => {
    fold(store, 3);
    const before = statistics(store);
    const copied = bash("prt_late", "ses_late", "chmod 777 x", { callId: "c_ses_b_1_1", timeStart: NOW - 23 * DAY + 1 });
    const { unscored } = store.apply(2, batch([session("ses_late", { projectId: "garden", timeCreated: NOW }), copied]));
    assert.deepEqual(unscored, []);
    assert.deepEqual(statistics(store)["counts.countCalls"], before["counts.countCalls"]);
  });
});
