import type { Database } from "../database.js";

/** Calls, copies of forks left out and folded ones included, on which each rule holds, by the rule's id; a rule on trial that is the person's own is counted, too. */
export function ruleHits(db: Database): Map<string, number> {
  const rows = db.all<{ rule: string; calls: number }>("SELECT rule, sum(calls) AS calls FROM session_rule GROUP BY rule");
  return new Map(rows.map(({ rule, calls }) => [rule, calls]));
}
