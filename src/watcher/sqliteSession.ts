import type { SessionRecord, SourceBatch } from "../model/storage.js";
import type { Batches } from "./batches.js";
import { asText, asTime, parseObject } from "./fields.js";
import type { ReadableDatabase, Row } from "./readableDatabase.js";
import type { KnownRecord, KnownRecords } from "./sessionMemory.js";
import { messageDirectory, readSessionRow, sessionWithoutRecord } from "./sessions.js";
import { SessionReading } from "./sessionReading.js";
import { RowChecksum, sessionPages, sessionRecord, sessionTimes, textOf, timeOf, WRITE_WINDOW } from "./sqlitePages.js";
import type { DatabaseShape, RecordTable } from "./sqliteShape.js";
import { translateV2 } from "./v2Messages.js";

const MESSAGE_EXISTS = "SELECT 1 AS found FROM message WHERE id = ?";

export interface RowSession {
  readonly id: string;
  /** The session's row; null where only messages or parts name it. */
  readonly row: Row | null;
}

/** How a session was when it was read. */
export interface RowSessionRead {
  /** Checksums of what was read, with a mark where they may be overtaken unseen. */
  readonly checksums: string;
  /** What was read, for the next time; undefined where it has to be read whole then. */
  readonly known: KnownRecords | undefined;
}

/**
 * Reads the rows of a session into `batches`, its census last; hands over each batch that is full. Of a session that is known
 * only the rows that are new or were written since are read: those with another time than before, and those so close to the
 * latest that they may have been written twice in a millisecond. @throws DatabaseFailure
 */
