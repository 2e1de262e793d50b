import { dayOf } from "../typedDay.js";

const DAY_MS = 86_400_000;

/** How long a decision can hold, as it is offered; `date` asks for a day. */
export const SPANS = ["never", "30 days", "90 days", "a year", "date"] as const;
export type Span = (typeof SPANS)[number];

/** When a decision of now ends that holds so long; null for never. Milliseconds since 1970. */
export function endOf(span: Exclude<Span, "date">, now: number): number | null {
  switch (span) {
    case "never":
      return null;
    case "30 days":
      return now + 30 * DAY_MS;
    case "90 days":
      return now + 90 * DAY_MS;
    case "a year":
      return now + 365 * DAY_MS;
  }
}

/** The last second of a day like `2026-12-31`, by the clock here; null where it is no day, or one that has passed. Milliseconds since 1970. */
export function endOfDay(typed: string, now: number): number | null {
  const end = dayOf(typed.trim());
  end?.setHours(23, 59, 59);
  return end !== null && end.getTime() > now ? end.getTime() : null;
}
