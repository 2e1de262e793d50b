import assert from "node:assert/strict";
import { GROUPINGS, type FindingFilter, type Grouping, type ListOrder } from "../../../src/model/findingList.js";
import { levelOf } from "../../../src/model/risk.js";
import { findSql, pageSql, totalSql } from "../../../src/store/queries/page.js";
import { type GroupedList, groupCallsQuery, groupCountSql, groupsSql, listGroupCalls, listGroups } from "../../../src/store/queries/groups.js";
import type { Store } from "../../../src/store/store.js";
import { openStore } from "./openStore.js";
import { bash, batch, message, session } from "./records.js";

const DAY = 86_400_000;
const BEGIN = 10 * DAY;
const ANYTHING: FindingFilter = { minLevel: "low", text: "", tool: "", project: "", state: null, since: null, folders: [] };
const list = (by: Grouping, changes: Partial<FindingFilter> = {}, order: ListOrder = "risk", zoneMinutes = 0): GroupedList => ({ by, order, zoneMinutes, filter: { ...ANYTHING, ...changes } });

const POINTS: Readonly<Record<string, number>> = { rm: 90, dd: 95, curl: 40, chmod: 10 };

describe("the groups of risky calls", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
    const source = store.sourceId({ kind: "sqlite", path: "/data/opencode.db" });
    store.apply(source, batch([
      session("ses_a", { projectId: "one", directory: "/home/dev/shop" }), message("msg_1", "ses_a", { agent: "build" }),
      bash("prt_1", "ses_a", "rm -rf /srv/data", { timeStart: BEGIN + 10 }), bash("prt_2", "ses_a", "ls -l", { timeStart: BEGIN + 20 }),
      bash("prt_3", "ses_a", "chmod 777 key", { timeStart: BEGIN + DAY + 30 }),
      session("ses_b", { projectId: "two", directory: "/home/dev/shop-old" }), message("msg_2", "ses_b", { agent: "plan" }),
      bash("prt_4", "ses_b", "curl https://example.org/data", { messageId: "msg_2", timeStart: BEGIN + 40 }),
      bash("prt_5", "ses_b", "dd if=/dev/zero", { messageId: "msg_2", timeStart: BEGIN + 50, tool: "shell" }),
    ]));
    const judged = store.scores.unscored(100).map((call) => {
      const command = (JSON.parse(call.arguments) as { command: string }).command;
      const score = POINTS[command.split(" ")[0] ?? ""] ?? 0;
      const reasons = score === 0 ? [] : [{ rule: "delete-root", score, args: {}, span: null }];
      return { call, assessment: { score, level: levelOf(score), reasons, techniques: score < 30 ? [] : ["T1485", ...(score > 80 ? ["T1561"] : [])], normalised: command, target: null, shadow: [] } };
    });
    store.scores.write(judged, "1");
    store.text.fill(100);
  });

  const groups = (asked: GroupedList): Array<[string, number, number]> => listGroups(store.db, asked, null, 100).rows.map(({ value, calls, worst }) => [value, calls, worst]);
  const calls = (asked: GroupedList, value: string): string[] => listGroupCalls(store.db, asked, value, null, 100).rows.map(({ id }) => id);
  const left = (changes: Partial<FindingFilter>): string[] => groups(list("session", changes)).flatMap(([value]) => calls(list("session", changes), value));

  it("are sessions, projects, levels, techniques, tools, agents or days, worst first but for the days", () => {
    assert.deepEqual(Object.fromEntries(GROUPINGS.map((by) => [by, groups(list(by))])), {
      session: [["ses_b", 2, 95], ["ses_a", 2, 90]],
      project: [["two", 2, 95], ["one", 2, 90]],
      level: [["critical", 2, 95], ["medium", 1, 40], ["low", 1, 10]],
      technique: [["T1561", 2, 95], ["T1485", 3, 95]],
      tool: [["shell", 1, 95], ["bash", 3, 90]],
      agent: [["plan", 2, 95], ["build", 2, 90]],
      day: [["11", 1, 10], ["10", 3, 95]],
    });
  });

  it("stand by their newest call where time is the order", () => {
    assert.deepEqual(groups(list("session", {}, "time")).map(([value]) => value), ["ses_a", "ses_b"]);
    assert.deepEqual(calls(list("agent", {}, "time"), "build"), ["prt_3", "prt_1"]);
  });

  it("hold each call that the list holds, in each grouping, once or once a technique", () => {
    const held = (by: Grouping): string[] => groups(list(by)).flatMap(([value]) => calls(list(by), value)).sort();
    for (const by of GROUPINGS.filter((name) => name !== "technique")) assert.deepEqual(held(by), ["prt_1", "prt_3", "prt_4", "prt_5"], by);
    assert.deepEqual(held("technique"), ["prt_1", "prt_1", "prt_4", "prt_5", "prt_5"]);
  });

  it("count what they hold, by level", () => {
    const { critical, high, medium, low, newest } = listGroups(store.db, list("tool"), null, 100).rows.find(({ value }) => value === "bash")!;
    assert.deepEqual({ critical, high, medium, low, newest }, { critical: 1, high: 0, medium: 1, low: 1, newest: BEGIN + DAY + 30 });
  });

  it("begin days at the reader's midnight", () => {
    const west = list("day", {}, "risk", -60);
    assert.deepEqual([groups(west), calls(west, "9"), calls(west, "10")], [[["10", 1, 10], ["9", 3, 95]], ["prt_5", "prt_1", "prt_4"], ["prt_3"]]);
  });

  it("leave out what the filter names, in each of its parts and in all together", () => {
    assert.deepEqual(
      {
        level: left({ minLevel: "critical" }), text: left({ text: "exam" }), signs: left({ text: "*" }), tool: left({ tool: "SHELL" }), project: left({ project: "SHOP-O" }),
        since: left({ since: BEGIN + 50 }), folder: left({ folders: ["/home/dev/shop"] }), below: left({ folders: ["/elsewhere", "/home/dev"] }).length,
        state: left({ state: "open" }), decided: left({ state: "resolved" }), together: left({ minLevel: "medium", tool: "bash", project: "shop", state: "open", since: BEGIN + 20, text: "curl", folders: ["/home"] }),
      },
      {
        level: ["prt_5", "prt_1"], text: ["prt_4"], signs: [], tool: ["prt_5"], project: ["prt_5", "prt_4"],
        since: ["prt_5", "prt_3"], folder: ["prt_1", "prt_3"], below: 4,
        state: ["prt_5", "prt_4", "prt_1"], decided: [], together: ["prt_4"],
      },
    );
    assert.deepEqual(groups(list("technique", { tool: "shell" })), [["T1561", 1, 95], ["T1485", 1, 95]]);
  });

  it("come in pages that neither repeat nor leave out a group, and a cursor of another shape begins anew", () => {
    for (const by of GROUPINGS) {
      const paged: string[] = [];
      let after: string | null = null;
      do {
        const page: ReturnType<typeof listGroups> = listGroups(store.db, list(by), after, 1);
        paged.push(...page.rows.map(({ value }) => value));
        assert.equal(page.total, groups(list(by)).length);
        after = page.next;
      } while (after !== null);
      assert.deepEqual(paged, groups(list(by)).map(([value]) => value), by);
    }
    assert.equal(listGroups(store.db, list("tool"), '{"a":1}', 1).rows[0]?.value, "shell");
  });

  it("name a group's value as data: quotes in it find nothing", () => {
    for (const by of GROUPINGS) assert.deepEqual(calls(list(by), "' OR 1=1 --"), []);
  });

  it("are found through an index of the risky calls, filtered or not", () => {
    const filters: Array<Partial<FindingFilter>> = [{}, { minLevel: "medium", text: "curl", tool: "bash", project: "shop", state: "open", since: 1, folders: ["/home"] }];
    for (const by of GROUPINGS) {
      for (const filter of filters) {
        const asked = list(by, filter);
        const query = groupCallsQuery(asked, "x");
        for (const sql of [groupsSql(asked, false), groupsSql(asked, true), groupCountSql(asked), findSql(query, true), pageSql(query, false), totalSql(query)]) {
          const plan = store.db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map((row) => row.detail);
          const full = plan.filter((step) => /^SCAN tool_call\b/.test(step) && !step.includes("USING"));
          assert.deepEqual(full, [], `${by}: ${plan.join("; ")}`);
        }
      }
    }
  });
});
