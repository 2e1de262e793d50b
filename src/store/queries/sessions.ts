import type { Database } from "../database.js";
import { type Page, readPage } from "./page.js";

/** A session with what its calls add up to. */
export interface StoredSession {
  readonly id: string;
  readonly parent_id: string | null;
  readonly title: string;
  readonly directory: string;
  readonly agent: string | null;
  readonly model_id: string | null;
  readonly cost: number;
  readonly time_created: number;
  readonly time_updated: number;
  readonly calls: number;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly none: number;
  readonly worst: number;
  readonly running: number;
  readonly deleted_at: number | null;
}

const COLUMNS = `session.id, session.parent_id, session.title, session.directory, session.agent, session.model_id, session.time_created,
  session.time_updated, session.deleted_at, calls, critical, high, medium, low, none, worst, running,
  (SELECT coalesce(sum(cost), 0) FROM message WHERE message.session_id = session.id) AS cost`;

const COUNTED = `(SELECT session_id, count(*) AS calls, sum(risk_level IS 'critical') AS critical, sum(risk_level IS 'high') AS high,
    sum(risk_level IS 'medium') AS medium, sum(risk_level IS 'low') AS low, sum(risk_level IS 'none') AS none,
    coalesce(max(risk_score), 0) AS worst, sum(outcome = 'running') AS running
  FROM tool_call WHERE duplicate_of IS NULL GROUP BY session_id) AS counted`;

/** Sessions with a call at or above a score, worst first; at score 0 all sessions that have calls. */
export function listSessions(db: Database, minScore: number, after: string | null, limit: number): Page<StoredSession> {
  return readPage<StoredSession>(
    db,
    {
      select: COLUMNS,
      from: `${COUNTED} JOIN session ON session.id = counted.session_id`,
      where: "worst >= ?",
      values: [minScore],
      keys: ["worst", "critical", "high", "session.time_updated", "session.id"],
    },
    after,
    limit,
  );
}

export function getSession(db: Database, sessionId: string): StoredSession | undefined {
  return db.get<StoredSession>(
    `SELECT session.id, session.parent_id, session.title, session.directory, session.agent, session.model_id, session.time_created,
       session.time_updated, session.deleted_at, count(tool_call.id) AS calls, sum(risk_level IS 'critical') AS critical,
       sum(risk_level IS 'high') AS high, sum(risk_level IS 'medium') AS medium, sum(risk_level IS 'low') AS low,
       sum(risk_level IS 'none') AS none, coalesce(max(risk_score), 0) AS worst, coalesce(sum(outcome = 'running'), 0) AS running,
       (SELECT coalesce(sum(cost), 0) FROM message WHERE message.session_id = session.id) AS cost
     FROM session LEFT JOIN tool_call ON tool_call.session_id = session.id AND duplicate_of IS NULL WHERE session.id = ? GROUP BY session.id`,
    sessionId,
  );
}

/** Where a session works; undefined for one that the store does not have. */
export function sessionPlace(db: Database, sessionId: string): { readonly directory: string; readonly worktree: string | null } | undefined {
  return db.get("SELECT directory, worktree FROM session LEFT JOIN project ON project.id = project_id WHERE session.id = ?", sessionId);
}
