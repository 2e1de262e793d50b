import { LONGEST_REASON } from "../../model/suppression.js";

/** The one version of `.spotter/suppressions.json` that there is. */
export const FILE_VERSION = 1;
export const MOST_ENTRIES = 5_000;

/** What a field that holds a text may hold; lengths are in UTF-16 code units. */
export interface TextField {
  readonly name: "rule" | "normalised" | "target" | "reason" | "by";
  readonly isRequired: boolean;
  readonly longest: number;
  readonly pattern?: RegExp;
  /** The text of the problem where the pattern is not met. */
  readonly otherwise?: "rule" | "emptyReason";
}

export const TEXT_FIELDS: readonly TextField[] = [
  { name: "rule", isRequired: true, longest: 64, pattern: /^[\w.-]+$/, otherwise: "rule" },
  // Empty for a call that has neither a command nor a path nor a URL.
  { name: "normalised", isRequired: true, longest: 10_000 },
  { name: "target", isRequired: false, longest: 1_000 },
  { name: "reason", isRequired: true, longest: LONGEST_REASON, pattern: /\S/, otherwise: "emptyReason" },
  { name: "by", isRequired: false, longest: 200 },
];
export const ENTRY_FIELDS = [...TEXT_FIELDS.map(({ name }) => name), "expires", "critical"];
export const FILE_FIELDS = ["$schema", "version", "suppressions"];

/** A day from 1970 to 9999; that the month has so many is for `expiryOf` to say. */
export const DAY_PATTERN = /^(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const DAY = 86_400_000;
const LAST_DAY = Date.UTC(9999, 11, 31) / DAY;

/** The end of a day such as `2027-01-31`, by UTC, in milliseconds since 1970; null where there is no such day. */
export function expiryOf(day: string): number | null {
  if (!DAY_PATTERN.test(day)) return null;
  const begin = Date.parse(day);
  return !Number.isNaN(begin) && dayOf(begin + DAY) === day ? begin + DAY : null;
}

/** The day at whose end at the earliest this moment is reached. */
export function dayOf(expires: number): string {
  const day = Math.min(Math.max(Math.ceil(expires / DAY) - 1, 0), LAST_DAY);
  return new Date(day * DAY).toISOString().slice(0, 10);
}
