import assert from "node:assert/strict";
import { RULES } from "../../../src/scoring/catalogue.js";
import type { Rule } from "../../../src/scoring/rules/rule.js";
import { firesAlone } from "./rule-cases.js";

/** Cases of a rule that are judged wrongly when the rule is as given. */
function wrong(rule: Rule): string[] {
  const fires = firesAlone(rule);
  return [...[...rule.cases.match, ...rule.cases.evasion].filter((text) => !fires(text)), ...rule.cases.nearMiss.filter(fires)];
}

/** Clauses without which every case is judged as before. */
function needless<Key extends "when" | "unless">(rule: Rule, key: Key): NonNullable<Rule[Key]>[number][] {
  const clauses: readonly NonNullable<Rule[Key]>[number][] = rule[key] ?? [];
  return clauses.filter((clause) => wrong({ ...rule, [key]: clauses.filter((other) => other !== clause) }).length === 0);
}

describe("each clause of a rule is needed", () => {
  it("has a clause, a match, a near-miss and an evasion in every rule", () => {
    const bare = RULES.filter(({ when, cases }) => [when, cases.match, cases.nearMiss, cases.evasion].some((list) => list.length === 0));
    assert.deepEqual(bare.map(({ id }) => id), []);
  });

  for (const rule of RULES) {
    it(`${rule.id} fails a case of its own without any one of them`, () => {
      assert.deepEqual({ when: needless(rule, "when"), unless: needless(rule, "unless") }, { when: [], unless: [] });
    });
  }
});
