// Named by file: what the package gives to Node loads its parts by names that no bundler sees.
import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser/lib/esm/main.js";
import { oneLine } from "../../model/neutralise.js";
import type { Problems } from "./problems.js";

export type JsonNode = Node;

/** Fields of an object by name, each with the places of its name and its value. */
export type JsonFields = ReadonlyMap<string, { readonly offset: number; readonly value: JsonNode }>;

/** By the parser's name for it. */
const WRONG: Readonly<Record<string, string>> = {
  InvalidSymbol: "Here stands what JSON does not have: texts stand in double quotes, and beside them there are numbers, true, false and null alone.",
  CommaExpected: "A comma is missing before this: each entry but the last ends with one.",
  PropertyNameExpected: "The name of a field is missing here, or the comma before it is too much: names stand in double quotes, and the last one has no comma after it.",
  ValueExpected: "A value is missing here, or the comma before it is too much: after the last entry there is none.",
  CloseBraceExpected: "A '}' is missing here.",
  CloseBracketExpected: "A ']' is missing here.",
  EndOfFileExpected: "The file should have ended before this: remove what follows.",
  InvalidCommentToken: "JSON has no comments: say it in 'reason', or remove it.",
  UnexpectedEndOfString: 'The text is not closed on this line: put a \'"\' at its end, and \\n for a line break in it.',
  InvalidCharacter: "A control character stands in a text: write it as \\u and four digits.",
  InvalidEscapeCharacter: "A text holds a backslash that begins nothing known: write \\\\ for a backslash.",
};

/** The file's value with the place of each part; null where it is no JSON, which is then a problem. */
export function parseJson(text: string, problems: Problems): JsonNode | null {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { disallowComments: true });
    const [first] = errors;
    if (root !== undefined && first === undefined) return root;
    // The others follow from the first.
    const wrong = first && WRONG[printParseErrorCode(first.error)];
    problems.add(first?.offset ?? 0, `This is no JSON. ${wrong ?? "Correct it, or take the file's last version that had no problem."}`);
  } catch (error) {
    // Thousands of open brackets exhaust the parser's stack: the one thing that it throws for.
    if (!(error instanceof RangeError)) throw error;
    problems.add(0, "The file is nested too deeply to be one of suppressions. Write it as docs/suppressions.md says.");
  }
  return null;
}

/** The fields of an object, each of them known and there once; what is not is a problem. */
export function fieldsOf(object: JsonNode, known: readonly string[], problems: Problems): JsonFields {
  const fields = new Map<string, { offset: number; value: JsonNode }>();
  for (const { offset, children } of object.children ?? []) {
    const [key, value] = children as [JsonNode, JsonNode];
    const name = key.value as string;
    if (!known.includes(name)) problems.add(offset, `${quoted(name)} is no field here: correct it to one of ${known.join(", ")}, or remove it.`);
    else if (fields.has(name)) problems.add(offset, `'${name}' stands here twice, and only one of them would count: remove one.`);
    else fields.set(name, { offset, value });
  }
  return fields;
}

function quoted(name: string): string {
  return `'${oneLine(name, 40)}'`;
}
