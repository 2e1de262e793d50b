import assert from "node:assert/strict";
import { ruleById, RULES } from "../../../src/scoring/catalogue.js";
import { CATEGORIES } from "../../../src/scoring/rules/rule.js";
import { fires } from "./rule-cases.js";

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

  it("has an id of its own, points and a category", () => {
    const wrong = RULES.filter((rule) => rule.score < 1 || rule.score > 100 || !CATEGORIES.includes(rule.category) || ruleById(rule.id) !== rule);
    assert.deepEqual(wrong.map((rule) => rule.id), []);
  });

  it("names only placeholders that reasons carry", () => {
    const known = new Set(["program", "target", "place", "via", "length", "rotate"]);
    const wrong = RULES.filter((rule) => [...rule.message.matchAll(/\{(\w+)\}/g)].some((match) => !known.has(match[1]!)));
    assert.deepEqual(wrong.map((rule) => rule.id), []);
  });
});
