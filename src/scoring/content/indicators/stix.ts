import type { IndicatorCollector, IndicatorProblem } from "./indicators.js";

/** A string of a pattern. */
const TEXT = /'((?:[^'\\]|\\.)*)'/g;
/** One comparison of a pattern: `domain-name:value = 'evil.example'`, or `… IN ('one.example', 'two.example')`. */
const COMPARISON = new RegExp(`([a-z0-9-]+):([A-Za-z0-9_.'-]+)\\s*(?:=\\s*(${TEXT.source})|IN\\s*\\(\\s*(${TEXT.source}(?:\\s*,\\s*${TEXT.source})*)\\s*\\))`, "gy");

const HASH = /^hashes\.(?:'?(?:MD5|SHA-?1|SHA-?256|SHA-?512)'?)$/i;

/**
 * Adds the simple patterns of a STIX 2 bundle (or of a list of its objects): equality, alone or with OR, and IN. Others (AND, FOLLOWEDBY, LIKE,
 * qualifiers) are named as problems, since half of an AND would fire on too much.
 */
export function stixIndicators(text: string, collector: IndicatorCollector): IndicatorProblem[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [{ line: 0, message: "The file begins like JSON and is none, so nothing of it is looked for." }];
  }
  const problems: IndicatorProblem[] = [];
  for (const object of objectsOf(document)) {
    const { type, pattern, revoked, pattern_type: language } = object;
    if (type !== "indicator" || revoked === true) continue;
    const problem = typeof pattern !== "string" || (language !== undefined && language !== "stix") ? "an indicator without a STIX pattern. It is not looked for." : addPattern(pattern, collector);
    if (problem !== null) problems.push({ line: 0, message: `${String(object["id"] ?? "An object").slice(0, 80)}: ${problem}` });
  }
  return problems;
}

function objectsOf(document: unknown): Record<string, unknown>[] {
  const list = Array.isArray(document) ? document : typeof document === "object" && document !== null ? ((document as Record<string, unknown>)["objects"] ?? [document]) : [];
  return Array.isArray(list) ? list.filter((object): object is Record<string, unknown> => typeof object === "object" && object !== null) : [];
}

const UNREADABLE = "its pattern is not one of equalities joined by OR. It is not looked for.";

/** Gives what is wrong with the pattern, or null. */
function addPattern(pattern: string, collector: IndicatorCollector): string | null {
  const values: Array<readonly [string, string, string]> = [];
  let at = 0;
  for (;;) {
    at += /^[\s([\])]*/.exec(pattern.slice(at))![0].length;
    COMPARISON.lastIndex = at;
    const match = COMPARISON.exec(pattern);
    if (match === null) return UNREADABLE;
    for (const [, value] of (match[3] ?? match[5]!).matchAll(TEXT)) values.push([match[1]!, match[2]!, value!.replace(/\\(.)/g, "$1")]);
    at = COMPARISON.lastIndex;
    const joint = /^[\s\])]*(?:(OR)\b)?/.exec(pattern.slice(at))!;
    at += joint[0].length;
    if (joint[1] === undefined) break;
  }
  if (pattern.slice(at).trim() !== "") return UNREADABLE;
  const unknown = values.filter(([object, property, value]) => !addValue(object, property, value, collector));
  if (unknown.length === 0) return null;
  const names = [...new Set(unknown.map(([object, property]) => `${object}:${property}`))].slice(0, 5).join(", ");
  return `${names} with this value is not looked for${unknown.length < values.length ? "; the other values of the pattern are" : ""}.`;
}

function addValue(object: string, property: string, value: string, collector: IndicatorCollector): boolean {
  if ((object === "file" && property === "name") || (object === "directory" && property === "path")) return collector.addPath(value);
  if (object === "url" && value !== "" && property === "value") collector.addUrl(value);
  else if ((object === "domain-name" || object === "ipv4-addr" || object === "ipv6-addr") && property === "value") return collector.add(value);
  else if ((object === "file" || object === "artifact") && HASH.test(property)) return collector.add(value);
  else return false;
  return true;
}
