import type { Database } from "./database.js";
import { HOUR_MS } from "./summaries.js";

/** What a session adds to the summary, by the projects under which it is counted. */
const COUNTED = `SELECT hour, project_id, agent, tool, level, sum(calls) AS calls, sum(folded) AS folded FROM (
    SELECT time / ${HOUR_MS} AS hour, project_id, agent, tool, coalesce(risk_level, 'unscored') AS level, 1 AS calls, 0 AS folded
      FROM tool_call INDEXED BY tool_call_by_session WHERE session_id = ?1 AND duplicate_of IS NULL AND kind <> 'prompt'
    UNION ALL SELECT hour, project_id, agent, tool, level, calls, calls FROM folded_count WHERE session_id = ?1)
  WHERE project_id <> ?2 GROUP BY 1, 2, 3, 4, 5`;

/**
 * OpenCode moves sessions, for example when a folder becomes a repository: all of a session's calls are counted in the project that
 * it has now. To be called while the summary is up to date.
 */
export function moveSession(db: Database, sessionId: string, projectId: string): void {
  const moved = db.all<{ hour: number; project_id: string; agent: string; tool: string; level: string; calls: number; folded: number }>(COUNTED, sessionId, projectId);
  for (const { hour, project_id, agent, tool, level, calls, folded } of moved) {
    const before = [hour, project_id, agent, tool, level];
    db.run("UPDATE summary SET calls = calls - ?, folded = folded - ? WHERE hour = ? AND project_id = ? AND agent = ? AND tool = ? AND level = ?", calls, folded, ...before);
    db.run("DELETE FROM summary WHERE hour = ? AND project_id = ? AND agent = ? AND tool = ? AND level = ? AND calls = 0 AND folded = 0", ...before);
    db.run(
      `INSERT INTO summary VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (hour, project_id, agent, tool, level) DO UPDATE SET calls = calls + excluded.calls, folded = folded + excluded.folded`,
      hour, projectId, agent, tool, level, calls, folded,
    );
  }
  db.run("UPDATE tool_call SET project_id = ?1 WHERE session_id = ?2 AND project_id <> ?1", projectId, sessionId);
  db.run(
    `INSERT INTO folded_count SELECT session_id, hour, ?1, agent, tool, level, sum(calls) FROM folded_count WHERE session_id = ?2 AND project_id <> ?1 GROUP BY hour, agent, tool, level
     ON CONFLICT (session_id, hour, project_id, agent, tool, level) DO UPDATE SET calls = calls + excluded.calls`,
    projectId, sessionId,
  );
  db.run("DELETE FROM folded_count WHERE session_id = ? AND project_id <> ?", sessionId, projectId);
}
