import { asTime } from "./fields.js";
import { digestOf } from "./digest.js";
import type { Cell, ReadableDatabase, Row } from "./readableDatabase.js";
import { MAX_RECORD_LENGTH } from "./sessionReading.js";
import type { RecordTable } from "./sqliteShape.js";

const PAGE_ROWS = 500;
const PAGE_TEXT = 4 * 1024 * 1024;
/** Rows of ids and times alone are small. */
const TIMES_ROWS = 2_000;
/** Sums of times stay exact as floating-point numbers when each is cut to 32 bits. */
const TIME_MODULUS = 4_294_967_296;
/** A row written this recently may be written again within the same millisecond. */
export const WRITE_WINDOW = 2_000;

/** Integers beyond 2^53 cannot be given to JavaScript; no time is one. */
const whole = (column: string): string => `min(max(${column}, 0), 9007199254740991)`;
const CONTENT = `CASE WHEN octet_length(data) <= ${MAX_RECORD_LENGTH} THEN data END AS data, octet_length(data) AS length`;
const TIMES = `${whole("time_created")} AS time_created, ${whole("time_updated")} AS time_updated`;
const OWN: Readonly<Record<RecordTable, string>> = { message: "", part: "message_id,", session_message: "type," };

// By rowid: the index on session_id ends with it, so a page needs no sorting.
const pageSql = (table: RecordTable): string =>
  `SELECT rowid AS cursor, id, ${OWN[table]} ${TIMES}, ${CONTENT} FROM ${table} WHERE session_id = ? AND rowid > ? ORDER BY rowid LIMIT ${PAGE_ROWS}`;
const timesSql = (table: RecordTable): string =>
  `SELECT rowid AS cursor, id, ${whole("time_updated")} AS time_updated FROM ${table} WHERE session_id = ? AND rowid > ? ORDER BY rowid LIMIT ${TIMES_ROWS}`;
const rowSql = (table: RecordTable): string => `SELECT id, ${OWN[table]} ${TIMES}, ${CONTENT} FROM ${table} WHERE id = ? AND session_id = ?`;
const checksumSql = (table: RecordTable): string =>
  `SELECT count(*) AS rows, total(${whole("time_updated")} % ${TIME_MODULUS}) AS times FROM ${table} WHERE session_id = ?`;

/** Row counts and sums of update times: what tells that rows changed where OpenCode keeps no sequence. */
export class RowChecksum {
  private rows = 0;
  private times = 0;
  private latest = 0;

  add(timeUpdated: number): void {
    this.rows++;
    this.times += timeUpdated % TIME_MODULUS;
    this.latest = Math.max(this.latest, timeUpdated);
  }

  /** True where the newest row may still be changing in a way that its time does not show. */
  isFresh(now: number): boolean {
    return Math.abs(now - this.latest) < WRITE_WINDOW || this.latest > now;
  }

  toString(): string {
    return `${this.rows}.${this.times}`;
  }
}

/** The checksums of a session's rows as they are now. @throws DatabaseFailure */
export function checksumsInDatabase(database: ReadableDatabase, tables: readonly RecordTable[], sessionId: string): string {
  return tables
    .map((table) => database.all(checksumSql(table), sessionId)[0])
    .map((row) => `${row?.["rows"]}.${row?.["times"]}`)
    .join("/");
}

/**
 * Rows of one session, page by page. Each page is a statement of its own that ends before its rows are looked at, so
 * that no view of the database is held for longer than it takes to copy a page.
 */
export function* sessionPages(database: ReadableDatabase, table: RecordTable, sessionId: string): Generator<readonly Row[]> {
  const sql = pageSql(table);
  let after: Cell = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows: Row[] = [];
    let text = 0;
    for (const row of database.iterate(sql, sessionId, after)) {
      rows.push(row);
      text += Number(row["length"] ?? 0);
      if (text >= PAGE_TEXT) break;
    }
    if (rows.length === 0) return;
    yield rows;
    if (rows.length < PAGE_ROWS && text < PAGE_TEXT) return;
    after = rows[rows.length - 1]!["cursor"] ?? null;
  }
}

/** Ids and update times of a session's rows, without their text. */
export function* sessionTimes(database: ReadableDatabase, table: RecordTable, sessionId: string): Generator<Row> {
  let after: Cell = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = database.all(timesSql(table), sessionId, after);
    yield* rows;
    if (rows.length < TIMES_ROWS) return;
    after = rows[rows.length - 1]!["cursor"] ?? null;
  }
}

/** One row of a session; undefined where it is gone by now. @throws DatabaseFailure */
export function sessionRecord(database: ReadableDatabase, table: RecordTable, sessionId: string, id: string): Row | undefined {
  return database.all(rowSql(table), id, sessionId)[0];
}

export type RowText = { readonly text: string } | { readonly reason: "too-large" | "unexpected-shape"; readonly detail: string; readonly hash: string };

/** The text in a row's `data`, or why there is none. */
export function textOf(row: Row): RowText {
  const data = row["data"];
  if (typeof data === "string") return { text: data };
  const length = Number(row["length"] ?? 0);
  return length > MAX_RECORD_LENGTH
    ? { reason: "too-large", detail: `${length} bytes, more than are read of one record.`, hash: String(length) }
    : { reason: "unexpected-shape", detail: "A row whose data is no text.", hash: digestOf(String(data)) };
}

export function timeOf(row: Row): number {
  return asTime(row["time_created"]) ?? 0;
}
