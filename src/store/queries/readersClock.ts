import { beginOfDay, stretchesOf, type Stretch } from "../../model/timeZone.js";
import type { Database } from "../database.js";
import { HOUR_MS } from "../summaries.js";
import { divided, remainder } from "./flooredSql.js";
import { type WidgetFilter, wholeHour } from "./widgetFilter.js";

const DAY_MS = 24 * HOUR_MS;
/** The first Monday since 1970 is the fifth day. */
const TO_MONDAY = 3;

/**
 * The reader's days and hours, as SQL and as numbers, each with the zone's offset at its own time. Calls are counted in hours of UTC: in a zone that is not
 * whole hours ahead, an hour belongs to the day in which most of it lies, and of two halves the later decides.
 */
export class ReadersClock {
  private readonly stretches: readonly Stretch[];

  /** @param filter whose rows are asked for: of the zone's offsets those alone are put into SQL that can be met */
  constructor(db: Database, private readonly filter: Pick<WidgetFilter, "from" | "to" | "zone">) {
    const kept = db.get<{ first: number | null; last: number | null }>("SELECT (SELECT min(hour) FROM summary) AS first, (SELECT max(hour) FROM summary) AS last");
    // Hours reach over the ends of a span, and a prompt with a finding may be newer than the last call.
    const first = Math.max(filter.from ?? -Infinity, (kept?.first ?? 0) * HOUR_MS) - DAY_MS;
    const last = Math.min(filter.to ?? Infinity, (kept?.last ?? 0) * HOUR_MS) + DAY_MS;
    const all = stretchesOf(filter.zone);
    const met = all.filter(({ from }, index) => from < last && (all[index + 1]?.from ?? Infinity) > first);
    this.stretches = met.length > 0 ? met : all.slice(-1);
  }

  /** SQL of the day or the week in which an hour lies, as `indexOf` gives it. @param hour SQL of an hour of UTC */
  indexOfHourSql(bucket: "day" | "week", hour: string): string {
    return indexSql(bucket, divided(this.hourSql(hour), 24));
  }

  /** The same of a time. @param time SQL of milliseconds since 1970 */
  indexOfTimeSql(bucket: "day" | "week", time: string): string {
    return indexSql(bucket, divided(`(${time} + ${this.aheadSql(time, (from) => from, (ahead) => ahead)})`, DAY_MS));
  }

  /** SQL of the weekday (Monday is 0) and the hour of the clock. @param hour SQL of an hour of UTC */
  hourOfWeekSql(hour: string): { readonly weekday: string; readonly hour: string } {
    const hours = this.hourSql(hour);
    return { weekday: remainder(`(${divided(hours, 24)} + ${TO_MONDAY})`, 7), hour: remainder(hours, 24) };
  }

  /** SQL of the hours since 1970 by the clock. @param hour SQL of an hour of UTC */
  private hourSql(hour: string): string {
    return `(${hour} + ${this.aheadSql(hour, wholeHour, hoursAhead)})`;
  }

  private aheadSql(sql: string, beginOf: (from: number) => number, unitsOf: (ahead: number) => number): string {
    const earlier = this.stretches.slice(0, -1).map(({ ahead }, index) => ` WHEN ${sql} < ${beginOf(this.stretches[index + 1]!.from)} THEN ${unitsOf(ahead)}`);
    const last = unitsOf(this.stretches.at(-1)!.ahead);
    return earlier.length === 0 ? String(last) : `CASE${earlier.join("")} ELSE ${last} END`;
  }

  /** Days since 1970, or weeks, of which the first begins on the Monday before. @param hour of UTC */
  indexOf(bucket: "day" | "week", hour: number): number {
    const { ahead } = stretchesOf(this.filter.zone).findLast(({ from }) => wholeHour(from) <= hour)!;
    const day = Math.floor((hour + hoursAhead(ahead)) / 24);
    return bucket === "day" ? day : Math.floor((day + TO_MONDAY) / 7);
  }

  /** When a day or a week begins, in milliseconds since 1970. */
  beginOf(bucket: "day" | "week", index: number): number {
    return beginOfDay(this.filter.zone, bucket === "day" ? index : index * 7 - TO_MONDAY);
  }
}

/** @param days SQL of days since 1970 by the clock */
function indexSql(bucket: "day" | "week", days: string): string {
  return bucket === "day" ? days : divided(`(${days} + ${TO_MONDAY})`, 7);
}

function hoursAhead(ahead: number): number {
  return Math.round(ahead / HOUR_MS);
}
