import type { SessionContent } from "../model/sessionContent.js";
import { ContentGathering } from "./content.js";
import { parseObject } from "./fields.js";
import type { ReadableDatabase, Row } from "./readableDatabase.js";
import { sessionRow } from "./sqliteCandidates.js";
import type { StoredRecord } from "./source.js";
import { sessionPages, sessionRecord, textOf, timeOf } from "./sqlitePages.js";
import { sessionRecordOf } from "./sqliteSession.js";
import type { DatabaseShape, RecordTable } from "./sqliteShape.js";
import { translateV2 } from "./v2Messages.js";

/** A session with the full text of its messages; undefined where the database does not have it. @throws DatabaseFailure */
export function sqliteContent(database: ReadableDatabase, shape: DatabaseShape, sessionId: string): SessionContent | undefined {
  const row = sessionRow(database, shape, sessionId);
  const session = { id: sessionId, row };
  const gathering = new ContentGathering();
  let record = row === null ? undefined : sessionRecordOf(database, session);
  for (const table of shape.records) {
    for (const page of sessionPages(database, table, sessionId)) {
      record ??= sessionRecordOf(database, session);
      for (const found of page) gather(gathering, table, found, sessionId, record.directory);
      if (!gathering.hasRoom) break;
    }
  }
  return record && gathering.content(record);
}

/** The row of the first of these parts and messages that the database has; undefined where it has none. @throws DatabaseFailure */
export function sqliteRecord(database: ReadableDatabase, shape: DatabaseShape, sessionId: string, ids: readonly string[]): StoredRecord | undefined {
  for (const id of ids) {
    for (const table of shape.records) {
      const row = sessionRecord(database, table, sessionId, id);
      const content = row && textOf(row);
      if (content && "text" in content) return { locator: `${table}/${id}`, text: content.text };
    }
  }
  return undefined;
}

function gather(gathering: ContentGathering, table: RecordTable, row: Row, sessionId: string, directory: string): void {
  const content = textOf(row);
  const text = "text" in content ? content.text : "";
  const id = String(row["id"]);
  const origin = { id, sessionId, time: timeOf(row) };
  if (table === "message") return gathering.addMessage(text, origin);
  if (table === "part") return gathering.addPart(text, { ...origin, messageId: String(row["message_id"]) });
  const fields = parseObject(text);
  const translated = fields ? translateV2(String(row["type"]), id, fields, directory) : undefined;
  gathering.addMessage(JSON.stringify(translated?.message ?? {}), origin);
  for (const { id: partId, part } of translated?.parts ?? []) {
    gathering.addPart(JSON.stringify(part), { ...origin, id: partId, messageId: id, shapeVersion: 2 });
  }
}
