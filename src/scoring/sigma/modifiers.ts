import { RE2JSException } from "re2js";
import { oneLine } from "../../model/neutralise.js";
import { networkOf } from "./cidr.js";
import { base64, base64Offsets, DASH_LIMIT, dashVariants, utf16, utf8 } from "./encodings.js";
import { COMPARISONS, LinearRegex, textMatch, type Match } from "./expression.js";
import { isField, isRecordedField, RECORDED_FIELDS } from "./fields.js";
import { fault } from "./problem.js";
import { piecesOf, positioned, TextPattern, type Position } from "./textPattern.js";
import type { YamlScalar } from "./yamlTree.js";

/** Modifiers of the Sigma specification 2.0, and `neq` of 2.1. `docs/user-rules.md` has an example of each. */
export const MODIFIERS = [
  "contains", "startswith", "endswith", "all", "cased", "exists", "neq", "re", "i", "m", "s", "windash", "base64", "base64offset", "utf16", "utf16le", "utf16be", "wide", "cidr", "lt", "lte", "gt", "gte", "expand", "fieldref",
] as const;
export type Modifier = (typeof MODIFIERS)[number];

const POSITIONS: Readonly<Partial<Record<Modifier, Position>>> = { contains: "anywhere", startswith: "start", endswith: "end" };
const TRANSFORMS: readonly Modifier[] = ["windash", "base64", "base64offset", "utf16", "utf16le", "utf16be", "wide"];
/** What says what the value is; at most one of these. */
const KINDS: readonly Modifier[] = ["re", "cidr", "exists", "expand", "fieldref", ...COMPARISONS];

/** The modifiers after a field's name, checked. @throws {RuleFault} */
export function modifiersOf(names: readonly string[], line: number): Modifier[] {
  const unknown = names.find((name) => !(MODIFIERS as readonly string[]).includes(name));
  if (unknown !== undefined) fault("unknown-modifier", line, `There is no modifier '${oneLine(unknown, 40)}'. Known ones: ${MODIFIERS.join(", ")}.`);
  const modifiers = names as Modifier[];
  const kinds = modifiers.filter((name) => KINDS.includes(name));
  const transforms = modifiers.filter((name) => TRANSFORMS.includes(name));
  if (kinds.length > 1) fault("misused-modifier", line, `'${kinds.join("' and '")}' exclude each other.`);
  if (transforms.length > 0 && kinds.length > 0) fault("misused-modifier", line, `'${transforms[0]}' changes text, which '${kinds[0]}' does not compare.`);
  if (modifiers.some((name) => "ims".includes(name)) && !modifiers.includes("re")) fault("misused-modifier", line, "'i', 'm' and 's' stand after 're' only.");
  if (positionsOf(modifiers).length > 1) fault("misused-modifier", line, `'${positionsOf(modifiers).join("' and '")}' exclude each other; 'contains' is both.`);
  if (positionsOf(modifiers).length > 0 && kinds.some((name) => name !== "expand" && name !== "fieldref")) fault("misused-modifier", line, `'${positionsOf(modifiers)[0]}' stands for wildcards, which '${kinds[0]}' does not have.`);
  return modifiers;
}

function positionsOf(modifiers: readonly Modifier[]): Modifier[] {
  return modifiers.filter((name) => POSITIONS[name] !== undefined);
}

/** The tests that one value stands for: any of them has to hold. @throws {RuleFault} */
export function matchesOf(value: YamlScalar, modifiers: readonly Modifier[]): Match[] {
  const position = POSITIONS[positionsOf(modifiers)[0]!] ?? "whole";
  const cased = modifiers.includes("cased");
  if (value.value === null) {
    if (modifiers.some((name) => name !== "neq")) fault("misused-modifier", value.line, "null says that the field has no value; it takes no modifier.");
    return [{ kind: "exists", wanted: false }];
  }
  switch (modifiers.find((name) => KINDS.includes(name))) {
    case "re":
      return [{ kind: "regex", regex: regexOf(value, modifiers) }];
    case "cidr": {
      const network = networkOf(value.text.trim());
      if (network === null) fault("misused-modifier", value.line, `'${oneLine(value.text, 60)}' is no network such as 10.0.0.0/8 or fe80::/10.`);
      return [{ kind: "network", network }];
    }
    case "exists":
      if (typeof value.value !== "boolean") fault("misused-modifier", value.line, "'exists' is asked with true or false.");
      return [{ kind: "exists", wanted: value.value }];
    case "expand":
      return [templateOf(value, position, cased)];
    case "fieldref":
      if (!isField(value.text)) fault("unknown-field", value.line, `There is no field '${oneLine(value.text, 60)}' to refer to.`);
      return [{ kind: "reference", field: value.text, position, cased }];
    case undefined:
      return transformed(value, modifiers).map((match) => match(position, cased));
    default:
      return [comparison(value, modifiers)];
  }
}

