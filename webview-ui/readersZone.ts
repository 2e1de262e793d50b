import { isTimeZone, stretchesOf } from "../src/model/timeZone.js";

const HOUR_MS = 3_600_000;

/** The reader's zone by its name; where the browser knows none its clock is that of UTC. */
export function readersZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(timeZone) ? timeZone : "UTC";
}

/** True where two of the reader's hours share one of UTC, in which calls are counted: the days of the counts are not quite the reader's. */
export function sharesHours(): boolean {
  return stretchesOf(readersZone()).some(({ ahead }) => ahead % HOUR_MS !== 0);
}
