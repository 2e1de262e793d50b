import { join } from "node:path";
import type { DeadLetterReason, SessionRecord, SourceBatch } from "../model/storage.js";
import type { Batches } from "./batches.js";
import { digestOf } from "./digest.js";
import { parseObject } from "./fields.js";
import type { ListedSession } from "./jsonListing.js";
import { directoryFromMessages, sessionFiles, SessionSignature, type SessionFile } from "./jsonSession.js";
import type { KnownRecord, KnownRecords } from "./sessionMemory.js";
import { readMessage } from "./parts.js";
import { readSessionFile, sessionWithoutRecord } from "./sessions.js";
import { SessionReading, type Place } from "./sessionReading.js";
import { below, isSettled, stampAt, type FileReader, type FileReading } from "./storageFiles.js";

export interface SessionPlan {
  readonly directory: string;
  readonly session: ListedSession;
  readonly orphans: readonly string[];
  /** True where the session was read before: then a broken session file does not take its title and folder away. */
  readonly isKnown: boolean;
  /** What was read of it before; of these files only those that changed are read again. */
  readonly known: KnownRecords | undefined;
}

/** How a session was when it was read. */
export interface SessionRead {
  readonly signature: string;
  /** When the last of its files changed, in milliseconds. */
  readonly latest: number;
  readonly hasDeadLetters: boolean;
  /** What was read, for the next time; undefined where it has to be read whole then. */
  readonly known: KnownRecords | undefined;
}

interface Complaint {
  readonly reason: DeadLetterReason;
  readonly detail: string;
  readonly hash: string;
}

interface RecordOfSession {
  readonly record: SessionRecord;
  /** Why the record is made up of the messages; null where it is the file's. */
  readonly complaint: Complaint | null;
}

/**
 * Reads all files of a session into `batches`, its census last; hands over each batch that is full. Gives how
 * the session was, or undefined where the session vanished before it was read.
 */
export function* readJsonSession(
  plan: SessionPlan, reader: FileReader, batches: Batches, done: number, total: number,
): Generator<SourceBatch, SessionRead | undefined> {
  const { directory, session } = plan;
  const reading = new SessionReading(session.id);
  const signature = new SessionSignature();
  if (session.file === null) addMissingSession(plan, reader, reading, batches);
  let isComplete = true;
  /** Null for a message that is not read again: its time is looked up for a part that needs it. */
  let messageTime: number | null = 0;
  for (const file of sessionFiles(directory, session, plan.orphans)) {
    if (file.kind === "closed") {
      isComplete = false;
      signature.add(file.locator, file.failure.stamp, 0);
      batches.add(reading.deadLetter(file.locator, file.failure.reason, file.failure.detail, file.failure.stamp));
      continue;
    }
    const kept = file.kind === "session" ? undefined : keptFile(below(directory, file.locator), plan.known?.get(file.locator));
    if (kept !== undefined && file.kind !== "session") {
      signature.add(file.locator, kept.stamp, kept.changed);
      reading.keep(file.id, file.locator, kept.record);
      reading.changedAt(kept.time);
      // Its parts take the message's time where they have none; it is read anew for that.
      if (file.kind === "message") messageTime = null;
      continue;
    }
    const text = reader.read(below(directory, file.locator));
    if (text.kind === "missing" && file.kind === "session") return undefined;
    // Deleted between the listing and now: as if it had not been listed. A message takes its time along: its parts may still be there.
    if (text.kind === "missing") {
      if (file.kind === "message") messageTime = 0;
      continue;
    }
    signature.add(file.locator, text.stamp, text.kind === "text" ? text.changed : 0);
    if (text.kind === "text") reading.changedAt(text.time);
    batches.see();
    if (file.kind === "session") addSession(plan, text, reader, reading, batches);
    else if (file.kind === "message") messageTime = addMessage(file, text, reading, batches);
    else addPart(file, text, (messageTime ??= timeOfMessage(plan, file.messageId, reader)), reading, batches);
    if (batches.isFull) {
      yield batches.take(done, total);
      batches.resume();
    }
  }
  batches.add(reading.census(!isComplete));
  return { signature: signature.toString(), latest: signature.latest, hasDeadLetters: reading.hasDeadLetters, known: isComplete ? reading.known : undefined };
}

/** The record of a session as its file gives it now, or one made of its messages. */
export function sessionRecord(directory: string, session: ListedSession, reader: FileReader): RecordOfSession {
  const reading = session.file === null ? undefined : reader.read(join(directory, session.file));
  return recordFrom(reading, directory, session, reader);
}

