import { parseRules } from "../../../../src/scoring/sigma/parseRules.js";
import { rulesThatHold } from "../../../../src/scoring/sigma/assessWithRules.js";
import { SigmaRuleSet } from "../../../../src/scoring/sigma/ruleSet.js";
import type { ScoringInput } from "../../../../src/model/assessment.js";
import type { RuleProblem } from "../../../../src/scoring/sigma/problem.js";
import { EVENT_CATEGORIES, type EventCategory, type Field } from "../../../../src/scoring/sigma/fields.js";

/** A rule with this detection, indented by four blanks, and this condition. */
export function ruleText(detection: string, condition = "selection", category: EventCategory = "process_creation"): string {
  const body = detection.trimEnd().split("\n").map((line) => `    ${line}`).join("\n");
  return `title: A rule\nid: own-rule\nlogsource:\n    category: ${category}\n    product: linux\ndetection:\n${body}\n    condition: ${condition}\nlevel: high\n`;
}

/** True when a rule of one selection holds for an event with these fields. */
export function selects(selection: string, fields: Partial<Record<Field, string>>, condition?: string): boolean {
  const { rules, problems } = parseRules(ruleText(condition === undefined ? `selection:\n${indent(selection)}` : selection, condition));
  if (problems.length > 0) throw new Error(problems[0]!.message);
  return new SigmaRuleSet(rules).evaluate(EVENT_CATEGORIES.slice(0, 1).map((category) => ({ category, fields }))).length > 0;
}

function indent(text: string): string {
  return text.split("\n").map((line) => `    ${line}`).join("\n");
}

/** Ids of the rules of a text that hold for a call. */
export function hitsOf(text: string, input: ScoringInput): string[] {
  const { rules, problems } = parseRules(text);
  if (problems.length > 0) throw new Error(problems[0]!.message);
  return rulesThatHold(new SigmaRuleSet(rules), input, { agent: "build", model: "some-model" }).map(({ id }) => id);
}

/** The problems of a text as `line kind`. */
export function faults(text: string): string[] {
  return parseRules(text).problems.map(({ line, kind }: RuleProblem) => `${line} ${kind}`);
}
