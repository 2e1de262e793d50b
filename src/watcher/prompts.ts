import type { ToolCallRecord } from "../model/storage.js";
import { PROMPT_TOOL } from "../model/toolKind.js";
import { asText, type JsonObject } from "./fields.js";
import type { PartOrigin } from "./parts.js";

/**
 * A part of a user's message as something to inspect: what they typed, what they gave a sub-agent to do, or what OpenCode added to it, such as
 * the text of a file that they named. Undefined where the part holds no text.
 */
export function readPrompt(part: JsonObject, origin: PartOrigin): ToolCallRecord | undefined {
  const text = part["type"] === "text" ? asText(part["text"]) : part["type"] === "subtask" ? asText(part["prompt"]) : null;
  if (text === null || text === "") return undefined;
  return {
    kind: "toolCall",
    prompt: part["synthetic"] === true ? "added" : "typed",
    id: origin.id,
    callId: "",
    messageId: origin.messageId,
    sessionId: origin.sessionId,
    tool: PROMPT_TOOL,
    status: "completed",
    outcome: "succeeded",
    arguments: { text },
    exitCode: null,
    error: null,
    output: null,
    shapeVersion: origin.shapeVersion ?? 1,
    timeCreated: origin.time,
    timeStart: origin.time,
    timeEnd: null,
  };
}
