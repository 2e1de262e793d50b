import type { Migration } from "../migrations.js";

/** Ways to what was found by looking at every row. */
export const migration: Migration = {
  version: 11,
  title: "open findings by time, calls with reasons, points by rule, sessions by folder, dead letters by source",
  sql: `
    -- Holds all that the counts of open findings need.
    CREATE INDEX finding_open ON finding (time, score, read_at, session_id) WHERE state = 'open';
    CREATE INDEX finding_unread ON finding (score) WHERE state = 'open' AND read_at IS NULL;
    CREATE INDEX tool_call_reasoned ON tool_call (risk_score) WHERE risk_reason IS NOT NULL AND duplicate_of IS NULL;
    CREATE INDEX adjustment_by_rule ON adjustment (kind, rule);
    CREATE INDEX session_by_directory ON session (directory);
    CREATE INDEX dead_letter_by_source ON dead_letter (source_id, reason);
  `,
};
