import { firstMarker } from "../../model/mergeConflict.js";
import { neutralise, replaceDeceptive } from "../../model/neutralise.js";
import type { TeamSuppression } from "../../model/suppression.js";
import { LARGEST_TEAM_FILE } from "../../model/teamFile.js";
import { ENTRY_FIELDS, expiryOf, FILE_FIELDS, FILE_VERSION, MOST_ENTRIES, TEXT_FIELDS, type TextField } from "./fileFormat.js";
import { patternKey } from "./mergeSuppressions.js";
import { fieldsOf, parseJson, type JsonFields, type JsonNode } from "./parseJson.js";
import { Problems, type SuppressionProblem } from "./problems.js";

/**
 * The entries of a `.spotter/suppressions.json`, in its order, or what is wrong with it, by line. A file counts as a whole: with a problem it has no
 * entries. Never throws.
 */
export function parseSuppressions(text: string): { readonly entries: readonly TeamSuppression[]; readonly problems: readonly SuppressionProblem[] } {
  const problems = new Problems(text);
  const entries = read(text, problems);
  return problems.any ? { entries: [], problems: problems.all() } : { entries, problems: [] };
}

function read(text: string, problems: Problems): readonly TeamSuppression[] {
  const bytes = Buffer.byteLength(text);
  const marker = firstMarker(text);
  if (bytes > LARGEST_TEAM_FILE) problems.add(0, "tooLarge", bytes, LARGEST_TEAM_FILE);
  else if (marker !== null) problems.add(marker, "conflict");
  else if (text.trim() === "") problems.add(0, "empty");
  else return readFile(text, problems);
  return [];
}

function readFile(text: string, problems: Problems): readonly TeamSuppression[] {
  checkCharacters(text, problems);
  // A blank in place of the mark keeps every offset.
  const root = parseJson(text.replace(/^\ufeff/, " "), problems);
  if (root === null) return [];
  if (root.type !== "object") {
    problems.add(root.offset, "noObject");
    return [];
  }
  const fields = fieldsOf(root, FILE_FIELDS, problems);
  checkVersion(fields, root, problems);
  const schema = fields.get("$schema");
  if (schema && schema.value.type !== "string") problems.add(schema.offset, "schema");
  const list = fields.get("suppressions");
  if (list?.value.type === "array") return readEntries(list.value.children ?? [], problems);
  problems.add(list?.offset ?? root.offset, "noList");
  return [];
}

/** What a reviewer would not see, or not as it is. */
function checkCharacters(text: string, problems: Problems): void {
  if (text.startsWith("\ufeff")) problems.add(0, "byteOrderMark");
  let offset = 0;
  for (const line of text.split("\n")) {
    const words = (offset === 0 ? line.replace(/^\ufeff/, "") : line).replace(/\r$/, "");
    let hidden: string | null = null;
    replaceDeceptive(words, (char) => (hidden ??= char));
    if (hidden !== null) problems.add(offset, "hidden", neutralise(hidden));
    if (line.includes("\ufffd")) problems.add(offset, "unreadable");
    offset += line.length + 1;
  }
}

function checkVersion(fields: JsonFields, root: JsonNode, problems: Problems): void {
  const version = fields.get("version");
  const value: unknown = version?.value.value;
  if (value === FILE_VERSION) return;
  if (typeof value === "number" && Number.isInteger(value) && value > FILE_VERSION) problems.add(version!.offset, "newerVersion", value);
  else problems.add(version?.offset ?? root.offset, "noVersion");
}

function readEntries(nodes: readonly JsonNode[], problems: Problems): TeamSuppression[] {
  const beyond = nodes[MOST_ENTRIES];
  if (beyond) problems.add(beyond.offset, "tooMany", nodes.length, MOST_ENTRIES);
  const lines = new Map<string, number>();
  return nodes.slice(0, MOST_ENTRIES).flatMap((node) => {
    const entry = readEntry(node, problems);
    if (entry === null) return [];
    const key = patternKey(entry);
    const earlier = lines.get(key);
    if (earlier !== undefined) problems.add(node.offset, "entryTwice", earlier);
    else lines.set(key, problems.lineAt(node.offset));
    return [entry];
  });
}

function readEntry(node: JsonNode, problems: Problems): TeamSuppression | null {
  if (node.type !== "object") {
    problems.add(node.offset, "noEntry");
    return null;
  }
  const fields = fieldsOf(node, ENTRY_FIELDS, problems);
  const texts = TEXT_FIELDS.map((field) => readText(field, fields, node, problems));
  const [rule, normalised, target, reason, by] = texts;
  const entry = { expires: readExpiry(fields, problems), critical: readCritical(fields, problems) };
  return texts.includes(null) ? null : { rule: rule!, normalised: normalised!, target: target!, reason: reason!, by: by!, ...entry };
}

/** Empty where it is left out; null where it cannot be used. */
function readText({ name, isRequired, longest, pattern, otherwise }: TextField, fields: JsonFields, node: JsonNode, problems: Problems): string | null {
  const field = fields.get(name);
  if (!field && !isRequired) return "";
  const value: unknown = field?.value.value;
  const wrong = !field ? "missing" : typeof value !== "string" ? "noText" : value.length > longest ? "tooLong" : pattern && !pattern.test(value) ? otherwise! : null;
  if (wrong === null) return value as string;
  problems.add(field?.offset ?? node.offset, wrong, name, ...(wrong === "tooLong" ? [(value as string).length, longest] : []));
  return null;
}

function readExpiry(fields: JsonFields, problems: Problems): number | null {
  const field = fields.get("expires");
  if (!field) return null;
  const value: unknown = field.value.value;
  const expires = typeof value === "string" ? expiryOf(value) : null;
  if (expires === null) problems.add(field.offset, "expires");
  return expires;
}

function readCritical(fields: JsonFields, problems: Problems): boolean {
  const field = fields.get("critical");
  if (!field) return false;
  const value: unknown = field.value.value;
  if (typeof value !== "boolean") problems.add(field.offset, "critical");
  return value === true;
}
