import { RE2JS } from "re2js";
import { isInside, type Network } from "./cidr.js";
import { RECORDED_FIELDS, type Field, type RecordedField, type SigmaEvent } from "./fields.js";
import { fold, piecesOf, positioned, TextPattern, type Position } from "./textPattern.js";

/** What one field is asked. `field` null asks all fields (keywords). */
export interface FieldTest {
  readonly kind: "test";
  readonly field: Field | null;
  readonly match: Match;
}

/** A rule's detection: tests, joined by its maps, lists and condition. */
export type Expression =
  | FieldTest
  | { readonly kind: "all" | "any"; readonly parts: readonly Expression[] }
  | { readonly kind: "not"; readonly part: Expression };

export const COMPARISONS = ["lt", "lte", "gt", "gte"] as const;

export type Match =
  | { readonly kind: "text"; readonly pattern: TextPattern }
  | { readonly kind: "regex"; readonly regex: LinearRegex }
  | { readonly kind: "network"; readonly network: Network }
  | { readonly kind: "compare"; readonly operator: (typeof COMPARISONS)[number]; readonly number: number }
  | { readonly kind: "exists"; readonly wanted: boolean }
  /** The field's value is that of another field. */
  | { readonly kind: "reference"; readonly field: Field; readonly position: Position; readonly cased: boolean }
  /** The value holds `%field%`, which stands for that field's value in the event. */
  | { readonly kind: "template"; readonly parts: readonly string[]; readonly fields: readonly RecordedField[]; readonly position: Position; readonly cased: boolean };

/** A regular expression that takes time linear in the text (RE2); the last answer is kept, since a call's events share texts. */
export class LinearRegex {
  private readonly compiled: RE2JS;
  private lastText: string | null = null;
  private lastAnswer = false;

  /** @throws {RE2JSException} for an expression that RE2 has not: look-around, back-references */
  constructor(readonly source: string, flags: { readonly i: boolean; readonly m: boolean; readonly s: boolean }) {
    this.compiled = RE2JS.compile(source, (flags.i ? RE2JS.CASE_INSENSITIVE : 0) | (flags.m ? RE2JS.MULTILINE : 0) | (flags.s ? RE2JS.DOTALL : 0));
  }

  /** Instructions of its program: a text takes at most so many steps for each of its characters. */
  get size(): number {
    return this.compiled.programSize();
  }

  matches(text: string): boolean {
    if (text !== this.lastText) {
      this.lastAnswer = this.compiled.test(text);
      this.lastText = text;
    }
    return this.lastAnswer;
  }
}

/** An event whose folded texts are made once. */
export class EventTexts {
  private readonly folded = new Map<Field, string>();

  constructor(readonly event: SigmaEvent) {}

  text(field: Field): string | undefined {
    return this.event.fields[field];
  }

  foldedText(field: Field): string {
    let text = this.folded.get(field);
    if (text === undefined) this.folded.set(field, (text = fold(this.event.fields[field] ?? "")));
    return text;
  }
}

/** A test that takes many steps for a character, and the field that it is asked of; null for all fields. */
export interface CostlyTest {
  readonly field: Field | null;
  readonly size: number;
}

/** The regular expressions of a detection, and its values with `?`. Beside them nothing in it takes more than a few steps for a character. */
export function costlyTestsOf(expression: Expression): CostlyTest[] {
  switch (expression.kind) {
    case "all":
    case "any":
      return expression.parts.flatMap(costlyTestsOf);
    case "not":
      return costlyTestsOf(expression.part);
    case "test": {
      const { field, match } = expression;
      const size = match.kind === "regex" ? match.regex.size : match.kind === "text" ? match.pattern.steps : 0;
      return size === 0 ? [] : [{ field, size }];
    }
  }
}

/** The most steps that such tests take for an event. */
export function stepsOf(tests: readonly CostlyTest[], event: EventTexts): number {
  let steps = 0;
  for (const { field, size } of tests) steps += size * (field === null ? lengthOfAll(event) : (event.text(field)?.length ?? 0));
  return steps;
}

function lengthOfAll(event: EventTexts): number {
  return RECORDED_FIELDS.reduce((sum, field) => sum + (event.text(field)?.length ?? 0), 0);
}

/** True when an expression holds for an event. */
export function holds(expression: Expression, event: EventTexts): boolean {
  switch (expression.kind) {
    // Plain loops: this is asked for each rule of each command.
    case "all":
      for (const part of expression.parts) if (!holds(part, event)) return false;
      return true;
    case "any":
      for (const part of expression.parts) if (holds(part, event)) return true;
      return false;
    case "not":
      return !holds(expression.part, event);
    case "test":
      if (expression.field !== null) return fieldHolds(expression.match, expression.field, event);
      return RECORDED_FIELDS.some((field) => event.text(field) !== undefined && fieldHolds(expression.match, field, event));
  }
}

function fieldHolds(match: Match, field: Field, event: EventTexts): boolean {
  const text = event.text(field);
  if (match.kind === "exists") return (text !== undefined) === match.wanted;
  if (text === undefined) return false;
  switch (match.kind) {
    case "text":
      return match.pattern.matches(text, event.foldedText(field));
    case "regex":
      return match.regex.matches(text);
    case "network":
      return isInside(match.network, text);
    case "compare":
      return compares(Number(text), match.operator, match.number, text);
    case "reference":
      return stands(event.text(match.field), match, text, event.foldedText(field));
    case "template":
      return stands(filled(match, event, Math.max(text.length, event.foldedText(field).length)), match, text, event.foldedText(field));
  }
}

function compares(value: number, operator: (typeof COMPARISONS)[number], number: number, text: string): boolean {
  if (text.trim() === "" || Number.isNaN(value)) return false;
  if (operator === "lt") return value < number;
  if (operator === "lte") return value <= number;
  return operator === "gt" ? value > number : value >= number;
}

function stands(wanted: string | undefined, how: { readonly position: Position; readonly cased: boolean }, text: string, folded: string): boolean {
  if (wanted === undefined) return false;
  const pieces = wanted === "" ? [] : [{ kind: "text" as const, text: wanted }];
  return new TextPattern(positioned(pieces, how.position), how.cased).matches(text, folded);
}

/** Undefined where a field has no value, and where the text grows longer than one that it could be equal to: a value may name a field thousands of times. */
function filled(match: Extract<Match, { kind: "template" }>, event: EventTexts, longest: number): string | undefined {
  let text = match.parts[0]!;
  for (let index = 0; index < match.fields.length; index++) {
    const value = event.text(match.fields[index]!);
    if (value === undefined) return undefined;
    text += value + match.parts[index + 1]!;
    if (text.length > longest) return undefined;
  }
  return text;
}

/** A test for a value as it is written, wildcards and all. */
export function textMatch(value: string, position: Position, cased: boolean): Match {
  return { kind: "text", pattern: new TextPattern(positioned(piecesOf(value), position), cased) };
}