function recordFrom(reading: FileReading | undefined, directory: string, session: ListedSession, reader: FileReader): RecordOfSession {
  if (reading?.kind === "text") {
    const fields = parseObject(reading.text);
    const record = fields ? readSessionFile(fields, session.id, session.projectId, reading.time) : undefined;
    if (record) return { record, complaint: null };
  }
  const place = directoryFromMessages(directory, session.id, reader);
  const record = sessionWithoutRecord(session.id, session.projectId, place.directory, place.time);
  return { record, complaint: complaintOf(reading) };
}

function complaintOf(reading: FileReading | undefined): Complaint {
  if (reading === undefined || reading.kind === "missing") return { reason: "orphan", detail: "Messages whose session file is missing.", hash: "orphan" };
  if (reading.kind === "failure") return { reason: reading.reason, detail: reading.detail, hash: reading.stamp };
  if (reading.text === "") return { reason: "empty", detail: "A session file of zero bytes.", hash: "0" };
  const hash = digestOf(reading.text);
  return parseObject(reading.text) === undefined
    ? { reason: "malformed-json", detail: "A session file that is no complete JSON: cut short, or being written.", hash }
    : { reason: "unexpected-shape", detail: "A session file without a directory or times.", hash };
}

function addMissingSession(plan: SessionPlan, reader: FileReader, reading: SessionReading, batches: Batches): void {
  const { record, complaint } = sessionRecord(plan.directory, plan.session, reader);
  if (!plan.isKnown) batches.add(record);
  if (complaint) batches.add(reading.deadLetter(`storage/message/${plan.session.id}`, complaint.reason, complaint.detail, complaint.hash));
}

function addSession(plan: SessionPlan, text: FileReading, reader: FileReader, reading: SessionReading, batches: Batches): void {
  const { record, complaint } = recordFrom(text, plan.directory, plan.session, reader);
  if (complaint === null || !plan.isKnown) batches.add(record);
  if (complaint) batches.add(reading.deadLetter(plan.session.file ?? plan.session.id, complaint.reason, complaint.detail, complaint.hash));
}

/** Gives the message's time, which its parts take where they have none. */
function addMessage(file: SessionFile & { kind: "message" }, text: FileReading, reading: SessionReading, batches: Batches): number {
  if (text.kind === "text") {
    const place = placeOf(file.locator, text);
    const record = reading.message(text.text, { id: file.id, sessionId: reading.sessionId, time: text.time }, place);
    batches.add(record, text.text.length);
    return record.kind === "message" ? record.timeCreated : text.time;
  }
  if (text.kind === "failure") batches.add(reading.unreadableMessage(file.id, file.locator, text.reason, text.detail, text.stamp));
  return 0;
}

function addPart(file: SessionFile & { kind: "part" }, text: FileReading, messageTime: number, reading: SessionReading, batches: Batches): void {
  if (text.kind === "failure") batches.add(reading.unreadablePart(file.id, file.locator, text.reason, text.detail, text.stamp));
  if (text.kind !== "text") return;
  const time = file.isOrphan || messageTime === 0 ? text.time : messageTime;
  const origin = { id: file.id, messageId: file.messageId, sessionId: reading.sessionId, time };
  const record = reading.part(text.text, origin, placeOf(file.locator, text));
  if (record) batches.add(record, text.text.length);
  if (record?.kind === "toolCall" && file.isOrphan) {
    batches.add(reading.deadLetter(file.locator, "orphan", "A tool call whose message is missing; the call itself is shown.", "orphan"));
  }
}

/** A file that changed in the moment in which it was read may have changed once more within the same tick: no later stamp is its. */
function placeOf(locator: string, { stamp, changed }: FileReading & { kind: "text" }): Place {
  return { locator, stamp: isSettled(changed) ? stamp : `${stamp}~` };
}

/** A file that is as it was when it was read; undefined where it has to be read. */
function keptFile(path: string, record: KnownRecord | undefined): { stamp: string; time: number; changed: number; record: KnownRecord } | undefined {
  if (record === undefined) return undefined;
  const now = stampAt(path);
  return now !== null && now.stamp === record.stamp ? { ...now, record } : undefined;
}

function timeOfMessage(plan: SessionPlan, messageId: string, reader: FileReader): number {
  const text = reader.read(join(plan.directory, "storage", "message", plan.session.id, `${messageId}.json`));
  if (text.kind !== "text") return 0;
  const fields = parseObject(text.text);
  const message = fields ? readMessage(fields, { id: messageId, sessionId: plan.session.id, time: text.time }) : undefined;
  return message?.kind === "message" ? message.timeCreated : text.time;
}
