import assert from "node:assert/strict";
import { join } from "node:path";
import type { FindingState } from "../../src/model/finding.js";
import type { Grouping } from "../../src/model/findingList.js";
import type { RiskLevel } from "../../src/model/risk.js";
import type { Handlers } from "../../src/protocol/channel.js";
import type { EngineContract } from "../../src/protocol/engine.js";
import type { DashboardFilter } from "../../src/protocol/widgets.js";
import type { StoredGroup } from "../../src/store/queries/groups.js";
import { listGroups } from "../../src/store/queries/groups.js";
import { Store } from "../../src/store/store.js";
import { widgetHandlers } from "../../src/worker/dashboard/widgets.js";
import { type Ended, spotter } from "../unit/cli/commandLine.js";
import { copyOf, loadSqlJs, removeCopies, temporaryFolder } from "../unit/watcher/storageCopies.js";

type Counts = Record<string, number>;
type Widgets = ReturnType<typeof widgetHandlers>;
interface FindingJson {
  readonly id: string;
  readonly level: RiskLevel;
  readonly state: FindingState;
}
interface ScanJson {
  readonly totals: { readonly sessions: number; readonly toolCalls: number; readonly byLevel: Counts };
  readonly settled: Counts;
  readonly findings: readonly FindingJson[];
}

const DAY_MS = 86_400_000;
const ALL: DashboardFilter = { from: null, to: null, projectId: null, agent: null, technique: null, minLevel: "none", state: "any", zone: "UTC" };