export function* readSqliteSession(
  database: ReadableDatabase, shape: DatabaseShape, session: RowSession, known: KnownRecords | undefined, batches: Batches, done: number, total: number,
): Generator<SourceBatch, RowSessionRead> {
  const reading = new SessionRows(database, session, known, batches);
  reading.session();
  for (const table of shape.records) {
    const pages = reading.rows(table);
    while (!pages.next().done) {
      if (!batches.isFull) continue;
      yield batches.take(done, total);
      batches.resume();
    }
  }
  return reading.finish(shape.records);
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

class SessionRows {
  private readonly reading: SessionReading;
  private readonly checksums = new Map<RecordTable, RowChecksum>();
  private readonly messageIds = new Set<string>();
  private readonly overlap: number;
  private directory = "";

  constructor(
    private readonly database: ReadableDatabase,
    private readonly source: RowSession,
    private readonly known: KnownRecords | undefined,
    private readonly batches: Batches,
  ) {
    this.reading = new SessionReading(source.id);
    let latest = 0;
    for (const { stamp } of known?.values() ?? []) latest = Math.max(latest, Number(stamp));
    this.overlap = latest - WRITE_WINDOW;
  }

  session(): void {
    const { database, source, batches, reading } = this;
    const record = sessionRecordOf(database, source);
    this.directory = record.directory;
    batches.see();
    batches.add(record);
    reading.changedAt(asTime(source.row?.["time_updated"]) ?? 0);
    if (source.row === null) {
      batches.add(reading.deadLetter(`session/${source.id}`, "orphan", "Messages or parts whose session row is missing; they are shown.", "orphan"));
    }
  }

  /** Reads the rows of a table, and pauses after each page. */
  *rows(table: RecordTable): Generator<void> {
    const checksum = new RowChecksum();
    this.checksums.set(table, checksum);
    // A message of the v2 engine holds its parts: it is read whole.
    if (this.known === undefined || table === "session_message") {
      for (const page of sessionPages(this.database, table, this.source.id)) {
        for (const row of page) this.row(table, row, checksum);
        yield;
      }
      return;
    }
    for (const { id, time_updated } of sessionTimes(this.database, table, this.source.id)) {
      this.changedRow(table, String(id), Number(time_updated), this.known, checksum);
      yield;
    }
  }

  finish(tables: readonly RecordTable[]): RowSessionRead {
    this.batches.add(this.reading.census());
    const now = Date.now();
    const checksums = tables.map((table) => this.checksums.get(table)!);
    const isFresh = checksums.some((checksum) => checksum.isFresh(now));
    return { checksums: `${checksums.join("/")}${isFresh ? "~" : ""}`, known: tables.includes("session_message") ? this.knownOfV1() : this.reading.known };
  }

  /** A session that lives in the v2 engine has nothing that could be kept. */
  private knownOfV1(): KnownRecords | undefined {
    return this.checksums.get("session_message")?.toString() === new RowChecksum().toString() ? this.reading.known : undefined;
  }

  private changedRow(table: RecordTable, id: string, timeUpdated: number, known: KnownRecords, checksum: RowChecksum): void {
    const locator = `${table}/${id}`;
    const before: KnownRecord | undefined = known.get(locator);
    if (before !== undefined && before.stamp === timeUpdated && timeUpdated < this.overlap) {
      checksum.add(timeUpdated);
      this.reading.changedAt(timeUpdated);
      if (table === "message") this.messageIds.add(id);
      this.reading.keep(id, locator, before);
      return;
    }
    const row = sessionRecord(this.database, table, this.source.id, id);
    if (row !== undefined) this.row(table, row, checksum);
  }

  private row(table: RecordTable, row: Row, checksum: RowChecksum): void {
    const timeUpdated = Number(row["time_updated"]);
    checksum.add(timeUpdated);
    this.reading.changedAt(timeUpdated);
    this.batches.see();
    if (table === "message") this.message(row);
    else if (table === "part") this.part(row);
    else this.v2Message(row);
  }

  private message(row: Row): void {
    const { reading, batches } = this;
    const id = String(row["id"]);
    this.messageIds.add(id);
    const locator = `message/${id}`;
    const content = textOf(row);
    if (!("text" in content)) batches.add(reading.unreadableMessage(id, locator, content.reason, content.detail, content.hash));
    else batches.add(reading.message(content.text, { id, sessionId: reading.sessionId, time: timeOf(row) }, { locator, stamp: Number(row["time_updated"]) }), content.text.length);
  }

  private part(row: Row): void {
    const { reading, batches } = this;
    const id = String(row["id"]);
    const locator = `part/${id}`;
    const content = textOf(row);
    if (!("text" in content)) {
      batches.add(reading.unreadablePart(id, locator, content.reason, content.detail, content.hash));
      return;
    }
    const messageId = String(row["message_id"]);
    const place = { locator, stamp: Number(row["time_updated"]) };
    const record = reading.part(content.text, { id, messageId, sessionId: reading.sessionId, time: timeOf(row) }, place);
    if (record) batches.add(record, content.text.length);
    // A message that came after the messages were read is no orphan: the database has it by now.
    if (record?.kind === "toolCall" && !this.messageIds.has(messageId) && this.database.all(MESSAGE_EXISTS, messageId).length === 0) {
      batches.add(reading.deadLetter(locator, "orphan", "A tool call whose message is missing; the call itself is shown.", "orphan"));
    }
  }

  private v2Message(row: Row): void {
    const { reading, batches } = this;
    const id = String(row["id"]);
    const locator = `session_message/${id}`;
    const content = textOf(row);
    if (!("text" in content)) {
      batches.add(reading.unreadableMessage(id, locator, content.reason, content.detail, content.hash));
      return;
    }
    const origin = { id, sessionId: reading.sessionId, time: timeOf(row) };
    const stamp = Number(row["time_updated"]);
    const fields = parseObject(content.text);
    const translated = fields ? translateV2(String(row["type"]), id, fields, this.directory) : null;
    if (translated === undefined) return reading.otherMessage(id, false);
    // What is no JSON becomes a dead letter like any other.
    if (translated === null) batches.add(reading.message(content.text, origin, { locator, stamp }));
    else if (translated.message === null) reading.otherMessage(id, true);
    else batches.add(reading.message(JSON.stringify(translated.message), origin, { locator, stamp }), content.text.length);
    for (const { id: partId, part } of translated?.parts ?? []) {
      batches.see();
      const record = reading.part(JSON.stringify(part), { ...origin, id: partId, messageId: id, shapeVersion: 2 }, { locator: `${locator}/${partId}`, stamp });
      if (record) batches.add(record);
    }
  }
}
