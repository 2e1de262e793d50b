import type { Database } from "../database.js";

/** Calls, copies of forks left out and folded ones included, on which each rule holds, by the rule's id; a rule on trial that is the person's own is counted, too. */
export function ruleHits(db: Database): Map<string, number> {
  const rows = db.all<{ rule: string; calls: number }>(
    `SELECT rule, sum(calls) AS calls FROM (
       SELECT rule, count(DISTINCT id) AS calls FROM (
         SELECT reason.value ->> 'rule' AS rule, tool_call.id FROM tool_call INDEXED BY tool_call_reasoned CROSS JOIN json_each(risk_reason) AS reason
           WHERE risk_reason IS NOT NULL AND duplicate_of IS NULL
         UNION ALL
         SELECT rule, tool_call.id FROM adjustment INDEXED BY adjustment_by_rule CROSS JOIN tool_call ON tool_call.id = tool_call_id WHERE adjustment.kind = 'user-rule' AND duplicate_of IS NULL
       ) GROUP BY rule
       UNION ALL SELECT value, sum(calls) FROM folded_fact WHERE kind = 'rule' GROUP BY value
     ) GROUP BY rule`,
  );
  return new Map(rows.map(({ rule, calls }) => [rule, calls]));
}
