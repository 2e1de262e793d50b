import assert from "node:assert/strict";
import * as v from "valibot";
import type { SourceRecord } from "../../../src/model/storage.js";
import { untrusted } from "../../../src/model/untrusted.js";
import { type DashboardFilter, widgetRequests } from "../../../src/protocol/widgets.js";
import type { Store } from "../../../src/store/store.js";
import { widgetHandlers } from "../../../src/worker/dashboard/widgets.js";
import { hostsIn } from "../../../src/worker/dashboard/places.js";
import { openStore } from "../store/openStore.js";
import { bash, batch, message, session } from "../store/records.js";
import { DAY, fillRich, NOW, scoreAll } from "../store/richStore.js";

const YEAR = 365 * DAY;
const ALL: DashboardFilter = { from: null, to: null, projectId: null, agent: null, technique: null, minLevel: "none", state: "any", zone: "UTC" };
const MORE = { threatLevel: { folders: ["/home/dev/shop"] }, trend: { bucket: null }, eventStream: { text: "", mark: null, after: null, limit: 1_000 } };

type Name = keyof typeof widgetRequests;
type Answers = { [K in Name]: v.InferOutput<(typeof widgetRequests)[K]["result"]> };
const NAMES = Object.keys(widgetRequests) as Name[];

/** Asks all that the dashboard asks, as the channel does: parameters and answers have to be of the contract's shape. */
function askAll(store: Store, changes: Partial<DashboardFilter> = {}): Answers {
  const handlers = widgetHandlers({ store, installed: 0, now: () => NOW });
  const { signal } = new AbortController();
  const answers = NAMES.map((name) => {
    const { params, result } = widgetRequests[name] as { params: v.GenericSchema; result: v.GenericSchema };
    const handler = handlers[name] as (params: unknown, signal: AbortSignal) => unknown;
    return [name, v.parse(result, handler(v.parse(params, { filter: { ...ALL, ...changes }, ...MORE[name as keyof typeof MORE] }), signal))];
  });
  return Object.fromEntries(answers) as Answers;
}

function read(store: Store, records: SourceRecord[]): void {
  store.apply(store.sourceId({ kind: "json", path: "/data" }), batch(records));
  scoreAll(store);
}

