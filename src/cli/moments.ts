import { expiryOf as endOfDay } from "../reports/suppressions/fileFormat.js";

const DAY_MS = 86_400_000;
const UNITS_MS = { h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS } as const;
/** The last moment that a date can be. */
const LAST_MS = 8_640_000_000_000_000;

const SPAN = /^(\d{1,6})([hdw])$/;

/** What a person may write for an expiry, for messages. */
export const EXPIRY_WORDS = "a day such as 2027-01-31 (to its end, by UTC) or a time from now such as 30d (also h, w)";
/** The same for a beginning. */
export const SINCE_WORDS = "a day such as 2026-11-01 (from its beginning, by UTC) or a time before now such as 90d (also h, w)";

/** Until when something holds, in milliseconds since 1970; null for what is no moment. @param now milliseconds since 1970 */
export function expiryOf(text: string, now: number): number | null {
  const span = spanOf(text);
  if (span === null) return endOfDay(text);
  return now + span <= LAST_MS ? now + span : null;
}

/** From when on something counts, in milliseconds since 1970; null for what is no moment. @param now milliseconds since 1970 */
export function sinceOf(text: string, now: number): number | null {
  const span = spanOf(text);
  if (span !== null) return Math.max(0, now - span);
  const end = endOfDay(text);
  return end === null ? null : end - DAY_MS;
}

function spanOf(text: string): number | null {
  const [, count, unit] = SPAN.exec(text) ?? [];
  return count === undefined ? null : Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}
