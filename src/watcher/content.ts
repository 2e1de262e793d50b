import type { MessageContent, PartContent, SessionContent } from "../model/sessionContent.js";
import type { SessionRecord } from "../model/storage.js";
import { untrusted, type Untrusted } from "../model/untrusted.js";
import { asText, parseObject, type JsonObject } from "./fields.js";
import { readMessage, readPart, type PartOrigin } from "./parts.js";

/** Characters of JSON that one transcript is made of at most; an editor opens no larger text. */
const MAX_CONTENT = 64 * 1024 * 1024;

interface Ordered<T> {
  readonly id: string;
  readonly time: number;
  readonly value: T;
}

/** Gathers the records of one session, in whatever order they come, into its content. */
export class ContentGathering {
  private readonly messages = new Map<string, { time: number; content: MessageContent; parts: Array<Ordered<PartContent>> }>();
  private length = 0;
  private truncated = false;

  /** False once the transcript is as large as it may be: the rest need not be read. */
  get hasRoom(): boolean {
    return !this.truncated;
  }

  addMessage(text: string, origin: { id: string; sessionId: string; time: number }): void {
    const fields = parseObject(text);
    const read = fields ? readMessage(fields, origin) : undefined;
    const message = read?.kind === "message" ? read : null;
    const time = message?.timeCreated ?? origin.time;
    const known = this.messages.get(origin.id);
    this.messages.set(origin.id, { time, content: { id: origin.id, message, parts: [] }, parts: known?.parts ?? [] });
  }

  addPart(text: string, origin: PartOrigin): void {
    this.length += text.length;
    if (this.length > MAX_CONTENT) this.truncated = true;
    if (this.truncated) return;
    let owner = this.messages.get(origin.messageId);
    if (owner === undefined) {
      owner = { time: origin.time, content: { id: origin.messageId, message: null, parts: [] }, parts: [] };
      this.messages.set(origin.messageId, owner);
    }
    owner.parts.push({ id: origin.id, time: origin.time, value: partContent(text, origin) });
  }

  content(session: SessionRecord): SessionContent {
    const messages = [...this.messages.entries()]
      .sort(([idA, a], [idB, b]) => a.time - b.time || compareIds(idA, idB))
      .map(([, { content, parts }]) => ({
        ...content,
        parts: parts.sort((a, b) => a.time - b.time || compareIds(a.id, b.id)).map(({ value }) => value),
      }));
    return { session, messages, truncated: this.truncated };
  }
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function partContent(text: string, origin: PartOrigin): PartContent {
  const { id } = origin;
  const part = parseObject(text);
  if (!part) {
    const reason = text === "" ? "empty" : part === null ? "unexpected-shape" : "malformed-json";
    return { kind: "unreadable", id, reason, detail: "This part is no complete JSON object: cut short, or being written." };
  }
  const reading = readPart(part, origin);
  if (reading.kind === "unreadable") return { kind: "unreadable", id, reason: reading.reason, detail: reading.detail };
  if (reading.kind === "toolCall") return { kind: "toolCall", id, call: reading.call, title: toolTitle(part) };
  return textContent(part, id);
}

function textContent(part: JsonObject, id: string): PartContent {
  switch (part["type"]) {
    case "text":
      return { kind: "text", id, text: field(part, "text"), synthetic: part["synthetic"] === true };
    case "reasoning":
      return { kind: "reasoning", id, text: field(part, "text") };
    case "file":
      return { kind: "file", id, name: field(part, "filename"), mime: field(part, "mime"), url: field(part, "url") };
    case "subtask":
      return { kind: "subtask", id, agent: field(part, "agent"), prompt: field(part, "prompt") };
    default:
      return { kind: "other", id, type: field(part, "type") };
  }
}

function field(part: JsonObject, key: string): Untrusted {
  return untrusted(asText(part[key]) ?? "");
}

function toolTitle(part: JsonObject): Untrusted | null {
  const state = part["state"] as JsonObject | undefined;
  const title = asText(state?.["title"]);
  return title === null || title === "" ? null : untrusted(title);
}
