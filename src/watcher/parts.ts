import type { ToolCallStatus } from "../model/outcome.js";
import type { DeadLetterReason, MessageRecord, ShapeVersion, ToolCallRecord } from "../model/storage.js";
import { untrusted } from "../model/untrusted.js";
import { asAmount, asFilledText, asObject, asText, asTime, withinDepth, type JsonObject } from "./fields.js";
import { outcomeOf } from "./outcome.js";

/** Where a record lies, and the time to take where it names none itself. */
export interface Origin {
  readonly id: string;
  readonly sessionId: string;
  /** Milliseconds since 1970: the row's or the file's. */
  readonly time: number;
}

export interface PartOrigin extends Origin {
  readonly messageId: string;
  /** The shape that the part was written in; left out for that of OpenCode 1.x. */
  readonly shapeVersion?: ShapeVersion;
}

/** A record that is there but cannot be used. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly reason: DeadLetterReason;
  readonly detail: string;
}

/** What a part turned out to be. `isTool` tells the tool parts among those that gave no call. */
export type PartReading =
  | { readonly kind: "toolCall"; readonly call: ToolCallRecord }
  | { readonly kind: "content" }
  | { readonly kind: "unknown"; readonly isTool: boolean }
  | (Unreadable & { readonly isTool: boolean });

/** Part types of OpenCode 1.1 to 1.18 besides `tool`; nothing of them is stored. */
const CONTENT_TYPES: ReadonlySet<string> = new Set([
  "text", "reasoning", "file", "agent", "subtask", "compaction", "step-start", "step-finish", "patch", "retry", "snapshot",
]);

const STATUSES: ReadonlySet<string> = new Set<ToolCallStatus>(["pending", "running", "completed", "error"]);

/** Levels of nesting that arguments keep. */
const ARGUMENT_DEPTH = 100;

export function unreadable(reason: DeadLetterReason, detail: string): Unreadable {
  return { kind: "unreadable", reason, detail };
}

/** Reads one part (the JSON of a part file, or of a part row's `data`). */
export function readPart(part: JsonObject, origin: PartOrigin): PartReading {
  const type = part["type"];
  if (typeof type !== "string") return { ...unreadable("unexpected-shape", "A part without a type."), isTool: false };
  if (type === "tool") return readToolPart(part, origin);
  return CONTENT_TYPES.has(type) ? { kind: "content" } : { kind: "unknown", isTool: false };
}

function readToolPart(part: JsonObject, origin: PartOrigin): PartReading {
  const tool = asFilledText(part["tool"]);
  const callId = asFilledText(part["callID"]);
  const state = asObject(part["state"]);
  if (tool === null || callId === null || state === undefined) {
    return { ...unreadable("unexpected-shape", "A tool part without a tool name, a call id or a state."), isTool: true };
  }
  const status = state["status"];
  if (typeof status !== "string") return { ...unreadable("unexpected-shape", "A tool part without a status."), isTool: true };
  if (!STATUSES.has(status)) return { kind: "unknown", isTool: true };
  const input = state["input"] === undefined ? {} : asObject(state["input"]);
  if (input === undefined) return { ...unreadable("unexpected-shape", "A tool part whose arguments are no object."), isTool: true };
  return { kind: "toolCall", call: toolCall(status as ToolCallStatus, tool, callId, input, state, origin) };
}

function toolCall(
  status: ToolCallStatus, tool: string, callId: string, input: JsonObject, state: JsonObject, origin: PartOrigin,
): ToolCallRecord {
  const time = asObject(state["time"]);
  const timeStart = asTime(time?.["start"]);
  const error = asText(state["error"]);
  const output = outputOf(status, state);
  const exit = exitOf(state);
  return {
    kind: "toolCall",
    id: origin.id,
    callId,
    messageId: origin.messageId,
    sessionId: origin.sessionId,
    tool,
    status,
    outcome: outcomeOf({ status, tool, error, exit, output }),
    arguments: withinDepth(input, ARGUMENT_DEPTH),
    exitCode: exit ?? null,
    error: error === null ? null : untrusted(error),
    output: output === null ? null : untrusted(output),
    shapeVersion: origin.shapeVersion ?? 1,
    // An import gives all rows its own time, which is later than the call: a call cannot begin before it exists.
    timeCreated: timeStart === null ? origin.time : Math.min(timeStart, origin.time),
    timeStart,
    timeEnd: asTime(time?.["end"]),
  };
}

/** Output of a call that has ended. While it runs the text grows with each write, and is looked at once it is whole. */
function outputOf(status: ToolCallStatus, state: JsonObject): string | null {
  if (status === "completed") return asText(state["output"]);
  // A command that was aborted left what it printed in the metadata (1.1.65).
  return status === "error" ? asText(asObject(state["metadata"])?.["output"]) : null;
}

function exitOf(state: JsonObject): number | null | undefined {
  const exit = asObject(state["metadata"])?.["exit"] ?? asObject(state["structured"])?.["exit"];
  if (typeof exit === "number" && Number.isSafeInteger(exit)) return exit;
  return asObject(state["metadata"])?.["exit"] === null ? null : undefined;
}

/** Reads one message (the JSON of a message file, or of a message row's `data`). */
export function readMessage(message: JsonObject, origin: Origin): MessageRecord | Unreadable {
  const role = message["role"];
  if (role !== "user" && role !== "assistant") return unreadable("unexpected-shape", "A message that is neither the user's nor the assistant's.");
  const model = asObject(message["model"]);
  const time = asObject(message["time"]);
  const tokens = asObject(message["tokens"]);
  const cache = asObject(tokens?.["cache"]);
  return {
    kind: "message",
    id: origin.id,
    sessionId: origin.sessionId,
    role,
    agent: asFilledText(message["agent"]) ?? asFilledText(message["mode"]),
    providerId: asFilledText(message["providerID"]) ?? asFilledText(model?.["providerID"]),
    modelId: asFilledText(message["modelID"]) ?? asFilledText(model?.["modelID"]),
    cost: asAmount(message["cost"]),
    tokens: {
      input: asAmount(tokens?.["input"]),
      output: asAmount(tokens?.["output"]),
      reasoning: asAmount(tokens?.["reasoning"]),
      cacheRead: asAmount(cache?.["read"]),
      cacheWrite: asAmount(cache?.["write"]),
    },
    timeCreated: asTime(time?.["created"]) ?? origin.time,
    timeCompleted: asTime(time?.["completed"]),
    errorName: asFilledText(asObject(message["error"])?.["name"]),
  };
}
