import type { CensusRecord, DeadLetterReason, DeadLetterRecord, MessageRecord, ToolCallRecord } from "../model/storage.js";
import { digestOf } from "./digest.js";
import { parseObject, type JsonObject } from "./fields.js";
import { readMessage, readPart, type Origin, type PartOrigin } from "./parts.js";
import { readPrompt } from "./prompts.js";
import type { KnownRecord, KnownRecords, RecordKind } from "./sessionMemory.js";

/** Longest record that is parsed, in characters: a part of 50 MB is read, an endless one is not. */
export const MAX_RECORD_LENGTH = 64 * 1024 * 1024;

/** Where a record lies, and what tells whether it changed. */
export interface Place {
  /** Path of the file below the data directory, or `table/id`. */
  readonly locator: string;
  readonly stamp: string | number;
}

/** What is known of one session while it is read: each record is counted exactly once, whatever it turns out to be. */
export class SessionReading {
  private readonly messageIds: string[] = [];
  private readonly toolCallIds: string[] = [];
  private readonly promptIds: string[] = [];
  private readonly deadLetters: string[] = [];
  private readonly records = new Map<string, KnownRecord>();
  /** The user's messages, with the time of each; null where it was read before. */
  private readonly prompted = new Map<string, number | null>();
  private parts = 0;
  private toolParts = 0;
  private unknownShapes = 0;
  private lastChange = 0;

  constructor(readonly sessionId: string) {}

  /** Reads the text of a message. */
  message(text: string, origin: Origin, place: Place): MessageRecord | DeadLetterRecord {
    this.messageIds.push(origin.id);
    const fields = this.parse(text, place.locator);
    if ("kind" in fields) return fields.record;
    const message = readMessage(fields.object, origin);
    if (message.kind === "unreadable") return this.deadLetter(place.locator, message.reason, message.detail, digestOf(text));
    this.know(place, message.role === "user" ? "userMessage" : "message");
    if (message.role === "user") this.prompted.set(message.id, message.timeCreated);
    return message;
  }

  /** Reads the text of a part; undefined where there is nothing in it to keep. */
  part(text: string, origin: PartOrigin, place: Place): ToolCallRecord | DeadLetterRecord | undefined {
    this.parts++;
    const fields = this.parse(text, place.locator);
    if ("kind" in fields) {
      this.toolCallIds.push(origin.id);
      return fields.record;
    }
    const reading = readPart(fields.object, origin);
    switch (reading.kind) {
      case "toolCall":
        this.toolParts++;
        this.toolCallIds.push(reading.call.id);
        this.know(place, "call");
        return reading.call;
      case "content":
        return this.content(fields.object, origin, place);
      case "unknown":
        if (reading.isTool) this.toolParts++;
        this.unknownShapes++;
        this.know(place, reading.isTool ? "unknownTool" : "unknown");
        return undefined;
      case "unreadable":
        if (reading.isTool) this.toolParts++;
        this.toolCallIds.push(origin.id);
        return this.deadLetter(place.locator, reading.reason, reading.detail, digestOf(text));
    }
  }

  /** Of what is no call, prompts alone are looked at. */
  private content(part: JsonObject, origin: PartOrigin, place: Place): ToolCallRecord | undefined {
    const said = this.prompted.get(origin.messageId);
    const prompt = said === undefined ? undefined : readPrompt(part, { ...origin, time: said ?? origin.time });
    this.know(place, prompt === undefined ? "content" : "prompt");
    if (prompt !== undefined) this.promptIds.push(prompt.id);
    return prompt;
  }

  /** Counts a record that has not changed since it was read. */
  keep(id: string, locator: string, known: KnownRecord): void {
    this.records.set(locator, known);
    if (known.kind === "message" || known.kind === "userMessage") {
      this.messageIds.push(id);
      if (known.kind === "userMessage") this.prompted.set(id, null);
      return;
    }
    this.parts++;
    if (known.kind === "call") this.toolCallIds.push(id);
    if (known.kind === "prompt") this.promptIds.push(id);
    if (known.kind === "call" || known.kind === "unknownTool") this.toolParts++;
    if (known.kind === "unknown" || known.kind === "unknownTool") this.unknownShapes++;
  }

  /** Counts a message of a type that this version knows and keeps nothing of, or does not know. */
  otherMessage(id: string, isKnown: boolean): void {
    this.messageIds.push(id);
    if (!isKnown) this.unknownShapes++;
  }

  /** A message whose text could not be had. */
  unreadableMessage(id: string, locator: string, reason: DeadLetterReason, detail: string, hash: string): DeadLetterRecord {
    this.messageIds.push(id);
    return this.deadLetter(locator, reason, detail, hash);
  }

  /** A part whose text could not be had. */
  unreadablePart(id: string, locator: string, reason: DeadLetterReason, detail: string, hash: string): DeadLetterRecord {
    this.parts++;
    this.toolCallIds.push(id);
    return this.deadLetter(locator, reason, detail, hash);
  }

  deadLetter(locator: string, reason: DeadLetterReason, detail: string, hash: string): DeadLetterRecord {
    this.deadLetters.push(locator);
    return { kind: "deadLetter", locator, sessionId: this.sessionId, reason, detail, hash };
  }

  /** Notes when OpenCode wrote to a record of the session. */
  changedAt(time: number): void {
    this.lastChange = Math.max(this.lastChange, time);
  }

  get hasDeadLetters(): boolean {
    return this.deadLetters.length > 0;
  }

  /** What was read, for the next reading; undefined where a dead letter wants the session to be read whole again. */
  get known(): KnownRecords | undefined {
    return this.hasDeadLetters ? undefined : this.records;
  }

  /** @param isPartial something of the session could not even be listed */
  census(isPartial = false): CensusRecord {
    return {
      ...(isPartial ? { isPartial } : {}),
      kind: "census",
      sessionId: this.sessionId,
      messageIds: this.messageIds,
      toolCallIds: this.toolCallIds,
      promptIds: this.promptIds,
      parts: this.parts,
      toolParts: this.toolParts,
      unknownShapes: this.unknownShapes,
      deadLetters: this.deadLetters,
      lastChange: this.lastChange,
    };
  }

  private know(place: Place, kind: RecordKind): void {
    this.records.set(place.locator, { stamp: place.stamp, kind });
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
      return { kind: "deadLetter", record: this.deadLetter(locator, reason, detail, digestOf(text)) };
    }
    return { kind: "deadLetter", record: this.deadLetter(locator, complaint[0], complaint[1], String(text.length)) };
  }
}

/** Why a text is not worth parsing, or undefined. */
function textComplaint(text: string): readonly [DeadLetterReason, string] | undefined {
  if (text.length === 0) return ["empty", "Nothing in it: zero bytes."];
  if (text.length > MAX_RECORD_LENGTH) return ["too-large", `${text.length} characters, more than are read of one record.`];
  return undefined;
}
