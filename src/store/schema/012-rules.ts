import type { Migration } from "../migrations.js";

/** Calls by rule, counted on write: to look for them in the reasons of every risky call took longer than an answer may. */
export const migration: Migration = {
  version: 12,
  title: "calls by session and rule",
  sql: `
    CREATE TABLE session_rule (
      rule TEXT NOT NULL,
      session_id TEXT NOT NULL,
      calls INTEGER NOT NULL,
      PRIMARY KEY (rule, session_id)
    ) WITHOUT ROWID;
    CREATE INDEX session_rule_by_session ON session_rule (session_id);
    INSERT INTO session_rule SELECT rule, session_id, sum(calls) FROM (
        SELECT rule, session_id, count(DISTINCT id) AS calls FROM (
          SELECT reason.value ->> 'rule' AS rule, session_id, tool_call.id FROM tool_call, json_each(risk_reason) AS reason
            WHERE risk_reason IS NOT NULL AND duplicate_of IS NULL
          UNION ALL SELECT rule, session_id, tool_call.id FROM adjustment JOIN tool_call ON tool_call.id = tool_call_id
            WHERE adjustment.kind = 'user-rule' AND duplicate_of IS NULL)
          GROUP BY rule, session_id
        UNION ALL SELECT value, session_id, sum(calls) FROM folded_fact WHERE folded_fact.kind = 'rule' GROUP BY value, session_id)
      WHERE rule IS NOT NULL GROUP BY rule, session_id;
    DELETE FROM folded_fact WHERE kind = 'rule';
    DROP INDEX tool_call_reasoned;
  `,
};
