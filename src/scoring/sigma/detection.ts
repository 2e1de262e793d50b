import { oneLine } from "../../model/neutralise.js";
import type { Expression } from "./expression.js";
import { isField, similarField, type Field } from "./fields.js";
import { matchesOf, modifiersOf, type Modifier } from "./modifiers.js";
import { fault } from "./problem.js";
import type { YamlEntry, YamlNode, YamlScalar } from "./yamlTree.js";

/**
 * A selection as an expression: a map is all of its fields, a list is any of its items, a list of words is keywords, which
 * are looked for in every field.
 *
 * @throws {RuleFault}
 */
export function selectionOf(node: YamlNode): Expression {
  switch (node.kind) {
    case "map":
      if (node.entries.length === 0) fault("malformed", node.line, "The selection is empty, so it would select everything.");
      return { kind: "all", parts: node.entries.map(fieldOf) };
    case "list":
      if (node.items.length === 0) fault("malformed", node.line, "The selection is empty, so it would select nothing.");
      return { kind: "any", parts: node.items.map((item) => (item.kind === "scalar" ? keyword(item, []) : selectionOf(item))) };
    case "scalar":
      return keyword(node, []);
  }
}

function keyword(value: YamlScalar, modifiers: readonly Modifier[]): Expression {
  if (value.value === null) fault("malformed", value.line, "A keyword is a word; null is the value of a field.");
  const plain = modifiers.some((name) => name === "re" || name === "contains" || name === "startswith" || name === "endswith") ? modifiers : [...modifiers, "contains" as const];
  return any(matchesOf(value, plain.filter((name) => name !== "all")).map((match) => ({ kind: "test", field: null, match })));
}

function fieldOf(entry: YamlEntry): Expression {
  const [name, ...names] = entry.key.split("|");
  const modifiers = modifiersOf(names, entry.line);
  const field = name === "" ? null : knownField(name!, entry.line);
  const values = valuesOf(entry);
  if (modifiers.includes("all") && values.length < 2) fault("misused-modifier", entry.line, "'all' wants every value of a list, and there is only one value here.");
  const tests = values.map((value) => (field === null ? keyword(value, modifiers) : any(matchesOf(value, modifiers).map((match) => ({ kind: "test", field, match })))));
  const joined: Expression = tests.length === 1 ? tests[0]! : { kind: modifiers.includes("all") ? "all" : "any", parts: tests };
  return modifiers.includes("neq") ? { kind: "not", part: joined } : joined;
}

function knownField(name: string, line: number): Field {
  if (isField(name)) return name;
  const similar = similarField(name);
  return fault("unknown-field", line, `There is no field '${oneLine(name, 60)}'${similar === undefined ? "" : `; '${similar}' is written so`}.`);
}

function valuesOf({ key, line, value }: YamlEntry): YamlScalar[] {
  if (value.kind === "map") fault("malformed", value.line, `The values of '${oneLine(key, 60)}' are a map; a field has a value or a list of values.`);
  if (value.kind === "scalar") return [value];
  if (value.items.length === 0) fault("malformed", line, `'${oneLine(key, 60)}' has an empty list, so nothing could match.`);
  return value.items.map((item) => {
    if (item.kind !== "scalar") fault("malformed", item.line, `The values of '${oneLine(key, 60)}' are words and numbers.`);
    if (item.value === null) fault("malformed", item.line, "null cannot be one of several values; give it a selection of its own.");
    return item;
  });
}

function any(parts: readonly Expression[]): Expression {
  return parts.length === 1 ? parts[0]! : { kind: "any", parts };
}
