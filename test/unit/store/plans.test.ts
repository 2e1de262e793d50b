import assert from "node:assert/strict";
import { findingsQuery } from "../../../src/store/queries/findings.js";
import { type CallFilter, callsQuery } from "../../../src/store/queries/calls.js";
import { type KeysetQuery, findSql } from "../../../src/store/queries/page.js";
import { sessionsQuery } from "../../../src/store/queries/sessions.js";
import type { Store } from "../../../src/store/store.js";
import { openStore } from "./openStore.js";
import { everyQuestion, forgottenQuestions } from "./questions.js";
import { NOW, fillRich } from "./richStore.js";

/** A step of a plan that goes over a table or an index from one end to the other, and the statements in which that is right. */
interface Whole {
  readonly step: RegExp;
  readonly statement: RegExp;
  readonly why: string;
}

const WHOLE: readonly Whole[] = [
  { step: /^SCAN (rescoring|level_total|source|project)$/, statement: /./, why: "one row, or as many as there are levels, sources and projects" },
  { step: /^SCAN settled_call$/, statement: /^(SELECT EXISTS \(SELECT 1 FROM settled_call\)$|.*FROM settled_call CROSS JOIN tool_call)/, why: "it is asked whether it has a row, or what lists leave out, which is what people decided" },
  { step: /^SCAN suppression( |$)/, statement: /FROM suppression /, why: "it is what people suppressed, and asked for as a whole" },
  { step: /^SCAN finding_former USING COVERING INDEX/, statement: /^SELECT former, finding_id AS id FROM finding_former$/, why: "all of them are asked for: as many as there are renamed rules and forks" },
  { step: /^SCAN decision USING (COVERING )?INDEX decision_by_time$/, statement: /^SELECT count\(\*\) FROM decision /, why: "a list of decisions says how long it is" },
  { step: /^SCAN finding( USING COVERING INDEX finding_by_state)?$/, statement: /count\(\*\) AS findings FROM finding .*GROUP BY|AS older FROM finding .*GROUP BY/, why: "findings over all time are counted from all of them" },
  { step: /^SCAN summary$/, statement: /^SELECT DISTINCT agent FROM summary|^SELECT .* FROM summary WHERE calls > 0 (AND (project_id = \?|agent = \?|level IN \([^)]*\)) )*GROUP BY/, why: "counts over all time come from all hours" },
  { step: /^SCAN session_(model|rule)$/, statement: /GROUP BY/, why: "usage, and calls by rule, come from all sessions' sums" },
  { step: /^SCAN technique( USING COVERING INDEX technique_by_call)?$/, statement: /GROUP BY|^SELECT DISTINCT finding_id/, why: "risky calls alone have techniques, and the table is its own index" },
  { step: /^SCAN session$/, statement: /instr\(lower\(/, why: "a part of a folder's name can be anywhere in it" },
  { step: /^SCAN session USING COVERING INDEX/, statement: /^SELECT count\(\*\) FROM (session|\(SELECT id FROM session\)|session INDEXED BY session_by_time WHERE .*)$/, why: "sessions are counted, from their smallest index" },
  { step: /^SCAN session USING INDEX session_by_project$/, statement: /GROUP BY project_id/, why: "projects are what sessions name" },
  { step: /^SCAN tool_call USING COVERING INDEX/, statement: /^SELECT count\(\*\) FROM tool_call$/, why: "rows are counted, from their smallest index" },
  { step: /^SCAN tool_call USING COVERING INDEX tool_call_by_time$/, statement: /ORDER BY time DESC, rowid DESC LIMIT 1 OFFSET \?$/, why: "which call is the last that is kept is counted from the newest on" },
  { step: /^SCAN dead_letter USING INDEX/, statement: /^SELECT (?!count).* FROM dead_letter CROSS JOIN source ON source.id = dead_letter.source_id LEFT JOIN letter_decision ON [^?]*$/, why: "all of them are asked for" },
  { step: /^SCAN dead_letter USING (COVERING )?INDEX/, statement: /^SELECT count\(\*\) FROM dead_letter/, why: "a list of what could not be read says how long it is" },
];

/** Names that plans give to what narrower steps found, or to lists that were handed in. */
const HANDED_ON = /^SCAN (found|asked|reason|json_each|below|standing|unsettled|\(|CONSTANT ROW)|VIRTUAL TABLE INDEX/;

describe("the plan of what is asked", () => {
  let store: Store;
  let prepared: Set<string>;
  before(async () => {
    store = await openStore(null, { now: NOW });
    // Whatever is prepared from here on is looked at: no list of statements has to be kept up to date.
    const inside = store.db as unknown as { prepared(sql: string): unknown };
    const prepare = inside.prepared.bind(inside);
    inside.prepared = (sql) => {
      prepared.add(sql.replace(/\s+/g, " ").trim());
      return prepare(sql);
    };
  });
  beforeEach(() => (prepared = new Set()));

  const planOf = (sql: string): string[] => store.db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map((row) => row.detail);
  const isPartial = (index: string): boolean => store.db.count("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = ? AND sql LIKE '% WHERE %'", index) > 0;
  const used = new Set<Whole>();

  function fullScans(sql: string): string[] {
    return planOf(sql).filter((step) => {
      if (!step.startsWith("SCAN ") || HANDED_ON.test(step)) return false;
      const index = / INDEX (\w+)/.exec(step)?.[1];
      // A page of a list ends where it is full; a partial index holds what is asked for.
      if (index !== undefined && (isPartial(index) || / LIMIT \?\)? ?/.test(sql))) return false;
      const allowed = WHOLE.find((whole) => whole.step.test(step) && whole.statement.test(sql));
      if (allowed) used.add(allowed);
      return !allowed;
    });
  }
  function assertNoFullScan(): void {
    const asked = [...prepared].filter((sql) => !/^(PRAGMA|EXPLAIN)/.test(sql));
    assert.ok(asked.length > 0);
    for (const sql of asked) assert.deepEqual(fullScans(sql), [], sql);
  }

  it("is looked at for every question that there is", async () => {
    assert.deepEqual(await forgottenQuestions(), []);
  });

  it("goes over no table when the engine stores, scores, marks, folds and makes searchable, and asks what is left of it", () => {
    fillRich(store);
    store.markInterrupted();
    store.rescoring.matchRules("2");
    store.rescoring.write(store.rescoring.next(10).map((call) => ({ call, assessment: { error: "RangeError" } })), "2");
    store.rescoring.progress();
    store.reinspection.next([1, 2], 4);
    store.reinspection.done(["ses_a"], new Set(["ses_a"]));
    store.reinspection.counts();
    store.scores.unscoredOf(["prt_waiting"]);
    store.scores.call("prt_waiting");
    store.scores.ruleAdditions("prt_waiting");
    store.retention.restart({ calls: 60, days: 20, bytes: 1 });
    while (store.retention.slice(50) > 0);
    store.text.fill(100);
    assertNoFullScan();
  });

  for (const { name, ask } of everyQuestion()) {
    it(`goes over no table for ${name}`, () => {
      ask(store.db);
      assertNoFullScan();
    });
  }

  it("is excused from that for no more than is asked", () => {
    assert.deepEqual(WHOLE.filter((whole) => !used.has(whole)).map(({ why }) => why), []);
  });

  const worst = (scope: CallFilter["scope"]): KeysetQuery => callsQuery({ scope, minScore: 30, order: "risk" });
  for (const [name, query, table] of [
    ["the worst calls", worst({}), "tool_call"],
    ["the newest risky calls", callsQuery({ scope: {}, minScore: 30, order: "time" }), "tool_call"],
    ["a session's calls", callsQuery({ scope: { sessionId: "s" }, minScore: 0, order: "time" }), "tool_call"],
    ["a project's worst", worst({ projectId: "p" }), "tool_call"],
    ["a technique's worst", worst({ technique: "T1485" }), "technique"],
    ["findings", findingsQuery(30), "finding"],
    ["sessions", sessionsQuery(30), "session_total"],
  ] as const) {
    it(`finds a page of ${name} in the order of an index, without a sort of all of them`, () => {
      const plan = planOf(findSql(query, false));
      assert.deepEqual([plan.length, plan[0]!.replace(/^SEARCH|^SCAN/, "").startsWith(` ${table} USING`)], [1, true], plan.join("; "));
    });
  }
});
