import type { Database } from "../database.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";

/** A session with what its calls add up to, folded ones included. */
export interface StoredSession {
  readonly id: string;
  readonly parent_id: string | null;
  readonly title: string;
  readonly directory: string;
  readonly agent: string | null;
  readonly model_id: string | null;
  /** US dollars. */
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

export const SESSION_COLUMNS = `session.id, session.parent_id, session.title, session.directory, session.agent, session.model_id, session.time_created,
  session.time_updated, session.deleted_at, coalesce(calls, 0) AS calls, coalesce(critical, 0) AS critical, coalesce(high, 0) AS high,
  coalesce(medium, 0) AS medium, coalesce(low, 0) AS low, coalesce(none, 0) AS none, coalesce(worst, 0) AS worst, coalesce(running, 0) AS running,
  coalesce(cost, 0) AS cost`;

/** Sessions with a call at or above a score, worst first; at score 0 all sessions that have calls. */
export function listSessions(db: Database, minScore: number, after: string | null, limit: number): Page<StoredSession> {
  return readPage<StoredSession>(db, sessionsQuery(minScore), after, limit);
}

/** The list as it is asked of SQLite. */
export function sessionsQuery(minScore: number): KeysetQuery {
  return {
    from: "session_total",
    where: "calls > 0 AND worst >= ?",
    values: [minScore],
    keys: ["worst", "critical", "high", "time_updated", "session_id"],
    select: SESSION_COLUMNS,
    complete: "JOIN session ON session.id = key4 JOIN session_total ON session_total.session_id = key4",
  };
}

export function getSession(db: Database, sessionId: string): StoredSession | undefined {
  return db.get<StoredSession>(`SELECT ${SESSION_COLUMNS} FROM session LEFT JOIN session_total ON session_id = session.id WHERE session.id = ?`, sessionId);
}

/** The project of a session; undefined for one that the store does not have. */
export function sessionProject(db: Database, sessionId: string): string | undefined {
  return db.get<{ project: string }>("SELECT project_id AS project FROM session WHERE id = ?", sessionId)?.project;
}

/** Where a session works; undefined for one that the store does not have. */
export function sessionPlace(db: Database, sessionId: string): { readonly directory: string; readonly worktree: string | null } | undefined {
  return db.get("SELECT directory, worktree FROM session LEFT JOIN project ON project.id = project_id WHERE session.id = ?", sessionId);
}

/** The folders that projects' rows name, by id. */
export function projectWorktrees(db: Database): Map<string, string> {
  return new Map(db.all<{ id: string; worktree: string }>("SELECT id, worktree FROM project").map(({ id, worktree }) => [id, worktree]));
}

/** A project's folder; without a row of its own that of one of its sessions. */
export function projectFolder(db: Database, projectId: string): string | undefined {
  return db.get<{ folder: string | null }>(
    "SELECT coalesce((SELECT worktree FROM project WHERE id = ?), (SELECT max(directory) FROM session WHERE project_id = ?)) AS folder",
    projectId, projectId,
  )?.folder ?? undefined;
}

/** Projects that have sessions, newest first; those without a row of their own by the folder of one of their sessions. */
export function listProjects(db: Database): Array<{ readonly id: string; readonly worktree: string; readonly sessions: number }> {
  return db.all(
    `SELECT project_id AS id, coalesce(max(project.worktree), max(session.directory)) AS worktree, count(*) AS sessions
     FROM session LEFT JOIN project ON project.id = project_id GROUP BY project_id ORDER BY max(time_updated) DESC`,
  );
}

/**
 * Ids of the sessions that work in one of the folders or below it, as a query with its values. What is below a folder is a range of the index:
 * `0` is the sign after `/`, and `]` that after `\`.
 */
export function sessionsBelow(folders: readonly string[]): { readonly sessions: string; readonly values: readonly string[] } {
  const below = folders.map(() => "directory = ? OR (directory >= ? || '/' AND directory < ? || '0') OR (directory >= ? || '\\' AND directory < ? || ']')").join(" OR ");
  return { sessions: `SELECT id FROM session WHERE ${below}`, values: folders.flatMap((folder) => [folder, folder, folder, folder, folder]) };
}

/** Sessions that work in one of the folders or below it; all where none is named. */
export function countSessions(db: Database, folders: readonly string[]): number {
  const { sessions, values } = folders.length === 0 ? { sessions: "SELECT id FROM session", values: [] } : sessionsBelow(folders);
  return db.count(`SELECT count(*) FROM (${sessions})`, ...values);
}
