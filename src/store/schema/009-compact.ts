import type { Migration } from "../migrations.js";

/** What every call costs, made smaller, and the way from a message's model to its risky calls. */
export const migration: Migration = {
  version: 9,
  title: "hashes as bytes, a shorter index of originals, risky calls by message",
  sql: `
    UPDATE tool_call SET content_hash = coalesce(unhex(content_hash), content_hash), output_hash = coalesce(unhex(output_hash), output_hash);
    DROP INDEX tool_call_original;
    -- The end of a provider's id tells calls of one moment apart.
    CREATE INDEX tool_call_original ON tool_call (time_start, substr(call_id, -8)) WHERE duplicate_of IS NULL AND time_start IS NOT NULL;
    CREATE INDEX tool_call_risky_by_message ON tool_call (message_id, risk_score) WHERE risk_score > 0 AND duplicate_of IS NULL AND kind <> 'prompt';
  `,
};
