import assert from "node:assert/strict";
import type { Assessment } from "../../../src/model/assessment.js";
import { levelOf } from "../../../src/model/risk.js";
import { type CallFilter, callsQuery, listCalls } from "../../../src/store/queries/calls.js";
import { COUNT_DIMENSIONS, MODELS_SQL, RISKY_COST_SQL, TECHNIQUES_SQL, costOfSessions, countCalls, countModels, countTechniques, countsQuery } from "../../../src/store/queries/counts.js";
import { findingsQuery } from "../../../src/store/queries/findings.js";
import { type KeysetQuery, findSql, pageSql, totalSql } from "../../../src/store/queries/page.js";
import { MATCHES_SQL, MATCHING_COPIES_SQL, matchOf, searchCalls, searchQuery } from "../../../src/store/queries/search.js";
import { BELOW_SQL, treeQuery } from "../../../src/store/queries/sessionTree.js";
import { timelineQuery } from "../../../src/store/queries/timeline.js";
import { sessionsQuery } from "../../../src/store/queries/sessions.js";
import { deadLettersQuery } from "../../../src/store/queries/totals.js";
import type { Store } from "../../../src/store/store.js";
import { openStore } from "./openStore.js";
import { bash, batch, message, session } from "./records.js";

const DAY = 86_400_000;
const SPAN = { from: 0, to: DAY };

/** Every list that the auditor may ask for. */
const LISTS: ReadonlyArray<readonly [name: string, query: KeysetQuery]> = [
  ...(["risk", "time"] as const).flatMap((order) =>
    [0, 1, 30].flatMap((minScore) =>
      ([{}, { sessionId: "s" }, { span: SPAN }, { projectId: "p" }, { agent: "a" }, { tool: "bash" }, { kind: "command" }, { technique: "T1485" }, { projectId: "p", span: SPAN }] as CallFilter["scope"][])
        // Everything by risk, unscored ones included, is a list that nobody asks for.
        .filter((scope) => !(Object.keys(scope).length === 0 && minScore === 0 && order === "risk"))
        .map((scope) => [`calls of ${JSON.stringify(scope)} from ${minScore} by ${order}`, callsQuery({ scope, minScore, order })] as const),
    ),
  ),
  ["findings", findingsQuery(30)],
  ["sessions", sessionsQuery(30)],
  ["sessions at the top", treeQuery(null)],
  ["sessions below one", treeQuery("s")],
  ["what holds a rare text", searchQuery('"rm*"', false)],
  ["what holds a common text", searchQuery('"rm*"', true)],
  ["dead letters", deadLettersQuery("all")],
  ["dead letters that stand", deadLettersQuery("standing")],
];

