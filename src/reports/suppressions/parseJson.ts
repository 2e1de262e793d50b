// Named by file: what the package gives to Node loads its parts by names that no bundler sees.
import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser/lib/esm/main.js";
import { oneLine } from "../../model/neutralise.js";
import { PROBLEM_TEXTS, type ProblemText } from "./problemTexts.js";
import type { Problems } from "./problems.js";

export type JsonNode = Node;

/** Fields of an object by name, each with the places of its name and its value. */
export type JsonFields = ReadonlyMap<string, { readonly offset: number; readonly value: JsonNode }>;

/** The file's value with the place of each part; null where it is no JSON, which is then a problem. */
export function parseJson(text: string, problems: Problems): JsonNode | null {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { disallowComments: true });
    const [first] = errors;
    if (root !== undefined && first === undefined) return root;
    // The others follow from the first.
    const name = first ? printParseErrorCode(first.error) : "";
    problems.add(first?.offset ?? 0, name in PROBLEM_TEXTS ? (name as ProblemText) : "noJson");
  } catch (error) {
    // Thousands of open brackets exhaust the parser's stack: the one thing that it throws for.
    if (!(error instanceof RangeError)) throw error;
    problems.add(0, "tooDeep");
  }
  return null;
}

/** The fields of an object, each of them known and there once; what is not is a problem. */
export function fieldsOf(object: JsonNode, known: readonly string[], problems: Problems): JsonFields {
  const fields = new Map<string, { offset: number; value: JsonNode }>();
  for (const { offset, children } of object.children ?? []) {
    const [key, value] = children as [JsonNode, JsonNode];
    const name = key.value as string;
    if (!known.includes(name)) problems.add(offset, "unknownField", oneLine(name, 40), known.join(", "));
    else if (fields.has(name)) problems.add(offset, "fieldTwice", name);
    else fields.set(name, { offset, value });
  }
  return fields;
}
