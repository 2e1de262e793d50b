import { readFileSync, readdirSync, statSync, type Dirent } from "node:fs";
import { join, sep } from "node:path";
import { RuleBook, type RuleFile, type RuleFileProblem } from "../scoring/sigma/ruleBook.js";
import { errorCode } from "../disk/files.js";

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
    const found = walk(path, 0, problems);
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

function walk(folder: string, depth: number, problems: RuleFileProblem[]): string[] {
  return entriesOf(folder, depth, problems).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const path = join(folder, entry.name);
    const isRules = /\.ya?ml$/i.test(entry.name);
    if (entry.isDirectory() && depth < DEPTH_LIMIT) return walk(path, depth + 1, problems);
    if (entry.isDirectory()) problems.push(unreadable(path, `Folders of rules are followed ${DEPTH_LIMIT} deep, so no rule in it is used. Name it in spotter.rules.paths.`));
    // Links inside a folder are not followed: they may lead out of it, or in a circle.
    else if (entry.isSymbolicLink() && isRules) problems.push(unreadable(path, "A link inside of a folder is not followed, so no rule of it is used. Name what it leads to in spotter.rules.paths."));
    return entry.isFile() && isRules ? [path] : [];
  });
}

/** A folder in the folder that cannot be read takes the others' rules with it as little as a file does. */
function entriesOf(folder: string, depth: number, problems: RuleFileProblem[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (depth === 0) throw error;
    problems.push(unreadable(folder, `It cannot be read (${errorCode(error)}), so no rule in it is used. Check its permissions.`));
    return [];
  }
}

function textOf(path: string, problems: RuleFileProblem[]): string | null {
  try {
    const stat = statSync(path);
    // A pipe would be waited for.
    if (!stat.isFile()) problems.push(unreadable(path, "It is no file, so no rule of it is used."));
    else if (stat.size > SIZE_LIMIT) problems.push({ kind: "too-large", line: 1, message: `The file has ${stat.size} bytes; a file of rules has ${SIZE_LIMIT} at most. So no rule of it is used; split it.`, path });
    else return utf8Of(readFileSync(path), path, problems);
  } catch (error) {
    problems.push(unreadable(path, `It cannot be read (${errorCode(error)}), so no rule of it is used. Check the path and its permissions.`));
  }
  return null;
}

/** In another encoding a rule would be read, and never hold. */
function utf8Of(bytes: Buffer, path: string, problems: RuleFileProblem[]): string | null {
  const text = new TextDecoder().decode(bytes);
  const wrong = text.search(/[\ufffd\0]/);
  if (wrong === -1) return text;
  problems.push({ ...unreadable(path, "The file is not in UTF-8 (or holds a NUL or U+FFFD), so no rule of it is used. Save it as UTF-8."), line: text.slice(0, wrong).split("\n").length });
  return null;
}

function unreadable(path: string, message: string): RuleFileProblem {
  return { kind: "unreadable", line: 1, message, path };
}
