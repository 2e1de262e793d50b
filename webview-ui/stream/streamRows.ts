import type { StreamRow } from "../../src/protocol/widgets.js";

export interface Page {
  readonly rows: StreamRow[];
  readonly next: string | null;
}

/** Rows that are kept at most: what a person scrolls through. */
export const MOST_ROWS = 20_000;

/**
 * What is shown after the newest page came: its rows, and below them the older ones that were there. Where the two do not meet, calls between
 * them are unknown, and the older ones are dropped: scrolling asks for them.
 */
export function withNewest(shown: Page, newest: Page): Page {
  const fresh = new Set(newest.rows.map(({ id }) => id));
  const meets = shown.rows.findIndex(({ id }) => fresh.has(id));
  if (meets < 0 || newest.next === null) return newest;
  const last = newest.rows.at(-1);
  const place = shown.rows.findIndex(({ id }) => id === last?.id);
  if (place < 0) return newest;
  const older = shown.rows.slice(place + 1).filter(({ id }) => !fresh.has(id));
  return older.length === 0 ? newest : { rows: [...newest.rows, ...older], next: shown.next };
}

/** The rows with an older page below them. */
export function withOlder(shown: Page, older: Page): Page {
  const known = new Set(shown.rows.map(({ id }) => id));
  const rows = [...shown.rows, ...older.rows.filter(({ id }) => !known.has(id))];
  return { rows, next: rows.length >= MOST_ROWS ? null : older.next };
}
