import assert from "node:assert/strict";
import type { DashboardFilter, Trend } from "../../../src/protocol/widgets.js";
import type { Store } from "../../../src/store/store.js";
import { widgetHandlers } from "../../../src/worker/dashboard/widgets.js";
import { openStore } from "../store/openStore.js";
import { bash, batch, message, session } from "../store/records.js";
import { DAY, scoreAll } from "../store/richStore.js";

const MINUTE = 60_000;
/** Summer in Berlin; the year before it holds both changes of the clock. */
const NOW = Date.UTC(2026, 6, 1);
const BEGIN = NOW - 364 * DAY;
const ALL: DashboardFilter = { from: null, to: null, projectId: null, agent: null, technique: null, minLevel: "none", state: "any", zone: "UTC" };
/** Whole hours from UTC, where counts are exact; and half hours and quarters. */
const WHOLE = ["UTC", "Europe/Berlin", "America/Havana", "Asia/Beirut", "Pacific/Apia"];
const PARTED = ["Asia/Kolkata", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe"];

describe("the days of the dashboard's reader", () => {
  let store: Store;
  let times: number[];
  before(async () => {
    store = await openStore(null, { now: NOW });
    times = Array.from({ length: 657 }, (_, index) => BEGIN + index * (13 * 60 + 17) * MINUTE);
    store.apply(store.sourceId({ kind: "json", path: "/data" }), batch([
      session("ses_a"), message("msg_1", "ses_a"),
      ...times.map((time, index) => bash(`prt_${index}`, "ses_a", `rm -rf /${index}`, { callId: `c${index}`, timeStart: time, timeCreated: time })),
    ]));
    scoreAll(store);
  });
  after(() => store.close());

  const ask = (): ReturnType<typeof widgetHandlers> => widgetHandlers({ store, installed: 0, now: () => NOW });
  const { signal } = new AbortController();
  const trend = (changes: Partial<DashboardFilter>, bucket: Trend["bucket"]): Trend => ask().trend({ filter: { ...ALL, ...changes }, bucket }, signal) as Trend;
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, count) => all + count, 0);
  const dateIn = (zone: string): ((time: number) => string) => {
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
    return (time) => format.format(time);
  };
  const tally = (names: readonly string[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  };
  const nonZero = (counts: ReadonlyArray<readonly [string, number]>): Record<string, number> => Object.fromEntries(counts.filter(([, count]) => count > 0));

  for (const zone of [...WHOLE, ...PARTED]) {
    const date = dateIn(zone);

    it(`begin at the midnight of ${zone}, winter and summer, each of them once`, () => {
      const { buckets } = trend({ zone }, "day");
      const wrong = buckets.filter(({ at }, index) => date(at) === date(at - 1) || (index > 0 && date(at - 1) !== date(buckets[index - 1]!.at)));
      assert.deepEqual([wrong.map(({ at }) => date(at)), new Set(buckets.map(({ at }) => date(at))).size], [[], buckets.length]);
    });

    it(`of ${zone} hold the findings of that date${WHOLE.includes(zone) ? ", and the calls" : ""}`, () => {
      const { buckets } = trend({ zone }, "day");
      const expected = tally(times.map(date));
      assert.deepEqual(nonZero(buckets.map(({ at, findings }) => [date(at), sum(findings)])), expected);
      if (WHOLE.includes(zone)) assert.deepEqual(nonZero(buckets.map(({ at, calls }) => [date(at), sum(calls)])), expected);
      else assert.equal(sum(Object.fromEntries(buckets.map(({ at, calls }) => [at, sum(calls)]))), times.length);
    });

    it(`and weeks of ${zone} hold when they narrow the dashboard what their bar holds`, () => {
      for (const bucket of ["day", "week"] as const) {
        const { buckets } = trend({ zone }, bucket);
        const near = buckets.flatMap((one, index) => (index > 0 && index < buckets.length - 1 && index % 9 === 0 ? [{ one, to: buckets[index + 1]!.at }] : []));
        const told = near.map(({ one, to }) => trend({ zone, from: one.at, to }, "day").buckets).map((days) => [days[0]!.at, sum(Object.fromEntries(days.map(({ at, calls }) => [at, sum(calls)]))), sum(Object.fromEntries(days.map(({ at, findings }) => [at, sum(findings)])))]);
        assert.deepEqual(told, near.map(({ one }) => [one.at, sum(one.calls), sum(one.findings)]));
      }
    });
  }

  it("begin weeks on Monday, winter and summer", () => {
    const format = new Intl.DateTimeFormat("en", { timeZone: "Europe/Berlin", weekday: "long", hour: "numeric", hourCycle: "h23" });
    assert.deepEqual([...new Set(trend({ zone: "Europe/Berlin" }, "week").buckets.map(({ at }) => format.format(at).replace(",", "")))], ["Monday 00"]);
  });

  it("tell the hours of the week by the clock of their season, and lead to the same calls", () => {
    const filter = { ...ALL, zone: "Europe/Berlin" };
    const format = new Intl.DateTimeFormat("en", { timeZone: filter.zone, weekday: "short", hour: "2-digit", hourCycle: "h23" });
    const { hours } = ask().accessPattern({ filter }, signal) as { hours: ReadonlyArray<{ weekday: number; hour: number; calls: number }> };
    const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const name = (weekday: number, hour: number): string => `${days[weekday]} ${String(hour).padStart(2, "0")}`;
    assert.deepEqual(Object.fromEntries(hours.map(({ weekday, hour, calls }) => [name(weekday, hour), calls])), tally(times.map((time) => format.format(time).replace(",", ""))));
    for (const { weekday, hour, calls } of hours.slice(0, 20)) {
      const { rows } = ask().eventStream({ filter, text: "", mark: { by: "hour", weekday, hour }, after: null, limit: 1_000 }, signal) as { rows: unknown[] };
      assert.deepEqual([weekday, hour, rows.length], [weekday, hour, calls]);
    }
  });
});
