import type { Database } from "../database.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";
import { SESSION_COLUMNS, type StoredSession } from "./sessions.js";

/** What the sub-agents below a session add up to, at any depth. */
export interface Below {
  readonly sessions: number;
  readonly worst: number;
  /** US dollars. */
  readonly cost: number;
  /** Sessions of them in which a call is running. */
  readonly live: number;
}

/**
 * Sessions that no other one started, or those that `parentId` started; the one with the newest activity first. A session whose parent is
 * not in the store stands at the top: it would be seen nowhere else.
 */
export function listTreeSessions(db: Database, parentId: string | null, after: string | null, limit: number): Page<StoredSession> {
  return readPage<StoredSession>(db, treeQuery(parentId), after, limit);
}

/** The list as it is asked of SQLite. */
export function treeQuery(parentId: string | null): KeysetQuery {
  const top = "session.parent_id IS NULL OR NOT EXISTS (SELECT 1 FROM session AS parent WHERE parent.id = session.parent_id)";
  return {
    from: parentId === null ? "session INDEXED BY session_by_time" : "session INDEXED BY session_by_parent",
    where: parentId === null ? `(${top})` : "session.parent_id = ?",
    values: parentId === null ? [] : [parentId],
    keys: ["session.time_updated", "session.id"],
    select: SESSION_COLUMNS,
    complete: "JOIN session ON session.id = key1 LEFT JOIN session_total ON session_total.session_id = key1",
  };
}

/** UNION, and not UNION ALL: records that name each other as parents come to an end, too. */
const BELOW_SQL = `WITH RECURSIVE below (id) AS (
    SELECT id FROM session INDEXED BY session_by_parent WHERE parent_id = ?1
    UNION SELECT session.id FROM below CROSS JOIN session INDEXED BY session_by_parent ON session.parent_id = below.id WHERE session.id <> ?1)
  SELECT count(*) AS sessions, coalesce(max(worst), 0) AS worst, coalesce(sum(cost), 0) AS cost, coalesce(sum(running > 0), 0) AS live
  FROM below CROSS JOIN session_total ON session_total.session_id = below.id`;

export function readBelow(db: Database, sessionId: string): Below {
  return db.get<Below>(BELOW_SQL, sessionId)!;
}
