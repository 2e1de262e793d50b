import assert from "node:assert/strict";
import { ruleById, RULES } from "../../../src/scoring/catalogue.js";
import { assess } from "../../../src/scoring/assess.js";
import { CATEGORIES } from "../../../src/scoring/rules/rule.js";
import { caseInput } from "./rule-cases.js";

function fires(rule: string, text: string): boolean {
  const { reasons, shadow } = assess(caseInput(text));
  return shadow.includes(rule) || reasons.some((reason) => reason.rule === rule);
}

describe("each rule", () => {
  for (const rule of RULES) {
    it(`${rule.id} fires on its matches and evasions, and not on its near-misses`, () => {
      assert.deepEqual(
        {
          missed: [...rule.cases.match, ...rule.cases.evasion].filter((text) => !fires(rule.id, text)),
          alarmed: rule.cases.nearMiss.filter((text) => fires(rule.id, text)),
        },
        { missed: [], alarmed: [] },
      );
    });
  }

  it("has an id of its own, points, a category and cases of each sort", () => {
    const wrong = RULES.filter((rule) => rule.score < 1 || rule.score > 100 || !CATEGORIES.includes(rule.category) || ruleById(rule.id) !== rule || (rule.when.length > 0 && (rule.cases.match.length === 0 || rule.cases.nearMiss.length === 0 || rule.cases.evasion.length === 0)));
    assert.deepEqual(wrong.map((rule) => rule.id), []);
  });

  it("names only placeholders that reasons carry", () => {
    const known = new Set(["program", "target", "place", "via", "length"]);
    const wrong = RULES.filter((rule) => [...rule.message.matchAll(/\{(\w+)\}/g)].some((match) => !known.has(match[1]!)));
    assert.deepEqual(wrong.map((rule) => rule.id), []);
  });
});
