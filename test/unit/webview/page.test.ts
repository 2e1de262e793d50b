import assert from "node:assert/strict";
import fc from "fast-check";
import { untrusted } from "../../../src/model/untrusted.js";
import type { StreamRow, Trend } from "../../../src/protocol/widgets.js";
import { chosenSpan, filterOf, narrows, NO_FILTER } from "../../../webview-ui/filter/filterChoice.js";
import { PageState } from "../../../webview-ui/pageState.js";
import { readersZone, sharesHours } from "../../../webview-ui/readersZone.js";
import { withNewest, withOlder } from "../../../webview-ui/stream/streamRows.js";
import { csvOf } from "../../../webview-ui/tables/csv.js";
import { fill, pageText } from "../../../webview-ui/text.js";
import { flowOf } from "../../../webview-ui/widgets/flowLinks.js";
import { seriesOf, spanOfBuckets } from "../../../webview-ui/widgets/trendSeries.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 26, 14, 40);
const NONE = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };

/** What is found while this process's clock is a zone's. */
function byClockOf<T>(zone: string, find: () => T): T {
  const before = process.env["TZ"];
  process.env["TZ"] = zone;
  try {
    return find();
  } finally {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  }
}

describe("text of the dashboard's page", () => {
  // eslint-disable-next-line no-control-regex -- naming the control characters is what this expression is for
  const DECEPTIVE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

  it("is one line of bounded length without deceptive characters, whatever was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.integer({ min: 1, max: 200 }), (text, limit) => {
        const shown = pageText(untrusted(text), limit);
        assert.ok(shown.length <= limit && !DECEPTIVE.test(shown), JSON.stringify(shown));
      }),
    );
  });

  it("takes values where their places are, and nothing of what stands in them", () => {
    assert.equal(fill("{0} of {1}, {2}", "{1}", 7), "{1} of 7, {2}");
  });
});

describe("a table that is saved", () => {
  it("holds no formula, whatever was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const csv = csvOf({ caption: "", columns: [{ title: "name" }], rows: [{ cells: [untrusted(text)] }] });
        const [, cell] = csv.split("\r\n");
        assert.match(cell ?? "", /^"(?![=+\-@\t\r＝＋－＠]).*"$/u);
      }),
    );
  });

  it("has numbers as they are, times by ISO 8601, and nothing where there is nothing", () => {
    const columns = [{ title: "at", unit: "time" as const }, { title: "calls", unit: "count" as const }, { title: "=who" }];
    assert.equal(
      csvOf({ caption: "", columns, rows: [{ cells: [NOW, 12_345, untrusted('a "b", c')] }, { cells: [null, 0.5, null] }] }),
      `\ufeff"at","calls","'=who"\r\n2026-11-26T14:40:00.000Z,12345,"a ""b"", c"\r\n,0.5,\r\n`,
    );
  });
});

describe("the filter of the dashboard", () => {
  it("asks from a whole hour on, so that the same is asked within one", () => {
    const asked = [NOW, NOW + 10 * 60_000].map((now) => filterOf({ ...NO_FILTER, time: "week" }, now, "Europe/Berlin"));
    assert.deepEqual(asked[0], { from: Date.UTC(2026, 10, 19, 14), to: null, projectId: null, agent: null, technique: null, minLevel: "none", state: null, zone: "Europe/Berlin" });
    assert.deepEqual(asked[1], asked[0]);
  });

  it("has no beginning for all, and both ends of a span that was chosen", () => {
    const times = (["all", { from: 1, to: 2 }] as const).map((time) => filterOf({ ...NO_FILTER, time }, NOW, "UTC"));
    assert.deepEqual(times.map(({ from, to }) => [from, to]), [[null, null], [1, 2]]);
  });

  it("takes a span in whole hours, whichever end was chosen first", () => {
    assert.deepEqual(chosenSpan(NOW, NOW - DAY), { from: Date.UTC(2026, 10, 25, 14), to: Date.UTC(2026, 10, 26, 15) });
    assert.deepEqual(chosenSpan(NOW, NOW), { from: Date.UTC(2026, 10, 26, 14), to: Date.UTC(2026, 10, 26, 15) });
  });

  it("takes a span that was typed as it is, also where the clock's hours are no hours of UTC", () => {
    byClockOf("Asia/Kolkata", () => {
      const [from, to] = [Date.parse("2026-11-20T00:00"), Date.parse("2026-11-21T00:00")];
      assert.deepEqual([from, chosenSpan(from, to), chosenSpan(from + 1, to - 1)], [Date.UTC(2026, 10, 19, 18, 30), { from, to }, { from, to }]);
    });
  });

  it("asks by the zone of the reader's clock", () => {
    assert.deepEqual(["Asia/Kolkata", "America/St_Johns"].map((zone) => byClockOf(zone, readersZone)).map((zone) => zone.replace("Calcutta", "Kolkata")), ["Asia/Kolkata", "America/St_Johns"]);
    assert.deepEqual(["Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe", "UTC"].map((zone) => byClockOf(zone, sharesHours)), [true, false, true, false]);
  });

  it("narrows where anything of it was chosen", () => {
    assert.deepEqual([NO_FILTER, { ...NO_FILTER, agent: "build" }, { ...NO_FILTER, state: "any" as const }].map(narrows), [false, true, true]);
  });

  it("is there again after a reload, with the last answers, and begins anew where what was kept is none", () => {
    const kept: unknown[] = [];
    const filter = { ...NO_FILTER, projectId: "shop", time: { from: 1, to: 2 } };
    const first = new PageState({ getState: () => undefined, setState: (state) => kept.push(state) });
    first.choose(filter);
    first.keep("trend", { at: 1, data: 7 });
    first.choose(filter);
    assert.equal(first.read("trend"), undefined, "an answer to another filter");
    first.keep("trend", { at: 2, data: 8 });
    const again = new PageState({ getState: () => ({ ...(kept.at(-1) as object), answers: { trend: first.read("trend") } }), setState: () => undefined });
    assert.deepEqual([again.filter, again.read("trend")], [filter, { at: 2, data: 8 }]);
    for (const wrong of [null, 7, { filter: { ...filter, minLevel: "terrible" }, answers: {} }]) assert.deepEqual(new PageState({ getState: () => wrong, setState: () => undefined }).filter, NO_FILTER);
  });
});

