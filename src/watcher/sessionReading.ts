import type { CensusRecord, DeadLetterReason, DeadLetterRecord, MessageRecord, ToolCallRecord } from "../model/storage.js";
import { parseObject, type JsonObject } from "./fields.js";
import { readMessage, readPart, type Origin, type PartOrigin } from "./parts.js";

/** Longest record that is parsed, in characters: a part of 50 MB is read, an endless one is not. */
export const MAX_RECORD_LENGTH = 64 * 1024 * 1024;

/** What is known of one session while it is read: each record is counted exactly once, whatever it turns out to be. */
export class SessionReading {
  private readonly messageIds: string[] = [];
  private readonly toolCallIds: string[] = [];
  private readonly deadLetters: string[] = [];
  private parts = 0;
  private toolParts = 0;
  private unknownShapes = 0;

  constructor(readonly sessionId: string) {}

  /** Reads the text of a message. */
  message(text: string, origin: Origin, locator: string): MessageRecord | DeadLetterRecord {
    this.messageIds.push(origin.id);
    const fields = this.parse(text, locator);
    if ("kind" in fields) return fields.record;
    const message = readMessage(fields.object, origin);
    return message.kind === "unreadable" ? this.deadLetter(locator, message.reason, message.detail) : message;
  }

  /** Reads the text of a part; undefined where there is nothing in it to keep. */
  part(text: string, origin: PartOrigin, locator: string): ToolCallRecord | DeadLetterRecord | undefined {
    this.parts++;
    const fields = this.parse(text, locator);
    if ("kind" in fields) {
      this.toolCallIds.push(origin.id);
      return fields.record;
    }
    const reading = readPart(fields.object, origin);
    switch (reading.kind) {
      case "toolCall":
        this.toolParts++;
        this.toolCallIds.push(reading.call.id);
        return reading.call;
      case "content":
        return undefined;
      case "unknown":
        if (reading.isTool) this.toolParts++;
        this.unknownShapes++;
        return undefined;
      case "unreadable":
        if (reading.isTool) this.toolParts++;
        this.toolCallIds.push(origin.id);
        return this.deadLetter(locator, reading.reason, reading.detail);
    }
  }

  /** A message whose text could not be had. */
  unreadableMessage(id: string, locator: string, reason: DeadLetterReason, detail: string): DeadLetterRecord {
    this.messageIds.push(id);
    return this.deadLetter(locator, reason, detail);
  }

  /** A part whose text could not be had. */
  unreadablePart(id: string, locator: string, reason: DeadLetterReason, detail: string): DeadLetterRecord {
    this.parts++;
    this.toolCallIds.push(id);
    return this.deadLetter(locator, reason, detail);
  }

  deadLetter(locator: string, reason: DeadLetterReason, detail: string): DeadLetterRecord {
    this.deadLetters.push(locator);
    return { kind: "deadLetter", locator, sessionId: this.sessionId, reason, detail };
  }

  get hasDeadLetters(): boolean {
    return this.deadLetters.length > 0;
  }

  census(): CensusRecord {
    return {
      kind: "census",
      sessionId: this.sessionId,
      messageIds: this.messageIds,
      toolCallIds: this.toolCallIds,
      parts: this.parts,
      toolParts: this.toolParts,
      unknownShapes: this.unknownShapes,
      deadLetters: this.deadLetters,
    };
  }

  private parse(text: string, locator: string): { object: JsonObject } | { kind: "deadLetter"; record: DeadLetterRecord } {
    const complaint = textComplaint(text);
    if (complaint === undefined) {
      const object = parseObject(text);
      if (object) return { object };
      const [reason, detail] =
        object === null
          ? (["unexpected-shape", "JSON, but no object."] as const)
          : (["malformed-json", `${text.length} characters that are no complete JSON: cut short, or being written.`] as const);
      return { kind: "deadLetter", record: this.deadLetter(locator, reason, detail) };
    }
    return { kind: "deadLetter", record: this.deadLetter(locator, complaint[0], complaint[1]) };
  }
}

/** Why a text is not worth parsing, or undefined. */
function textComplaint(text: string): readonly [DeadLetterReason, string] | undefined {
  if (text.length === 0) return ["empty", "Nothing in it: zero bytes."];
  if (text.length > MAX_RECORD_LENGTH) return ["too-large", `${text.length} characters, more than are read of one record.`];
  return undefined;
}
