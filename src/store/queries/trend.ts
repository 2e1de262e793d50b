import { RISK_LEVELS, type RiskLevel } from "../../model/risk.js";
import { kindOfTool, type ToolKind } from "../../model/toolKind.js";
import type { Database } from "../database.js";
import { HOUR_MS, type SummaryLevel } from "../summaries.js";
import { byLevel } from "./findings.js";
import { divided } from "./flooredSql.js";
import { ReadersClock } from "./readersClock.js";
import { ofFindings, ofHours, where, type WidgetFilter, wholeHour } from "./widgetFilter.js";

export type Bucket = "hour" | "day" | "week";
type CallKind = Exclude<ToolKind, "prompt">;

export interface TrendBucketCounts {
  /** When it begins, in milliseconds since 1970. */
  readonly at: number;
  readonly calls: Record<SummaryLevel, number>;
  readonly kinds: Record<CallKind, number>;
  readonly findings: Record<RiskLevel, number>;
}

const HOURS: Readonly<Record<Bucket, number>> = { hour: 1, day: 24, week: 168 };
/** Bars that still tell something; a wider bucket is taken where there were more. */
const MOST_BUCKETS = 2_000;
const COMFORTABLE_BUCKETS = 200;

/** Calls and findings in the course of time, from the first bucket to the last; those without any are left out where there would be too many. @param now milliseconds since 1970, the end where the filter names none */
export function readTrend(db: Database, filter: WidgetFilter, asked: Bucket | null, now: number): { readonly bucket: Bucket; readonly buckets: TrendBucketCounts[] } {
  const first = filter.from ?? oldestHour(db);
  if (first === null) return { bucket: asked ?? "day", buckets: [] };
  const from = wholeHour(first);
  const span = { from, to: Math.max(from + 1, filter.to === null ? Math.floor(now / HOUR_MS) + 1 : wholeHour(filter.to)) };
  const bucket = fitting(span.to - span.from, asked);
  const clock = new ReadersClock(db, filter);
  const indexOf = (hour: number): number => (bucket === "hour" ? hour : clock.indexOf(bucket, hour));
  const [begin, end] = [indexOf(span.from), indexOf(span.to - 1)];
  const counted = new Map<number, TrendBucketCounts>();
  const at = (index: number): TrendBucketCounts | undefined => {
    if (!counted.has(index) && index >= begin && index <= end) counted.set(index, emptyBucket(bucket === "hour" ? index * HOUR_MS : clock.beginOf(bucket, index)));
    return counted.get(index);
  };
  if (end - begin < MOST_BUCKETS) for (let index = begin; index <= end; index++) at(index);

  const hours = ofHours(filter);
  for (const { index, tool, level, calls } of db.all<{ index: number; tool: string; level: SummaryLevel; calls: number }>(
    `SELECT ${bucket === "hour" ? "hour" : clock.indexOfHourSql(bucket, "hour")} AS "index", tool, level, sum(calls) AS calls FROM ${hours.source} WHERE ${where(hours)} GROUP BY 1, 2, 3`, ...hours.values,
  )) {
    const counts = at(index);
    if (!counts) continue;
    counts.calls[level] += calls;
    counts.kinds[kindOfTool(tool) as CallKind] += calls;
  }
  const found = ofFindings(filter);
  for (const { index, level, findings } of db.all<{ index: number; level: RiskLevel; findings: number }>(
    `SELECT ${bucket === "hour" ? divided("finding.time", HOUR_MS) : clock.indexOfTimeSql(bucket, "finding.time")} AS "index", level, count(*) AS findings FROM finding WHERE ${where(found)} GROUP BY 1, 2`, ...found.values,
  )) {
    const counts = at(index);
    if (counts) counts.findings[level] += findings;
  }
  const buckets = [...counted].sort(([one], [other]) => one - other).map(([, counts]) => counts);
  return { bucket, buckets };
}

/** The first hour with a call, in milliseconds since 1970; null where there is none. */
export function oldestHour(db: Database): number | null {
  const hour = db.get<{ hour: number | null }>("SELECT min(hour) AS hour FROM summary")?.hour ?? null;
  return hour === null ? null : hour * HOUR_MS;
}

function fitting(hours: number, asked: Bucket | null): Bucket {
  const most = asked === null ? COMFORTABLE_BUCKETS : MOST_BUCKETS;
  const candidates = (["hour", "day", "week"] as const).slice(asked === null ? 0 : (["hour", "day", "week"] as const).indexOf(asked));
  return candidates.find((bucket) => hours / HOURS[bucket] <= most) ?? "week";
}

function emptyBucket(at: number): TrendBucketCounts {
  const levels = Object.fromEntries(RISK_LEVELS.map((level) => [level, 0])) as Record<RiskLevel, number>;
  return { at, calls: { ...levels, unscored: 0 }, kinds: { command: 0, read: 0, write: 0, fetch: 0, other: 0 }, findings: { ...levels } };
}

/** Calls by weekday (Monday is 0) and hour of the reader's clock. */
export function hoursOfWeek(db: Database, filter: WidgetFilter): Array<{ readonly weekday: number; readonly hour: number; readonly calls: number }> {
  const { weekday, hour } = new ReadersClock(db, filter).hourOfWeekSql("hour");
  const hours = ofHours(filter);
  return db.all(
    `SELECT ${weekday} AS weekday, ${hour} AS hour, sum(calls) AS calls FROM ${hours.source} WHERE ${where(hours).replaceAll("hour ", "summary.hour ")} GROUP BY 1, 2 ORDER BY 1, 2`,
    ...hours.values,
  );
}

/** SQL of the weekday and the hour in which a time lies, by the reader's clock. @param time SQL of milliseconds since 1970 */
export function hourOfWeek(db: Database, filter: WidgetFilter, time: string): { readonly weekday: string; readonly hour: string } {
  return new ReadersClock(db, filter).hourOfWeekSql(divided(time, HOUR_MS));
}

/** Findings of a span by level, whatever the filter says of time. */
export function findingsWithin(db: Database, filter: WidgetFilter, from: number, to: number): Record<RiskLevel, number> {
  const found = ofFindings({ ...filter, from, to });
  return byLevel(db.all(`SELECT level, count(*) AS findings FROM finding WHERE ${where(found)} GROUP BY level`, ...found.values));
}
