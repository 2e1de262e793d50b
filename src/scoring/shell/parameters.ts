import type { ParameterExpansionPart, Word } from "unbash";
import type { Budget } from "./budget.js";
import { TAINT, type Flow } from "./invocation.js";
import { isSecretName, type Scope } from "./scope.js";

/**
 * Value of `${…}` as far as it is constant: plain, indirect, with a default, slice, literal removal, replacement or
 * change of case (bash manual, "Shell Parameter Expansion").
 */
export function expandParameter(part: ParameterExpansionPart, scope: Scope, budget: Budget, operand: (word: Word) => string): Flow {
  let value = scope.lookup(part.parameter);
  if (part.prefix === "#") return { text: null, taint: TAINT.none };
  if (part.prefix === "!" && value !== null) value = scope.lookup(value.text);
  const operation = part.operation;
  const unknown: Flow = { text: null, taint: isSecretName(part.parameter) ? TAINT.secret : TAINT.none };
  if (operation === undefined) return value ?? unknown;
  if (operation.type === "Default") {
    const alternative = operation.operator.endsWith("+");
    if (alternative) return value === null ? unknown : { text: operand(operation.operand), taint: TAINT.none };
    if (value !== null && value.text !== "") return value;
    if (operation.operator.endsWith("?")) return unknown;
    const text = operand(operation.operand);
    if (operation.operator.endsWith("=")) scope.assign(part.parameter, { text, taint: TAINT.none });
    return { text, taint: unknown.taint };
  }
  if (value === null) return unknown;
  if (!budget.expand(value.text.length)) return { text: null, taint: value.taint };
  switch (operation.type) {
    case "Slice":
      return { text: slice(value.text, operand(operation.offset), operation.length && operand(operation.length)), taint: value.taint };
    case "Replace":
      return { text: replace(value.text, operation.operator, operand(operation.pattern), operand(operation.replacement)), taint: value.taint };
    case "Remove":
      return { text: remove(value.text, operation.operator, operand(operation.operand)), taint: value.taint };
    case "CaseModification":
      return { text: changeCase(value.text, operation.operator), taint: value.taint };
    default:
      return { text: null, taint: value.taint };
  }
}

function slice(text: string, offset: string, length: string | undefined): string {
  const from = Number.parseInt(offset, 10) || 0;
  const start = from < 0 ? Math.max(text.length + from, 0) : from;
  if (length === undefined) return text.slice(start);
  const count = Number.parseInt(length, 10) || 0;
  return count < 0 ? text.slice(start, count) : text.slice(start, start + count);
}

function replace(text: string, operator: string, pattern: string, replacement: string): string {
  if (pattern === "") return text;
  if (operator === "//") return text.split(pattern).join(replacement);
  if (operator === "/#") return text.startsWith(pattern) ? replacement + text.slice(pattern.length) : text;
  if (operator === "/%") return text.endsWith(pattern) ? text.slice(0, -pattern.length) + replacement : text;
  const at = text.indexOf(pattern);
  return at < 0 ? text : text.slice(0, at) + replacement + text.slice(at + pattern.length);
}

/** Removes a prefix or suffix; of patterns only a leading or trailing `*` next to literal text is understood. */
function remove(text: string, operator: string, pattern: string): string {
  if (operator.startsWith("#")) {
    if (!pattern.startsWith("*")) return text.startsWith(pattern) ? text.slice(pattern.length) : text;
    const rest = pattern.slice(1);
    const at = operator === "##" ? text.lastIndexOf(rest) : text.indexOf(rest);
    return at < 0 ? text : text.slice(at + rest.length);
  }
  if (!pattern.endsWith("*")) return text.endsWith(pattern) ? text.slice(0, text.length - pattern.length) : text;
  const head = pattern.slice(0, -1);
  const at = operator === "%%" ? text.indexOf(head) : text.lastIndexOf(head);
  return at < 0 ? text : text.slice(0, at);
}

function changeCase(text: string, operator: string): string {
  if (operator === "^^") return text.toUpperCase();
  if (operator === ",,") return text.toLowerCase();
  const first = text.slice(0, 1);
  return (operator === "^" ? first.toUpperCase() : first.toLowerCase()) + text.slice(1);
}