describe("the dashboard's answers", () => {
  let store: Store;
  beforeEach(async () => (store = await openStore(null, { now: NOW })));
  afterEach(() => store.close());

  it("are of their shape over an empty store, and over one call", () => {
    assert.deepEqual(askAll(store).filterChoices, { projects: [], agents: [], oldest: null });
    read(store, [session("ses_a"), message("msg_1", "ses_a"), bash("prt_1", "ses_a", "rm -rf /", { timeStart: NOW - DAY })]);
    const { trend, eventStream, rankings, threatLevel, accessPattern, dataFlow } = askAll(store);
    assert.deepEqual(
      [trend.buckets.length, eventStream.rows.length, rankings.sessions.length, rankings.agents.length, rankings.models.length, threatLevel.machine.light, accessPattern.hours.length, dataFlow.sources],
      [25, 1, 1, 1, 1, "red", 1, [{ source: "user", kind: "command", calls: 1, worst: 90 }]],
    );
  });

  it("over ten thousand sessions, projects, agents and models hold no more than a page can show", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => index);
    read(store, many.flatMap((index) => [
      { kind: "project" as const, id: `project-${index}`, worktree: `/work/${index}` },
      session(`ses_${index}`, { projectId: `project-${index}`, directory: `/work/${index}`, agent: `agent-${index}`, timeUpdated: NOW - index }),
      message(`msg_${index}`, `ses_${index}`, { agent: `agent-${index}`, modelId: `model-${index}` }),
      bash(`prt_${index}`, `ses_${index}`, "", { callId: `c${index}`, messageId: `msg_${index}`, tool: "read", arguments: { filePath: `/elsewhere/${index}/file` }, timeStart: NOW - index }),
    ]));
    read(store, many.map((index) => bash(`prt_risky_${index}`, `ses_${index}`, `rm -rf /${index} https://host-${index}.example`, { callId: `r${index}`, messageId: `msg_${index}`, timeStart: NOW - index })));
    const { filterChoices, rankings, eventStream, accessPattern, threatLevel } = askAll(store);
    assert.equal(threatLevel.machine.sessions, 10_000);
    assert.deepEqual(
      [filterChoices.projects.length, filterChoices.agents.length, rankings.sessions.length, rankings.agents.length, rankings.models.length, eventStream.rows.length, accessPattern.directories.length, accessPattern.hosts.length],
      [200, 200, 20, 50, 50, 1_000, 30, 30],
    );
    assert.deepEqual(rankings.of, { sessions: 10_000, agents: 10_000, models: 10_000 }, "what is left out is counted");
    assert.deepEqual([filterChoices.projects[0]!.id, rankings.agents[0]!.worst, rankings.models[0]!.worst], ["project-0", 90, 90], "the newest and the worst are among them");
    assert.ok(JSON.stringify(askAll(store)).length < 2_000_000);
  });

  it("hold hostile text as data, and of each text no more than a bound", () => {
    const long = "\u202e<img src=x onerror=alert(1)>'; DROP TABLE tool_call; --\u0000\u001b]0;x\u0007 ${x} {0} ".repeat(5_000);
    const call = (id: string, tool: string, args: object): SourceRecord => bash(`prt_${id}`, "ses_a", "", { callId: id, messageId: "msg_1", tool, arguments: args as { command: string }, timeStart: NOW - DAY });
    read(store, [
      session("ses_a", { title: untrusted(long.slice(0, 1_000)), directory: long.slice(0, 4_096), agent: long.slice(0, 200) }),
      message("msg_1", "ses_a", { agent: long.slice(0, 200), modelId: long.slice(0, 200), providerId: long.slice(0, 200) }),
      call("a", "bash", { command: `rm ${long}` }), call("b", "read", { filePath: `/${long}` }), call("c", "webfetch", { url: `https://${"a.".repeat(5_000)}/${long}` }),
      call("d", long.slice(0, 200), { url: { toString: long } }), call("e", "read", { filePath: [long] }), call("f", "bash", {}), call("g", "webfetch", { url: null }), call("h", "write", {}),
    ]);
    const answers = askAll(store);
    const longest = (value: unknown): number => (typeof value === "string" ? value.length : typeof value === "object" && value !== null ? Math.max(0, ...Object.values(value).map(longest)) : 0);
    const lengths = Object.fromEntries(NAMES.map((name) => [name, longest(answers[name]) <= 4_096]));
    assert.deepEqual(lengths, Object.fromEntries(NAMES.map((name) => [name, true])));
    assert.equal(answers.rankings.sessions[0]!.title, long.slice(0, 1_000));
    assert.deepEqual([answers.eventStream.rows.length, answers.dataFlow.sources.reduce((sum, { calls }) => sum + calls, 0), store.db.count("SELECT count(*) FROM tool_call")], [8, 8, 8]);
    const agent = answers.filterChoices.agents[0] as unknown as string;
    assert.equal(askAll(store, { agent }).eventStream.rows.length, 8, "a hostile name narrows like another");
  });

  it("to filters with odd values are answers", () => {
    fillRich(store);
    const nothing = [{ from: NOW, to: NOW - 9 * DAY }, { projectId: "unknown' OR 1" }, { agent: "nobody\u0000" }, { from: NOW + YEAR, to: NOW + 2 * YEAR }];
    for (const changes of nothing) {
      const { trend, eventStream, techniqueMatrix, rankings, dataFlow, accessPattern } = askAll(store, changes);
      const counted = trend.buckets.reduce((sum, { calls }) => sum + Object.values(calls).reduce((all, calls) => all + calls, 0), 0);
      assert.deepEqual([counted, eventStream, techniqueMatrix.flatMap(({ techniques }) => techniques), rankings.agents, rankings.models, dataFlow, accessPattern], [0, { rows: [], next: null, total: 0, leftOut: { settled: 0, folded: 0 } }, [], [], [], { sources: [], sinks: [] }, { hours: [], directories: [], hosts: [] }], JSON.stringify(changes));
    }
    const { trend, stories } = askAll(store, { state: "accepted-risk" });
    assert.deepEqual([stories, trend.buckets.some(({ findings }) => Object.values(findings).some((count) => count > 0)), trend.buckets.length > 0], [[], false, true]);
    for (const value of [8.64e15, -8.64e15, 0.5, -YEAR]) for (const changes of [{ from: value }, { to: value }, { from: -value, to: value }]) askAll(store, changes);
    for (const changes of [{ from: 1e300 }, { to: -Infinity }, { from: NaN }, { zone: "Nowhere/None" }]) assert.throws(() => askAll(store, changes), v.ValiError);
  });

  for (const [zone, zoneMinutes] of [["Etc/GMT+12", -12 * 60], ["Pacific/Kiritimati", 14 * 60], ["America/St_Johns", -210], ["Asia/Kathmandu", 345]] as const) {
    it(`count each call once by the clock of ${zone}, also before 1970`, () => {
      const times = [NOW, NOW - 3.5 * DAY, 20 * DAY + 5 * 3_600_000, -5 * 3_600_000, -9.3 * DAY];
      read(store, [session("ses_a"), message("msg_1", "ses_a"), ...times.map((timeStart, index) => bash(`prt_${index}`, "ses_a", "ls", { callId: `c${index}`, timeStart, timeCreated: timeStart }))]);
      const shift = Math.round(zoneMinutes / 60) * 3_600_000;
      const { hours } = askAll(store, { zone }).accessPattern;
      const expected = times.map((time) => new Date(time + shift)).map((date) => `${(date.getUTCDay() + 6) % 7} ${date.getUTCHours()}`);
      assert.deepEqual(hours.flatMap(({ weekday, hour, calls }) => Array<string>(calls).fill(`${weekday} ${hour}`)).sort(), expected.sort());
      for (const time of times) {
        const { buckets } = askAll(store, { zone, from: time - 20 * DAY, to: time + DAY }).trend;
        const at = Math.floor((time + shift) / DAY) * DAY - zoneMinutes * 60_000;
        assert.equal(buckets.find((bucket) => bucket.at === at)?.calls.none, 1, new Date(time).toISOString());
      }
    });
  }

  it("about a hundred years leave out what is empty rather than give a bar for each week", () => {
    read(store, [session("ses_a"), message("msg_1", "ses_a"), bash("prt_1", "ses_a", "ls", { timeStart: NOW - 99 * YEAR }), bash("prt_2", "ses_a", "ls", { callId: "c2", timeStart: NOW })]);
    for (const changes of [{ from: NOW - 100 * YEAR }, { from: NOW - 100 * YEAR, to: NOW + 100 * YEAR }, { from: -8.64e15, to: 8.64e15 }, {}]) {
      const { bucket, buckets } = askAll(store, changes).trend;
      assert.deepEqual([bucket, buckets.map(({ calls }) => calls.none)], ["week", [1, 1]], JSON.stringify(changes));
    }
  });
});

describe("hosts in a command", () => {
  it("are found in as much time as the command is long, whatever it holds", () => {
    // With a scan for each place at which a scheme may begin this takes hours.
    for (const filling of ["a.", "a", "://", "x://", "://@", "x://a@", "x://[", "x://a.", "a+", "\u00e9", "x://user:"]) hostsIn(`${filling.repeat(200_000)}://end.example`);
    assert.deepEqual(hostsIn("curl HTTPS://A.example:8/x http://u:p@b.example/?q=c://d http://[::1]:80 ://none é://f"), ["a.example", "b.example", "d", "[::1]"]);
  });
});
