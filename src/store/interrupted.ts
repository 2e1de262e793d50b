import type { Database } from "./database.js";
import { recountRunning } from "./summaries.js";

/** A session that OpenCode has not written to for this long runs no call any more, in milliseconds; OpenCode's own limit for a command is minutes. */
export const INTERRUPTED_AFTER = 30 * 60_000;

/**
 * Marks calls that OpenCode left running or pending, as after a crash: nothing of their session changed for half an hour. They
 * are scored again. A call that moves after all is read as what it became then.
 *
 * @param now milliseconds since 1970; a clock that jumped back marks nothing
 * @returns sessions of the calls that were marked
 */
export function markInterrupted(db: Database, now: number): Set<string> {
  const idle = db.all<{ id: string; session_id: string }>(
    `SELECT tool_call.id, tool_call.session_id FROM tool_call INDEXED BY tool_call_open
       JOIN session ON session.id = tool_call.session_id JOIN census ON census.session_id = session.id AND census.source_id = session.source_id
     WHERE outcome IN ('pending', 'running') AND last_change BETWEEN 1 AND ?`,
    now - INTERRUPTED_AFTER,
  );
  for (const { id } of idle) db.run("UPDATE tool_call SET outcome = 'interrupted', enriched_at = NULL WHERE id = ?", id);
  const sessions = new Set(idle.map((call) => call.session_id));
  for (const id of sessions) recountRunning(db, id);
  return sessions;
}