for (const recording of ["json-storage/opencode", "sqlite/opencode"] as const) {
  describe(`the numbers of dashboard, explorer, command line and SQL over ${recording}`, () => {
    let store: Store;
    let scanned: ScanJson;
    let listed: Readonly<Record<"unsettled" | "open" | "any", readonly FindingJson[]>>;

    /** Some findings are decided, so that each list has to leave out the same. */
    before(async () => {
      const home = temporaryFolder();
      const db = join(home, "agreeing.db");
      const run = async (...args: string[]): Promise<Ended> => {
        const ended = await spotter([...args, "--db", db], { home });
        assert.deepEqual([ended.code, ended.err], [0, ""]);
        return ended;
      };
      const scan = async (): Promise<ScanJson> => JSON.parse((await run("scan", "--storage", storage, "--json", "--findings")).out) as ScanJson;
      const list = async (...args: string[]): Promise<FindingJson[]> => (JSON.parse((await run("findings", "list", "--json", ...args)).out) as { findings: FindingJson[] }).findings;
      const storage = copyOf(recording);
      const [first, second, third, fourth] = (await scan()).findings;
      await run("findings", "verdict", "acknowledged", first!.id, "--reason", "seen");
      await run("findings", "verdict", "false-positive", second!.id, "--reason", "a test");
      await run("findings", "verdict", "resolved", third!.id, "--reason", "undone");
      await run("findings", "suppress", fourth!.id, "--scope", "session", "--reason", "ours");
      scanned = await scan();
      listed = { unsettled: await list(), open: await list("--state", "open"), any: await list("--state", "any") };
      store = await Store.open(await loadSqlJs(), { path: db, isNamed: true, mayReplace: () => false });
    });
    after(() => {
      store.close();
      removeCopies();
    });

    const sql = (query: string): Counts => Object.fromEntries(store.db.all<{ name: string; count: number }>(query).map(({ name, count }) => [name, count]));
    function ask<K extends keyof Widgets>(name: K, params: Parameters<Handlers<EngineContract>[K]>[0]): Awaited<ReturnType<Widgets[K]>> {
      const handler = widgetHandlers({ store, installed: 0, now: Date.now })[name] as (params: unknown, signal: AbortSignal) => Awaited<ReturnType<Widgets[K]>>;
      return handler(params, new AbortController().signal);
    }
    function groups(by: Grouping, state: "any" | null = "any"): Map<string, StoredGroup> {
      const filter = { minLevel: "low", text: "", tool: "", project: "", state, since: null, folders: [] } as const;
      return new Map(listGroups(store.db, { by, order: "risk", filter, zoneMinutes: 0 }, null, 1_000).rows.map((group) => [group.value, group]));
    }
    const groupCounts = (by: Grouping): Counts => Object.fromEntries([...groups(by)].map(([value, { calls }]) => [value, calls]));

    it("are the same of calls by level, kind and day", () => {
      const { buckets } = ask("trend", { filter: ALL, bucket: "day" });
      const byLevel = sql("SELECT risk_level AS name, count(*) AS count FROM tool_call WHERE duplicate_of IS NULL AND kind <> 'prompt' GROUP BY 1");
      const { none, ...risky } = byLevel;
      assert.ok(Object.keys(risky).length > 2 && none! > 0, "the recording has calls of several levels");
      const agents = ask("rankings", { filter: ALL }).agents;
      assert.deepEqual({ trend: summed(buckets.map(({ calls }) => calls)), agents: summed(agents.map((agent) => agent.byLevel)), scan: nonZero(scanned.totals.byLevel), explorer: groupCounts("level") }, { trend: byLevel, agents: byLevel, scan: byLevel, explorer: risky });
      assert.deepEqual(summed(buckets.map(({ kinds }) => kinds)), sql("SELECT kind AS name, count(*) AS count FROM tool_call WHERE duplicate_of IS NULL AND kind <> 'prompt' GROUP BY 1"));
      const total = Object.values(byLevel).reduce((sum, count) => sum + count, 0);
      const stream = ask("eventStream", { filter: ALL, text: "", mark: null, after: null, limit: 1_000 });
      assert.deepEqual([scanned.totals.toolCalls, stream.total, stream.rows.length], [total, total, total]);
      const days = ask("trend", { filter: { ...ALL, minLevel: "low" }, bucket: "day" }).buckets.map(({ at, calls }) => [String(at / DAY_MS), Object.values(calls).reduce((sum, count) => sum + count, 0)] as const);
      assert.deepEqual(nonZero(Object.fromEntries(days)), groupCounts("day"));
    });

    it("are the same of findings by level and state, and of what is open", () => {
      const states = ask("openWork", { filter: ALL }).states.map(({ state, day, week, month, older }) => [state, day + week + month + older] as const);
      const byState = sql("SELECT state AS name, count(*) AS count FROM finding GROUP BY 1");
      assert.deepEqual(Object.keys(byState).sort(), ["acknowledged", "false-positive", "open", "resolved", "suppressed"]);
      const { open, acknowledged, ...settled } = byState;
      assert.deepEqual({ widget: Object.fromEntries(states), list: tally(listed.any, "state"), settled: nonZero(scanned.settled) }, { widget: byState, list: byState, settled });
      const inTrend = (state: DashboardFilter["state"]): Counts => summed(ask("trend", { filter: { ...ALL, state }, bucket: "day" }).buckets.map(({ findings }) => findings));
      const levelsOf = (condition: string): Counts => sql(`SELECT level AS name, count(*) AS count FROM finding WHERE ${condition} GROUP BY 1`);
      const unsettled = levelsOf("state IN ('open', 'acknowledged')");
      assert.deepEqual([inTrend("any"), tally(listed.any, "level")], [levelsOf("1"), levelsOf("1")]);
      assert.deepEqual([inTrend(null), tally(listed.unsettled, "level"), tally(scanned.findings, "level")], [unsettled, unsettled, unsettled]);
      const opened = levelsOf("state = 'open'");
      assert.deepEqual([inTrend("open"), nonZero(ask("threatLevel", { filter: ALL, folders: [] }).machine.byLevel), tally(listed.open, "level")], [opened, opened, opened]);
      assert.deepEqual([listed.unsettled.length, scanned.findings.length], [open! + acknowledged!, open! + acknowledged!]);
    });

    it("are the same of techniques and of sessions", () => {
      const cells = ask("techniqueMatrix", { filter: { ...ALL, minLevel: "low" } }).flatMap(({ techniques }) => techniques.map(({ id, calls }) => [id, calls] as const));
      const cited = sql("SELECT json_each.value AS name, count(*) AS count FROM tool_call, json_each(mitre_techniques) WHERE duplicate_of IS NULL AND risk_score > 0 GROUP BY 1");
      assert.deepEqual({ matrix: Object.fromEntries(cells), explorer: groupCounts("technique") }, { matrix: cited, explorer: cited });
      const sessions = store.db.count("SELECT count(*) FROM session");
      assert.deepEqual([ask("threatLevel", { filter: ALL, folders: [] }).machine.sessions, scanned.totals.sessions], [sessions, sessions]);
      const bySession = groups("session");
      const ranked = ask("rankings", { filter: { ...ALL, minLevel: "low" } }).sessions;
      assert.deepEqual(
        ranked.map(({ id, worst, byLevel: { critical, high, medium, low } }) => ({ id, worst, critical, high, medium, low })),
        ranked.map(({ id }) => bySession.get(id)!).map(({ value: id, worst, critical, high, medium, low }) => ({ id, worst, critical, high, medium, low })),
      );
      assert.equal(ranked.length, bySession.size);
    });

    it("are the same of each agent: its calls, techniques and sessions, and the findings with a call of its", () => {
      const agents = store.db.all<{ agent: string }>("SELECT DISTINCT agent FROM tool_call WHERE duplicate_of IS NULL AND kind <> 'prompt'").map(({ agent }) => agent);
      assert.ok(agents.length > 0);
      for (const agent of agents) {
        const filter = { ...ALL, agent };
        const own = `duplicate_of IS NULL AND tool_call.agent = '${agent}'`;
        const calls = sql(`SELECT coalesce(risk_level, 'unscored') AS name, count(*) AS count FROM tool_call WHERE ${own} AND kind <> 'prompt' GROUP BY 1`);
        const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
        const { buckets } = ask("trend", { filter, bucket: "day" });
        const { agents: ranked, sessions, of } = ask("rankings", { filter });
        const { sources, sinks } = ask("dataFlow", { filter });
        const sumOf = (rows: ReadonlyArray<{ readonly calls: number }>): number => rows.reduce((sum, row) => sum + row.calls, 0);
        assert.deepEqual(
          { trend: summed(buckets.map((bucket) => bucket.calls)), agents: ranked.map(({ agent: name, byLevel }) => [String(name), nonZero(byLevel)]), stream: ask("eventStream", { filter, text: "", mark: null, after: null, limit: 1_000 }).rows.length, hours: sumOf(ask("accessPattern", { filter }).hours), flow: [sumOf(sources), sumOf(sinks)] },
          { trend: calls, agents: [[agent, calls]], stream: total, hours: total, flow: [total, total] },
        );
        const matrix = ask("techniqueMatrix", { filter }).flatMap(({ techniques }) => techniques.map(({ id, calls: count }) => [id, count] as const));
        assert.deepEqual(Object.fromEntries(matrix), sql(`SELECT json_each.value AS name, count(*) AS count FROM tool_call, json_each(mitre_techniques) WHERE ${own} GROUP BY 1`));
        const ofSessions = sql(`SELECT session_id AS name, count(*) AS count FROM tool_call WHERE ${own} AND kind <> 'prompt' GROUP BY 1`);
        assert.deepEqual([of.sessions, sessions.filter(({ id }) => !(id in ofSessions))], [Object.keys(ofSessions).length, []]);
        const findings = sql(`SELECT state AS name, count(*) AS count FROM finding WHERE id IN (SELECT finding_id FROM finding_call JOIN tool_call ON tool_call.id = tool_call_id WHERE tool_call.agent = '${agent}') GROUP BY 1`);
        assert.deepEqual(Object.fromEntries(ask("openWork", { filter }).states.map(({ state, day, week, month, older }) => [state, day + week + month + older])), findings);
      }
    });

    it("are the same of calls of which nothing is settled", () => {
      const stream = ask("eventStream", { filter: { ...ALL, minLevel: "low", state: null }, text: "", mark: null, after: null, limit: 1_000 }).rows;
      const left = Object.fromEntries([...groups("level", null)].map(([level, { calls }]) => [level, calls]));
      assert.deepEqual(tally(stream.map(({ level }) => ({ level: level! })), "level"), left);
      assert.notDeepEqual(left, groupCounts("level"), "something is settled");
    });
  });
}

function tally<K extends string>(rows: ReadonlyArray<Readonly<Record<K, string>>>, key: K): Counts {
  const counts: Counts = {};
  for (const row of rows) counts[row[key]] = (counts[row[key]] ?? 0) + 1;
  return counts;
}

function nonZero(counts: Readonly<Counts>): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

function summed(all: ReadonlyArray<Readonly<Counts>>): Counts {
  const sums: Counts = {};
  for (const one of all) for (const [key, count] of Object.entries(one)) sums[key] = (sums[key] ?? 0) + count;
  return nonZero(sums);
}
