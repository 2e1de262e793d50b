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
  if (match === null) return { rows: [], next: null, total: 0 };
  const found = db.count(MATCHES_SQL, match);
  const isCommon = found * found > limit * db.count("SELECT max(rowid) FROM tool_call");
  return readPage<StoredCall>(db, { ...searchQuery(match, isCommon), total: found - db.count(MATCHING_COPIES_SQL, match) }, after, limit);
}

/** All that match, copies of forks included: the text index alone knows. */
const MATCHES_SQL = "SELECT count(*) FROM call_text WHERE call_text MATCH ?";
const MATCHING_COPIES_SQL = `SELECT count(*) FROM tool_call INDEXED BY tool_call_copies
  WHERE duplicate_of IS NOT NULL AND rowid IN (SELECT docid FROM call_text WHERE call_text MATCH ?)`;

/**
 * The list as it is asked of SQLite.
 *
 * @param isCommon so many match that a page is full sooner when calls are looked through from the newest on than when all that match are looked up
 */
export function searchQuery(match: string, isCommon: boolean): KeysetQuery {
  return {
    from: isCommon ? "tool_call INDEXED BY tool_call_by_time" : "tool_call",
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