function regexOf(value: YamlScalar, modifiers: readonly Modifier[]): LinearRegex {
  try {
    return new LinearRegex(value.text, { i: modifiers.includes("i"), m: modifiers.includes("m"), s: modifiers.includes("s") });
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return fault("regular-expression", value.line, `This regular expression cannot be used (${oneLine(error.message, 120)}). Look-around and back-references take more than linear time, and are left out.`);
  }
}

function comparison(value: YamlScalar, modifiers: readonly Modifier[]): Match {
  const operator = COMPARISONS.find((name) => modifiers.includes(name))!;
  const number = Number(value.text);
  if (value.text.trim() === "" || Number.isNaN(number)) fault("misused-modifier", value.line, `'${operator}' compares with a number.`);
  return { kind: "compare", operator, number };
}

function templateOf(value: YamlScalar, position: Position, cased: boolean): Match {
  const pieces = value.text.split(/%([\w.-]+)%/);
  const fields = pieces.filter((_, index) => index % 2 === 1);
  const parts = pieces.filter((_, index) => index % 2 === 0);
  if (fields.length === 0) fault("misused-modifier", value.line, "'expand' fills in placeholders such as %project%, and there is none here.");
  const unknown = fields.find((name) => !isRecordedField(name));
  if (unknown !== undefined) fault("unknown-field", value.line, `There is no placeholder %${oneLine(unknown, 60)}%. Placeholders are fields: ${RECORDED_FIELDS.join(", ")}.`);
  return { kind: "template", parts, fields: fields.filter(isRecordedField), position, cased };
}

/** A text, or bytes with one character each; transformed by the modifiers in their order. */
interface Text {
  readonly text: string;
  readonly bytes: boolean;
}

function transformed(value: YamlScalar, modifiers: readonly Modifier[]): Array<(position: Position, cased: boolean) => Match> {
  const transforms = modifiers.filter((name) => TRANSFORMS.includes(name));
  if (transforms.every((name) => name === "windash")) {
    const variants = transforms.length === 0 ? [value.text] : dashes(value.text, value.line);
    return variants.map((text) => (position, cased) => textMatch(text, position, cased));
  }
  const [text] = literal(value);
  let texts: Text[] = [{ text: text!, bytes: false }];
  for (const name of transforms) texts = texts.flatMap((each) => transform(name, each, value.line));
  // What an encoding gives has no wildcards, whatever signs it has.
  return texts.map(({ text }) => (position, cased) => ({ kind: "text", pattern: new TextPattern(positioned([{ kind: "text", text }], position), cased) }));
}

function literal(value: YamlScalar): string[] {
  const pieces = piecesOf(value.text);
  const [first] = pieces;
  if (pieces.length !== 1 || first?.kind !== "text") fault("misused-modifier", value.line, "A value that is encoded has no wildcards, and is not empty. Write \\* for an asterisk.");
  return [first.text];
}

function dashes(text: string, line: number): string[] {
  return dashVariants(text) ?? fault("misused-modifier", line, `'windash' writes at most ${DASH_LIMIT} options of a value in all ways.`);
}

function transform(name: Modifier, { text, bytes }: Text, line: number): Text[] {
  const raw = bytes ? text : utf8(text);
  switch (name) {
    case "windash":
      return dashes(text, line).map((variant) => ({ text: variant, bytes }));
    case "base64":
      return [{ text: base64(raw), bytes: false }];
    case "base64offset":
      return base64Offsets(raw).map((variant) => ({ text: variant, bytes: false }));
    case "utf16":
      return [{ text: `\xff\xfe${utf16(text, "little")}`, bytes: true }];
    case "utf16be":
      return [{ text: utf16(text, "big"), bytes: true }];
    default:
      return [{ text: utf16(text, "little"), bytes: true }];
  }
}
