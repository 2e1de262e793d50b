import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { RuleBook, type RuleFile, type RuleFileProblem } from "../scoring/sigma/ruleBook.js";
import { errorCode } from "../store/files.js";

/** Where a workspace keeps rules of its own: most have none, which is nothing to tell. */
const WORKSPACE_RULES = `${sep}.spotter${sep}rules`;

/** Files of one folder of rules, and how deep its folders are followed. */
const FILE_LIMIT = 5_000;
const DEPTH_LIMIT = 8;
/** Bytes; what is larger is no file of rules, and is not brought into memory. */
const SIZE_LIMIT = 1024 * 1024;

/**
 * The rules of files and folders (`.yml` and `.yaml` in them, in the order of their names). What cannot be read is a problem of the book, and the
 * others still work.
 */
export function readRuleBook(paths: readonly string[]): RuleBook {
  const files = new Map<string, RuleFile>();
  const problems: RuleFileProblem[] = [];
  for (const path of paths) {
    for (const file of filesAt(path, problems)) {
      if (files.has(file)) continue;
      const text = textOf(file, problems);
      if (text !== null) files.set(file, { path: file, text });
    }
  }
  return new RuleBook([...files.values()], problems);
}

function filesAt(path: string, problems: RuleFileProblem[]): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const found = walk(path, 0);
    if (found.length > FILE_LIMIT) problems.push(unreadable(path, `The folder holds ${found.length} files of rules; the first ${FILE_LIMIT} are used.`));
    return found.slice(0, FILE_LIMIT);
  } catch (error) {
    if (errorCode(error) === "ENOENT" && path.endsWith(WORKSPACE_RULES)) return [];
    problems.push(unreadable(path, `It cannot be read (${errorCode(error)}), so no rule of it is used. Check the path and its permissions.`));
    return [];
  }
}

/** Names, sizes and times of the files; another text where one of them was changed, added or removed. */
export function ruleFilesState(paths: readonly string[]): string {
  return paths.flatMap((path) => filesAt(path, []).map((file) => `${file} ${stampOf(file)}`)).join("\n");
}

function stampOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    return errorCode(error);
  }
}

function walk(folder: string, depth: number): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    // Links inside a folder are not followed: they may lead out of it, or in a circle.
    if (entry.isDirectory()) return depth < DEPTH_LIMIT ? walk(path, depth + 1) : [];
    return entry.isFile() && /\.ya?ml$/i.test(entry.name) ? [path] : [];
  });
}

function textOf(path: string, problems: RuleFileProblem[]): string | null {
  try {
    const { size } = statSync(path);
    if (size <= SIZE_LIMIT) return readFileSync(path, "utf8");
    problems.push({ kind: "too-large", line: 1, message: `The file has ${size} bytes; a file of rules has ${SIZE_LIMIT} at most. So no rule of it is used; split it.`, path });
  } catch (error) {
    problems.push(unreadable(path, `It cannot be read (${errorCode(error)}), so no rule of it is used. Check the path and its permissions.`));
  }
  return null;
}

function unreadable(path: string, message: string): RuleFileProblem {
  return { kind: "unreadable", line: 1, message, path };
}
