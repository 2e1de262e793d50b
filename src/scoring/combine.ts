import type { Reason } from "../model/assessment.js";
import { LEVEL_FLOOR } from "../model/risk.js";
import { ruleById } from "./catalogue.js";

/** Points that a further reason of another category adds, and the most that they add together. */
const FURTHER = 4;
const FURTHER_LIMIT = 12;

/**
 * Score of reasons, worst first: the worst one's points, and 4 for each further category with a reason of medium or
 * higher, 12 at most, 100 in all (docs/scoring.md). Low reasons add nothing, so that many of them make no alarm.
 */
export function combine(reasons: readonly Reason[]): number {
  const [worst] = reasons;
  if (worst === undefined) return 0;
  const categories = new Set<string>();
  for (const reason of reasons) if (reason.score >= LEVEL_FLOOR.medium) categories.add(ruleById(reason.rule)?.category ?? "other");
  const further = Math.min(FURTHER_LIMIT, Math.max(0, categories.size - 1) * FURTHER);
  return Math.min(100, worst.score + further);
}
