import type { Adjustment } from "../../model/assessment.js";
import { cutAt } from "../../model/neutralise.js";
import { LEVEL_FLOOR } from "../../model/risk.js";
import type { SigmaRule } from "./sigmaRule.js";

/** Points that a further rule adds, and the most that they add together, as among the built-in rules (docs/scoring.md). */
const FURTHER = 4;
const FURTHER_LIMIT = 12;

/**
 * What users' rules add to a call's own score, worst rule first: the worst lifts it to its own points, or adds 4 where the score is
 * there already; each further one of medium or higher adds 4, 12 at most, 100 in all. Experimental rules add nothing: a
 * row of 0 points is how they are counted.
 */
export function adjustmentsOf(rules: readonly SigmaRule[], base: number): Adjustment[] {
  const worstFirst = [...rules].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  let score = base;
  let further = 0;
  return worstFirst.map((rule) => {
    const shown = rule.maturity === "stable";
    let points = shown ? Math.max(0, rule.score - score) : 0;
    if (shown && points === 0 && rule.score >= LEVEL_FLOOR.medium && further < FURTHER_LIMIT) {
      points = Math.min(FURTHER, 100 - score);
      further += points;
    }
    score += points;
    return { kind: "user-rule", rule: rule.id, score: points, shown, techniques: rule.techniques, args: { title: cutAt(rule.title, 200), description: cutAt(rule.description, 200) } };
  });
}
