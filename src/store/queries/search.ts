import type { Database } from "../database.js";
import { CALL_COLUMNS, type StoredCall } from "./calls.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";

/** Words of one search; what is longer or more is cut. */
const LONGEST_SEARCH = 200;
const MOST_WORDS = 16;

/**
 * Calls whose command, path or URL holds all the words that a person typed, each from its beginning, newest first. Signs
 * part words, as in the index, and have no meaning of their own. A text without a word finds nothing.
 */
export function searchCalls(db: Database, text: string, after: string | null, limit: number): Page<StoredCall> {
  const match = matchOf(text);
  return match === null ? { rows: [], next: null, total: 0 } : readPage<StoredCall>(db, searchQuery(match), after, limit);
}

/** The list as it is asked of SQLite. */
export function searchQuery(match: string): KeysetQuery {
  return {
    from: "tool_call",
    where: "rowid IN (SELECT docid FROM call_text WHERE call_text MATCH ?) AND duplicate_of IS NULL",
    values: [match],
    keys: ["time", "rowid"],
    select: CALL_COLUMNS,
    complete: "JOIN tool_call ON tool_call.rowid = key1",
  };
}

/** The full-text expression of what a person typed; null where it holds no word. */
export function matchOf(text: string): string | null {
  const words = text.slice(0, LONGEST_SEARCH).match(/[\p{L}\p{N}]+/gu)?.slice(0, MOST_WORDS) ?? [];
  // Quoted, so that AND, OR, NOT and NEAR are words like others.
  return words.length === 0 ? null : words.map((word) => `"${word}*"`).join(" ");
}
