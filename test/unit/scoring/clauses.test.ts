import assert from "node:assert/strict";
import { RULES } from "../../../src/scoring/catalogue.js";
import { Judge } from "../../../src/scoring/judge.js";
import { RuleIndex } from "../../../src/scoring/matching/rule-index.js";
import type { Rule } from "../../../src/scoring/rules/rule.js";
import { judgeSubjects } from "../../../src/scoring/subjects.js";
import { caseInput } from "./rule-cases.js";

/** Cases of a rule that are judged wrongly when the rule is as given. */
function wrong(rule: Rule): string[] {
  const index = new RuleIndex([{ ...rule, maturity: "stable" }]);
  const fires = (text: string): boolean =>
    judgeSubjects(caseInput(text), (scope, surroundings) => new Judge(scope, surroundings, index)).reasons.some((reason) => reason.rule === rule.id);
  return [...[...rule.cases.match, ...rule.cases.evasion].filter((text) => !fires(text)), ...rule.cases.nearMiss.filter(fires)];
}

/** Clauses without which every case is judged as before. */
function needless<Key extends "when" | "unless">(rule: Rule, key: Key): NonNullable<Rule[Key]>[number][] {
  const clauses: readonly NonNullable<Rule[Key]>[number][] = rule[key] ?? [];
  return clauses.filter((clause) => wrong({ ...rule, [key]: clauses.filter((other) => other !== clause) }).length === 0);
}

describe("each clause of a rule is needed", () => {
  for (const rule of RULES) {
    it(`${rule.id} fails a case of its own without any one of them`, () => {
      assert.deepEqual({ when: needless(rule, "when"), unless: needless(rule, "unless") }, { when: [], unless: [] });
    });
  }
});
