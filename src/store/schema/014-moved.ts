import type { Migration } from "../migrations.js";

/** Calls of sessions that OpenCode had moved kept the project that they were read under. */
export const migration: Migration = {
  version: 14,
  title: "calls by the project that their session has now",
  sql: `
    UPDATE tool_call SET project_id = session.project_id FROM session WHERE session.id = session_id AND tool_call.project_id <> session.project_id;
    CREATE TEMP TABLE counted AS SELECT session_id, hour, coalesce((SELECT project_id FROM session WHERE session.id = session_id), project_id) AS project_id, agent, tool, level, calls FROM folded_count;
    DELETE FROM folded_count;
    INSERT INTO folded_count SELECT session_id, hour, project_id, agent, tool, level, sum(calls) FROM counted GROUP BY 1, 2, 3, 4, 5, 6;
    DROP TABLE counted;
    DELETE FROM summary;
    INSERT INTO summary SELECT hour, project_id, agent, tool, level, sum(calls), sum(folded) FROM (
        SELECT time / 3600000 AS hour, project_id, agent, tool, coalesce(risk_level, 'unscored') AS level, 1 AS calls, 0 AS folded
          FROM tool_call WHERE duplicate_of IS NULL AND kind <> 'prompt'
        UNION ALL SELECT hour, project_id, agent, tool, level, calls, calls FROM folded_count)
      GROUP BY 1, 2, 3, 4, 5;
  `,
};
