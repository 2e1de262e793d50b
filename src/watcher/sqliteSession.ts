import { createHash } from "node:crypto";
import type { SessionRecord, SourceBatch } from "../model/storage.js";
import type { Batches } from "./batches.js";
import { asText, asTime, parseObject } from "./fields.js";
import type { Cell, ReadableDatabase, Row } from "./readableDatabase.js";
import { messageDirectory, readSessionRow, sessionWithoutRecord } from "./sessions.js";
import { MAX_RECORD_LENGTH, SessionReading } from "./sessionReading.js";

const PAGE_ROWS = 500;
const PAGE_TEXT = 4 * 1024 * 1024;
/** Sums of times stay exact as floating-point numbers when each is cut to 32 bits. */
const TIME_MODULUS = 4_294_967_296;
/** A row written this recently may be written again within the same millisecond. */
const WRITE_WINDOW = 2_000;

/** Integers beyond 2^53 cannot be given to JavaScript; no time is one. */
const whole = (column: string): string => `min(max(${column}, 0), 9007199254740991)`;
const CONTENT = `CASE WHEN octet_length(data) <= ${MAX_RECORD_LENGTH} THEN data END AS data, octet_length(data) AS length`;
const TIMES = `${whole("time_created")} AS time_created, ${whole("time_updated")} AS time_updated`;

// By rowid: the index on session_id ends with it, so a page needs no sorting.
const MESSAGE_PAGE = `SELECT rowid AS cursor, id, ${TIMES}, ${CONTENT} FROM message WHERE session_id = ? AND rowid > ? ORDER BY rowid LIMIT ${PAGE_ROWS}`;
const PART_PAGE = `SELECT rowid AS cursor, id, message_id, ${TIMES}, ${CONTENT} FROM part WHERE session_id = ? AND rowid > ? ORDER BY rowid LIMIT ${PAGE_ROWS}`;
const MESSAGE_EXISTS = "SELECT 1 AS found FROM message WHERE id = ?";
const checksumSql = (table: "message" | "part"): string =>
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
export function checksumsInDatabase(database: ReadableDatabase, sessionId: string): string {
  return (["message", "part"] as const)
    .map((table) => database.all(checksumSql(table), sessionId)[0])
    .map((row) => `${row?.["rows"]}.${row?.["times"]}`)
    .join("/");
}

/** A hash over what is read of a session's row: its title and cost change without its time. */
export function rowDigest(row: Row): string {
  return createHash("sha256").update(Object.values(row).join("\u0000")).digest("base64url").slice(0, 16);
}

/**
 * Rows of one session, page by page. Each page is a statement of its own that ends before its rows are looked at, so
 * that no view of the database is held for longer than it takes to copy a page.
 */
export function* sessionPages(database: ReadableDatabase, table: "message" | "part", sessionId: string): Generator<readonly Row[]> {
  const sql = table === "message" ? MESSAGE_PAGE : PART_PAGE;
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

/** The text in a row's `data`, or why there is none. */
export function textOf(row: Row): { text: string } | { reason: "too-large" | "unexpected-shape"; detail: string } {
  const data = row["data"];
  if (typeof data === "string") return { text: data };
  const length = Number(row["length"] ?? 0);
  return length > MAX_RECORD_LENGTH
    ? { reason: "too-large", detail: `${length} bytes, more than are read of one record.` }
    : { reason: "unexpected-shape", detail: "A row whose data is no text." };
}

export interface RowSession {
  readonly id: string;
  /** The session's row; null where only messages or parts name it. */
  readonly row: Row | null;
}

/**
 * Reads all rows of a session into `batches`, its census last; hands over each batch that is full. Gives the checksums
 * of what was read, with a mark where they may be overtaken unseen. @throws DatabaseFailure
 */
export function* readSqliteSession(
  database: ReadableDatabase, session: RowSession, batches: Batches, done: number, total: number,
): Generator<SourceBatch, string> {
  const reading = new SessionReading(session.id);
  addSession(database, session, reading, batches);
  const messages = new RowChecksum();
  const messageIds = new Set<string>();
  for (const page of sessionPages(database, "message", session.id)) {
    for (const row of page) {
      messages.add(Number(row["time_updated"]));
      messageIds.add(String(row["id"]));
      addMessage(row, reading, batches);
    }
    yield* handOver();
  }
  const parts = new RowChecksum();
  for (const page of sessionPages(database, "part", session.id)) {
    for (const row of page) {
      parts.add(Number(row["time_updated"]));
      addPart(database, row, messageIds, reading, batches);
    }
    yield* handOver();
  }
  batches.add(reading.census());
  const now = Date.now();
  return `${messages}/${parts}${messages.isFresh(now) || parts.isFresh(now) ? "~" : ""}`;

  function* handOver(): Generator<SourceBatch> {
    if (!batches.isFull) return;
    yield batches.take(done, total);
    batches.resume();
  }
}

/** The record of a session from its row, or from what its messages tell. @throws DatabaseFailure */
export function sessionRecordOf(database: ReadableDatabase, session: RowSession): SessionRecord {
  const record = session.row === null ? undefined : readSessionRow(session.row);
  if (record) return record;
  for (const page of sessionPages(database, "message", session.id)) {
    for (const row of page) {
      const fields = parseObject(asText(row["data"]) ?? "");
      const directory = fields ? messageDirectory(fields) : null;
      if (directory !== null) return sessionWithoutRecord(session.id, "", directory, timeOf(row));
    }
  }
  return sessionWithoutRecord(session.id, "", "", 0);
}

function addSession(database: ReadableDatabase, session: RowSession, reading: SessionReading, batches: Batches): void {
  batches.add(sessionRecordOf(database, session));
  if (session.row === null) {
    batches.add(reading.deadLetter(`session/${session.id}`, "orphan", "Messages or parts whose session row is missing; they are shown."));
  }
}

function addMessage(row: Row, reading: SessionReading, batches: Batches): void {
  const id = String(row["id"]);
  const locator = `message/${id}`;
  const content = textOf(row);
  if (!("text" in content)) batches.add(reading.unreadableMessage(id, locator, content.reason, content.detail));
  else batches.add(reading.message(content.text, { id, sessionId: reading.sessionId, time: timeOf(row) }, locator), content.text.length);
}

function addPart(database: ReadableDatabase, row: Row, messageIds: ReadonlySet<string>, reading: SessionReading, batches: Batches): void {
  const id = String(row["id"]);
  const locator = `part/${id}`;
  const content = textOf(row);
  if (!("text" in content)) {
    batches.add(reading.unreadablePart(id, locator, content.reason, content.detail));
    return;
  }
  const messageId = String(row["message_id"]);
  const record = reading.part(content.text, { id, messageId, sessionId: reading.sessionId, time: timeOf(row) }, locator);
  if (record) batches.add(record, content.text.length);
  // A message that came after the messages were read is no orphan: the database has it by now.
  if (record?.kind === "toolCall" && !messageIds.has(messageId) && database.all(MESSAGE_EXISTS, messageId).length === 0) {
    batches.add(reading.deadLetter(locator, "orphan", "A tool call whose message is missing; the call itself is shown."));
  }
}

export function timeOf(row: Row): number {
  return asTime(row["time_created"]) ?? 0;
}
