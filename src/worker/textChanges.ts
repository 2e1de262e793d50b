import { resolve } from "node:path";
import { kindOfTool } from "../model/toolKind.js";

/** A text that a call put into a file. Untrusted as the arguments are. */
export interface Change {
  /** Absolute. */
  readonly path: string;
  /** What was there; null for a file that was written as a whole. */
  readonly before: string | null;
  readonly after: string;
}

/** Changes of one call that are given; a patch can have very many. */
const CHANGES_LIMIT = 500;

type Arguments = Readonly<Record<string, unknown>>;

/**
 * What a call of one of OpenCode's writing tools does to files, as its arguments say; empty for other tools.
 *
 * @param directory of the session, absolute: paths may be relative to it
 */
export function textChanges(tool: string, args: Arguments, directory: string): Change[] {
  if (kindOfTool(tool) !== "write") return [];
  const path = textOf(args["filePath"]);
  const at = (name: string): string => resolve(directory, name);
  const patch = textOf(args["patchText"]) ?? textOf(args["patch"]);
  if (patch !== null) return patchChanges(patch, at).slice(0, CHANGES_LIMIT);
  if (path === null) return [];
  const content = textOf(args["content"]);
  if (content !== null) return [{ path: at(path), before: null, after: content }];
  const edits = Array.isArray(args["edits"]) ? (args["edits"] as unknown[]) : [args];
  return edits.slice(0, CHANGES_LIMIT).flatMap((edit) => editChange(edit, at(path)));
}

function editChange(edit: unknown, path: string): Change[] {
  if (typeof edit !== "object" || edit === null) return [];
  const { oldString, newString } = edit as Arguments;
  const [before, after] = [textOf(oldString), textOf(newString)];
  return before === null || after === null ? [] : [{ path, before, after }];
}

/** Files and hunks of OpenCode's patch format: `*** Add File:`, `*** Update File:`, `@@`, and lines that begin with a blank, `-` or `+`. */
function patchChanges(patch: string, at: (name: string) => string): Change[] {
  const changes: Change[] = [];
  let file: { readonly path: string; readonly isNew: boolean } | null = null;
  let [before, after]: [string[], string[]] = [[], []];
  const close = (): void => {
    if (file !== null && before.length + after.length > 0) changes.push({ path: file.path, before: file.isNew ? null : before.join("\n"), after: after.join("\n") });
    [before, after] = [[], []];
  };
  for (const line of patch.split("\n")) {
    const [, verb, name] = /^\*\*\* (Add|Update|Delete) File: (.+)$/.exec(line) ?? [];
    if (name !== undefined || line.startsWith("@@") || line.startsWith("*** End")) close();
    if (name !== undefined) file = verb === "Delete" ? null : { path: at(name.trim()), isNew: verb === "Add" };
    else if (line.startsWith("+")) after.push(line.slice(1));
    else if (line.startsWith("-")) before.push(line.slice(1));
    else if (line.startsWith(" ") || line === "") [before, after].forEach((lines) => lines.push(line.slice(1)));
  }
  close();
  return changes;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