describe("the auditor's questions", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
  });

  const planOf = (sql: string): string[] => store.db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map((row) => row.detail);
  /** Steps that look at every row of a table, and not at an index, at what a narrower step gave, or at a table of techniques, which is its own index. */
  const fullScans = (plan: readonly string[]): string[] => plan.filter((step) => /^SCAN (?!found\b|\(subquery|technique$)/.test(step) && !/USING (COVERING )?INDEX|VIRTUAL TABLE INDEX/.test(step));

  for (const [name, query] of LISTS) {
    it(`list ${name} through an index, from the first page and from any other, and count it so`, () => {
      for (const sql of [pageSql(query, false), pageSql(query, true), totalSql(query)]) assert.deepEqual(fullScans(planOf(sql)), [], sql);
    });
  }

  for (const [name, query, table] of [
    ["the worst calls", callsQuery({ scope: {}, minScore: 30, order: "risk" }), "tool_call"],
    ["the newest risky calls", callsQuery({ scope: {}, minScore: 30, order: "time" }), "tool_call"],
    ["a session's calls", callsQuery({ scope: { sessionId: "s" }, minScore: 0, order: "time" }), "tool_call"],
    ["a project's worst", callsQuery({ scope: { projectId: "p" }, minScore: 30, order: "risk" }), "tool_call"],
    ["a technique's worst", callsQuery({ scope: { technique: "T1485" }, minScore: 30, order: "risk" }), "technique"],
    ["findings", findingsQuery(30), "finding"],
    ["sessions", sessionsQuery(30), "session_total"],
  ] as const) {
    it(`find a page of ${name} in the order of an index, without a sort of all of them`, () => {
      const plan = planOf(findSql(query, false));
      assert.deepEqual([plan.length, plan[0]!.replace(/^SEARCH|^SCAN/, "").startsWith(` ${table} USING`)], [1, true], plan.join("; "));
    });
  }

  it("list a session's steps from the indexes of its messages and calls, and add up what is below it without a scan", () => {
    const steps = planOf(pageSql(timelineQuery("s"), true));
    assert.deepEqual(steps.filter((step) => /^SCAN (message|tool_call|session)/.test(step)), []);
    const below = planOf(BELOW_SQL);
    assert.deepEqual(below.filter((step) => /^SCAN (session|session_total)/.test(step)), [], below.join("; "));
  });

  it("count from the summaries, and never look at the calls", () => {
    for (const dimension of COUNT_DIMENSIONS) {
      const plan = planOf(countsQuery(dimension, { span: SPAN, projectId: "p" }).sql);
      assert.deepEqual([plan.some((step) => step.includes("tool_call")), fullScans(plan)], [false, []]);
    }
    for (const sql of [TECHNIQUES_SQL, MODELS_SQL, RISKY_COST_SQL, MATCHES_SQL, MATCHING_COPIES_SQL]) assert.deepEqual(fullScans(planOf(sql)), [], sql);
  });

  describe("about calls of two projects", () => {
    const score = (command: string): Assessment => {
      const points = command.startsWith("rm") ? 90 : command.startsWith("curl") ? 40 : 0;
      const reasons = points === 0 ? [] : [{ rule: "delete-root", score: points, args: {}, span: null }];
      return { score: points, level: levelOf(points), reasons, techniques: points === 0 ? [] : ["T1485"], normalised: command, shadow: [], target: null };
    };
    beforeEach(() => {
      const source = store.sourceId({ kind: "sqlite", path: "/data/opencode.db" });
      store.apply(source, batch([
        session("ses_a", { projectId: "one" }), message("msg_1", "ses_a", { agent: "build", cost: 0.25 }),
        bash("prt_1", "ses_a", "rm -rf /srv/data", { timeStart: 10 }), bash("prt_2", "ses_a", "ls -l", { timeStart: 20 }),
        bash("prt_3", "ses_a", "", { timeStart: DAY + 30, tool: "read", arguments: { filePath: "/etc/hosts" } }),
        session("ses_b", { projectId: "two" }), message("msg_2", "ses_b", { agent: "plan", modelId: "other" }),
        bash("prt_4", "ses_b", "curl https://example.org/data", { messageId: "msg_2", timeStart: 40 }),
      ]));
      store.scores.write(store.scores.unscored(100).map((call) => ({ call, assessment: score((JSON.parse(call.arguments) as { command?: string }).command ?? "") })), "1");
    });

    const ids = (filter: CallFilter): string[] => listCalls(store.db, filter, null, 10).rows.map((call) => call.id);

    it("list them by project, agent, tool, kind, technique and day", () => {
      assert.deepEqual(
        {
          project: ids({ scope: { projectId: "one" }, minScore: 1, order: "risk" }),
          agent: ids({ scope: { agent: "plan" }, minScore: 1, order: "risk" }),
          tool: ids({ scope: { tool: "bash" }, minScore: 1, order: "time" }),
          kind: ids({ scope: { kind: "read" }, minScore: 1, order: "risk" }),
          technique: ids({ scope: { technique: "T1485" }, minScore: 30, order: "risk" }),
          day: ids({ scope: { span: { from: DAY, to: 2 * DAY } }, minScore: 0, order: "time" }),
        },
        { project: ["prt_1"], agent: ["prt_4"], tool: ["prt_4", "prt_1"], kind: [], technique: ["prt_1", "prt_4"], day: ["prt_3"] },
      );
    });

    it("come in pages that neither repeat nor leave out a call", () => {
      const pages: string[][] = [];
      for (let after: string | null = null, more = true; more; ) {
        const page = listCalls(store.db, { scope: {}, minScore: 0, order: "time" }, after, 3);
        pages.push(page.rows.map((call) => call.id));
        after = page.next;
        more = after !== null;
        assert.equal(page.total, 4);
      }
      assert.deepEqual(pages, [["prt_3", "prt_4", "prt_2"], ["prt_1"]]);
    });

    it("count them by level, kind, agent and day, and say what risky sessions cost", () => {
      const counts = (dimension: Parameters<typeof countCalls>[1]) => countCalls(store.db, dimension).map(({ value, calls }) => [value, calls]);
      assert.deepEqual(
        [counts("level"), counts("kind"), counts("agent"), counts("day"), countTechniques(store.db, 30), countModels(store.db, 30), costOfSessions(store.db, 60)],
        [
          [["critical", 1], ["medium", 1], ["none", 2]],
          [["command", 3], ["read", 1]],
          [["build", 3], ["plan", 1]],
          [["0", 3], [String(DAY), 1]],
          [{ technique: "T1485", calls: 2, worst: 90 }],
          [{ provider: "lab", model: "lab-coder", calls: 1, worst: 90 }, { provider: "lab", model: "other", calls: 1, worst: 40 }],
          { sessions: 1, cost: 0.25 },
        ],
      );
    });

    it("find words of commands, paths and URLs from their beginning, and take operators and signs for nothing but signs", () => {
      store.text.fill(100);
      const found = (text: string): string[] => searchCalls(store.db, text, null, 10).rows.map((call) => call.id);
      assert.deepEqual([found("data"), found("exam"), found("etc hosts"), found('rm" OR "ls'), found("*"), matchOf("a AND -b")], [["prt_4", "prt_1"], ["prt_4"], ["prt_3"], [], [], '"a*" "AND*" "b*"']);
    });

    it("find the same calls in the same order however many match, without the copies of forks", () => {
      const source = store.sourceId({ kind: "sqlite", path: "/data/opencode.db" });
      const many = Array.from({ length: 12 }, (_, n) => bash(`prt_many_${n}`, "ses_a", `git log ${n}`, { timeStart: 100 + n, callId: `many_${n}` }));
      const copies = many.slice(0, 3).map((call) => ({ ...call, id: `${call.id}_copy`, sessionId: "ses_fork" }));
      store.apply(source, batch([...many, session("ses_fork", { timeCreated: 1e9 }), ...copies]));
      store.text.fill(100);
      const all = (limit: number): string[] => {
        const found: string[] = [];
        for (let after: string | null = null, more = true; more; ) {
          const page = searchCalls(store.db, "git", after, limit);
          assert.equal(page.total, 12);
          found.push(...page.rows.map((call) => call.id));
          after = page.next;
          more = after !== null;
        }
        return found;
      };
      const wanted = many.map(({ id }) => id).reverse();
      // Of 19 rows 15 match: for a page of five that is common, for one of a hundred it is not.
      assert.deepEqual([all(5), all(100)], [wanted, wanted]);
    });

    it("find a call by what it holds now, not by what it held", () => {
      store.text.fill(100);
      const source = store.sourceId({ kind: "sqlite", path: "/data/opencode.db" });
      store.apply(source, batch([bash("prt_2", "ses_a", "whoami", { timeStart: 20 }), bash("prt_5", "ses_a", "uname", { timeStart: 50 })]));
      const found = (text: string): number => searchCalls(store.db, text, null, 10).total;
      assert.deepEqual([found("ls"), found("whoami"), found("uname"), store.text.fill(100), found("uname")], [0, 1, 0, 1, 1]);
      store.db.run("INSERT INTO call_text (call_text) VALUES ('integrity-check')");
    });
  });
});
