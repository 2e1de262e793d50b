import assert from "node:assert/strict";
import type { Assessment } from "../../../src/model/assessment.js";
import { levelOf } from "../../../src/model/risk.js";
import { type CallFilter, listCalls } from "../../../src/store/queries/calls.js";
import { costOfSessions, countCalls, countModels, countTechniques } from "../../../src/store/queries/counts.js";
import { matchOf, searchCalls } from "../../../src/store/queries/search.js";
import type { Store } from "../../../src/store/store.js";
import { openStore } from "./openStore.js";
import { bash, batch, message, session } from "./records.js";

const DAY = 86_400_000;
describe("the auditor's questions", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
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
