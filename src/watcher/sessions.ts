import type { ProjectRecord, SessionRecord } from "../model/storage.js";
import { untrusted } from "../model/untrusted.js";
import { asFilledText, asObject, asText, asTime, parseObject, type JsonObject } from "./fields.js";

/** Reads a session file of the JSON storage. Undefined where it is of another shape. */
export function readSessionFile(file: JsonObject, id: string, projectId: string, fileTime: number): SessionRecord | undefined {
  const directory = asText(file["directory"]);
  const time = asObject(file["time"]);
  if (directory === null || time === undefined) return undefined;
  return {
    kind: "session",
    id,
    parentId: asFilledText(file["parentID"]),
    projectId: asFilledText(file["projectID"]) ?? projectId,
    directory,
    title: untrusted(asText(file["title"]) ?? ""),
    version: asFilledText(file["version"]),
    agent: null,
    modelId: null,
    timeCreated: asTime(time["created"]) ?? fileTime,
    timeUpdated: asTime(time["updated"]) ?? fileTime,
    timeArchived: asTime(time["archived"]),
  };
}

/** Reads a row of table `session`; columns that its version of OpenCode does not have are missing from it. */
export function readSessionRow(row: JsonObject): SessionRecord | undefined {
  const id = asFilledText(row["id"]);
  if (id === null) return undefined;
  const model = asText(row["model"]);
  const modelFields = model === null ? undefined : parseObject(model);
  return {
    kind: "session",
    id,
    parentId: asFilledText(row["parent_id"]),
    projectId: asText(row["project_id"]) ?? "",
    directory: asText(row["directory"]) ?? "",
    title: untrusted(asText(row["title"]) ?? ""),
    version: asFilledText(row["version"]),
    agent: asFilledText(row["agent"]),
    modelId: asFilledText(modelFields?.["id"]),
    timeCreated: asTime(row["time_created"]) ?? 0,
    timeUpdated: asTime(row["time_updated"]) ?? 0,
    timeArchived: asTime(row["time_archived"]),
  };
}

/**
 * The record of a session whose own row or file is missing or broken, made of what its messages tell: its calls were made
 * all the same, and must be seen.
 */
export function sessionWithoutRecord(id: string, projectId: string, directory: string, time: number): SessionRecord {
  return {
    kind: "session", id, parentId: null, projectId, directory, title: untrusted(""), version: null, agent: null, modelId: null,
    timeCreated: time, timeUpdated: time, timeArchived: null,
  };
}

/** The directory that a message says it ran in (`path.cwd`). */
export function messageDirectory(message: JsonObject): string | null {
  return asFilledText(asObject(message["path"])?.["cwd"]);
}

export function readProject(fields: JsonObject, id: string): ProjectRecord | undefined {
  const worktree = asFilledText(fields["worktree"]);
  return worktree === null ? undefined : { kind: "project", id, worktree };
}
