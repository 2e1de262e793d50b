import type { Trend } from "../../src/protocol/widgets.js";

export const TREND_VIEWS = ["calls", "kinds", "findings"] as const;
export type TrendView = (typeof TREND_VIEWS)[number];

const LEVELS = ["critical", "high", "medium", "low", "none"] as const;
const KINDS = ["command", "read", "write", "fetch", "other"] as const;
export type SeriesName = (typeof LEVELS)[number] | (typeof KINDS)[number] | "unscored";

export interface Series {
  readonly name: SeriesName;
  readonly values: readonly number[];
  readonly total: number;
}

/** The bars of a view, from the bottom up; a series without a value is left out. */
export function seriesOf(trend: Trend, view: TrendView): Series[] {
  const { buckets } = trend;
  const all: ReadonlyArray<{ name: SeriesName; values: number[] }> =
    view === "kinds"
      ? KINDS.map((name) => ({ name, values: buckets.map(({ kinds }) => kinds[name]) }))
      : view === "findings"
        ? LEVELS.map((name) => ({ name, values: buckets.map(({ findings }) => findings[name]) }))
        : [...LEVELS, "unscored" as const].map((name) => ({ name, values: buckets.map(({ calls }) => calls[name]) }));
  return all.map((series) => ({ ...series, total: series.values.reduce((sum, value) => sum + value, 0) })).filter(({ total }) => total > 0);
}

const HOUR_MS = 3_600_000;
const DAYS = { day: 1, week: 7 } as const;

/** The span from one bar to another, both inside; the end of the last bar is where the next begins, as days differ in length. */
export function spanOfBuckets({ bucket, buckets }: Trend, one: number, other: number): { readonly from: number; readonly to: number } | null {
  const last = buckets.length - 1;
  const [first, end] = [Math.max(0, Math.min(one, other, last)), Math.max(0, Math.min(Math.max(one, other), last))];
  const from = buckets[first]?.at;
  const endsAt = buckets[end]?.at;
  if (from === undefined || endsAt === undefined) return null;
  return { from, to: buckets[end + 1]?.at ?? endOf(bucket, endsAt) };
}

/** By the reader's clock, on which a day may have 23 or 25 hours. */
function endOf(bucket: Trend["bucket"], at: number): number {
  if (bucket === "hour") return at + HOUR_MS;
  const end = new Date(at);
  return end.setDate(end.getDate() + DAYS[bucket]);
}
