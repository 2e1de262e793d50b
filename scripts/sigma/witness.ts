import { EventTexts, holds, type Expression, type FieldTest } from "../../src/scoring/sigma/expression.js";
import type { Field, SigmaEvent } from "../../src/scoring/sigma/fields.js";
import type { SigmaRule } from "../../src/scoring/sigma/sigmaRule.js";

type Fields = Partial<Record<Field, string>>;

/** Texts of which one fits most expressions that rules use: an option of each letter, digits, a long text. */
const OPTIONS = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => ` -${letter} `);
const TRIED: readonly string[] = OPTIONS.concat(OPTIONS.join(""), " -W 'de ad be ef' ", "x".repeat(250), "12345", "/a/b/c", "a=b");
/** Combinations of alternatives that are tried. */
const TRIES = 2_000;

/** An event for which a rule holds, made of the rule's own words; null where none was found. */
export function witnessOf(rule: SigmaRule): SigmaEvent | null {
  let tries = 0;
  for (const tests of choices(rule.detection)) {
    for (const fields of fieldsOf(tests)) {
      const event: SigmaEvent = { category: rule.categories[0]!, fields };
      if (holds(rule.detection, new EventTexts(event))) return event;
      if (++tries > TRIES) return null;
    }
  }
  return null;
}

/** Ways to make an expression hold, each as the tests that have to; what `not` forbids is left to the check afterwards. */
function* choices(expression: Expression): Generator<readonly FieldTest[]> {
  if (expression.kind === "test") yield [expression];
  else if (expression.kind === "not") yield [];
  else if (expression.kind === "any") for (const part of expression.parts) yield* choices(part);
  else yield* together(expression.parts);
}

function* together(parts: readonly Expression[]): Generator<readonly FieldTest[]> {
  const [first, ...rest] = parts;
  if (first === undefined) return yield [];
  for (const one of choices(first)) for (const others of together(rest)) yield [...one, ...others];
}

/** Fields in which every text of the tests stands, the bound ones at their ends. */
function* fieldsOf(tests: readonly FieldTest[]): Generator<Fields> {
  const searched = tests.filter(({ match }) => match.kind === "regex");
  for (const text of searched.length === 0 ? [""] : TRIED) {
    const fields: Fields = {};
    for (const field of new Set(tests.map((test) => test.field ?? "CommandLine"))) {
      const own = tests.filter((test) => (test.field ?? "CommandLine") === field);
      const value = textOf(own, own.some(({ match }) => match.kind === "regex") ? text : "");
      if (value !== null) fields[field] = value;
    }
    yield fields;
  }
}

function textOf(tests: readonly FieldTest[], middle: string): string | null {
  let [start, end] = ["", ""];
  const inside: string[] = middle === "" ? [] : [middle];
  for (const { match } of tests) {
    if (match.kind === "exists" && !match.wanted) return null;
    if (match.kind !== "text") continue;
    const { pieces } = match.pattern;
    const text = pieces.map((piece) => (piece.kind === "text" ? piece.text : piece.kind === "one" ? "x" : "")).join("");
    if (pieces[0]?.kind !== "any") start = text;
    else if (pieces.at(-1)?.kind !== "any") end = text;
    else inside.push(text);
  }
  return [start, ...inside, end].join("");
}
