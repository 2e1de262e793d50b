import { isAbsolute, join } from "node:path";
import { asFilledText, asObject, asText, asTime, type JsonObject } from "./fields.js";

/** A message of the v2 engine in the words of OpenCode 1.x, so that one reader serves both. */
export interface TranslatedMessage {
  /** Null for a message that nothing is kept of, such as a switch of the model. */
  readonly message: JsonObject | null;
  readonly parts: ReadonlyArray<{ readonly id: string; readonly part: JsonObject }>;
}

/** Types of messages that the v2 engine writes beside the user's, the assistant's and the user's own shell. */
const OTHER_TYPES: ReadonlySet<string> = new Set(["system", "synthetic", "compaction", "agent-switched", "model-switched", "location-switched"]);

/** Tools that were renamed; their arguments mean the same. */
const TOOL_NAMES: Readonly<Record<string, string>> = { shell: "bash", patch: "apply_patch" };
const FILE_TOOLS: ReadonlySet<string> = new Set(["read", "edit", "write"]);

/**
 * Reads a row of `session_message`: in the v2 engine the parts of a message lie in it, and its kind is a column. Undefined
 * for a type that this version does not know. Format: OpenCode's `SessionMessage` schemas, as far as public descriptions
 * of the coming version agree.
 *
 * @param directory of the session, which paths in arguments may be relative to
 */
export function translateV2(type: string, id: string, data: JsonObject, directory: string): TranslatedMessage | undefined {
  const time = asObject(data["time"]);
  switch (type) {
    case "user":
      return { message: { role: "user", time }, parts: [{ id: `${id}/text`, part: { type: "text", text: asText(data["text"]) ?? "" } }] };
    case "shell":
      return { message: { role: "user", time }, parts: [{ id: `${id}/shell`, part: shellPart(data, id) }] };
    case "assistant":
      return { message: assistantMessage(data, time), parts: contents(data, id, directory) };
    default:
      return OTHER_TYPES.has(type) ? { message: null, parts: [] } : undefined;
  }
}

function assistantMessage(data: JsonObject, time: JsonObject | undefined): JsonObject {
  const model = asObject(data["model"]);
  const error = asObject(data["error"]);
  return {
    role: "assistant", time, agent: data["agent"], cost: data["cost"], tokens: data["tokens"], modelID: model?.["id"], providerID: model?.["providerID"],
    error: error && { name: error["name"] ?? error["type"] },
  };
}

function contents(data: JsonObject, id: string, directory: string): TranslatedMessage["parts"] {
  const content = data["content"];
  if (!Array.isArray(content)) return [];
  return content.map((value, index) => {
    const item = asObject(value) ?? {};
    // A tool's id is its callID; the others have none, and keep their place.
    const key = item["type"] === "tool" ? (asFilledText(item["id"]) ?? asFilledText(item["callID"]) ?? String(index)) : String(index);
    return { id: `${id}/${key}`, part: item["type"] === "tool" ? toolPart(item, directory) : item };
  });
}

function toolPart(item: JsonObject, directory: string): JsonObject {
  const state = asObject(item["state"]);
  const name = asFilledText(item["name"]) ?? asFilledText(item["tool"]);
  const tool = name === null ? null : (TOOL_NAMES[name] ?? name);
  const callID = item["id"] ?? item["callID"];
  return { type: "tool", tool, callID, state: state && toolState(state, tool ?? "", asObject(item["time"]), directory) };
}

function toolState(state: JsonObject, tool: string, time: JsonObject | undefined, directory: string): JsonObject {
  const status = state["status"] === "streaming" ? "pending" : state["status"];
  // While the model still writes them, arguments are the beginning of a text.
  const input = status === "pending" ? {} : withFilePath(asObject(state["input"]), tool, directory);
  const output = asText(state["output"]) ?? contentText(state["content"]);
  const error = asObject(state["error"])?.["message"] ?? state["error"];
  const start = asTime(time?.["ran"]) ?? asTime(time?.["created"]) ?? asTime(asObject(state["time"])?.["start"]);
  const end = asTime(time?.["completed"]) ?? asTime(asObject(state["time"])?.["end"]);
  const metadata = { ...asObject(state["structured"]), ...asObject(state["metadata"]), output };
  return { status, input: input ?? state["input"], output, error, metadata, title: state["title"], time: { start: start ?? undefined, end: end ?? undefined } };
}

function withFilePath(input: JsonObject | undefined, tool: string, directory: string): JsonObject | undefined {
  const path = asFilledText(input?.["path"]);
  if (input === undefined || path === null || !FILE_TOOLS.has(tool) || input["filePath"] !== undefined) return input;
  return { ...input, filePath: isAbsolute(path) || directory === "" ? path : join(directory, path) };
}

function contentText(content: unknown): string | undefined {
  if (!Array.isArray(content)) return undefined;
  return content.map((value) => asText(asObject(value)?.["text"]) ?? "").join("\n");
}

/** What a user typed after `!`: it ran without the model, as a shell call all the same. */
function shellPart(data: JsonObject, id: string): JsonObject {
  const time = asObject(data["time"]);
  const isOver = asTime(time?.["completed"]) !== null;
  const state = {
    status: isOver ? "completed" : "running", input: { command: data["command"] }, output: asText(data["output"]) ?? undefined,
    metadata: {}, time: { start: time?.["created"], end: time?.["completed"] },
  };
  return { type: "tool", tool: "bash", callID: data["callID"] ?? id, state };
}