describe("the trend", () => {
  const at = [0, 1, 2].map((day) => Date.UTC(2026, 10, 24 + day));
  const trend: Trend = {
    bucket: "day",
    buckets: at.map((time, index) => ({ at: time, calls: { ...NONE, high: index, none: 2, unscored: 0 }, kinds: { command: index, read: 0, write: 0, fetch: 0, other: 1 }, findings: { ...NONE, critical: index === 1 ? 3 : 0 } })),
  };

  it("has a bar for each bucket, worst level lowest, and no series without a value", () => {
    assert.deepEqual(seriesOf(trend, "calls"), [{ name: "high", values: [0, 1, 2], total: 3 }, { name: "none", values: [2, 2, 2], total: 6 }]);
    assert.deepEqual(seriesOf(trend, "kinds").map(({ name, total }) => [name, total]), [["command", 3], ["other", 3]]);
    assert.deepEqual(seriesOf(trend, "findings"), [{ name: "critical", values: [0, 3, 0], total: 3 }]);
  });

  it("ends its last bar with the reader's day, which may have 25 hours", () => {
    byClockOf("Europe/Berlin", () => {
      const last = { ...trend, buckets: [{ ...trend.buckets[0]!, at: new Date(2026, 9, 25).getTime() }] };
      assert.deepEqual(spanOfBuckets(last, 0, 0), { from: Date.UTC(2026, 9, 24, 22), to: Date.UTC(2026, 9, 25, 23) });
    });
  });

  it("gives the span from one bar to another, both inside, however far it was dragged", () => {
    assert.deepEqual(spanOfBuckets(trend, 1, 0), { from: at[0], to: at[2] });
    assert.deepEqual(spanOfBuckets(trend, 2, 2), { from: at[2], to: at[2]! + DAY });
    assert.deepEqual(spanOfBuckets(trend, -4, 9), { from: at[0], to: at[2]! + DAY });
    assert.equal(spanOfBuckets({ bucket: "day", buckets: [] }, 0, 0), null);
  });
});

describe("the data flow", () => {
  it("tells apart what is named alike on its sides, and leaves out what has no call", () => {
    const links = flowOf({ sources: [{ source: "web", kind: "fetch", calls: 2, worst: 41 }, { source: "user", kind: "other", calls: 0, worst: 0 }], sinks: [{ kind: "fetch", sink: "model", calls: 2, worst: 41 }] });
    assert.deepEqual(links, [{ source: "source:web", target: "kind:fetch", value: 2, worst: 41 }, { source: "kind:fetch", target: "sink:model", value: 2, worst: 41 }]);
  });
});

describe("the event stream", () => {
  const rows = (...ids: string[]): StreamRow[] => ids.map((id) => ({ id }) as StreamRow);
  const ids = (page: { rows: StreamRow[]; next: string | null }): [string, string | null] => [page.rows.map(({ id }) => id).join(""), page.next];

  it("puts newer calls above those that are shown, and goes on where it was", () => {
    assert.deepEqual(ids(withNewest({ rows: rows("c", "b", "a"), next: "a" }, { rows: rows("e", "d", "c"), next: "c" })), ["edcba", "a"]);
  });

  it("begins anew where newer and older calls do not meet, or the newest are all there are", () => {
    assert.deepEqual(ids(withNewest({ rows: rows("b", "a"), next: null }, { rows: rows("z", "y"), next: "y" })), ["zy", "y"]);
    assert.deepEqual(ids(withNewest({ rows: rows("b", "a"), next: "a" }, { rows: rows("b"), next: null })), ["b", null]);
  });

  it("shows no call twice when an older page comes", () => {
    assert.deepEqual(ids(withOlder({ rows: rows("c", "b"), next: "b" }, { rows: rows("b", "a"), next: null })), ["cba", null]);
  });
});
