import type { Database } from "../database.js";

/** What a model could be told by: an output, an error or a prompt of level medium or worse, by anything but a secret, which is replaced anyway. */
const FLAGGED = "observation.place IN ('output', 'error', 'prompt') AND observation.score >= 30 AND observation.kind NOT GLOB 'secret:*'";
/** A person saw the finding, or decided on it; a copy that a fork made is looked at with the call that it repeats. */
const LOOKED_AT = `EXISTS (SELECT 1 FROM finding_call JOIN finding ON finding.id = finding_id
  WHERE finding_call.tool_call_id = coalesce(tool_call.duplicate_of, tool_call.id) AND (finding.read_at IS NOT NULL OR finding.state <> 'open'))`;

/** As a column of `tool_call`: 1 where the text is held back. */
export const IS_HELD = `EXISTS (SELECT 1 FROM observation WHERE observation.tool_call_id = tool_call.id AND ${FLAGGED} AND NOT ${LOOKED_AT})`;

/**
 * Calls and prompts of a session whose text is not to leave Spotter, for a model or a feed, before a person has looked at it: it tells agents what
 * to do, or hides something.
 */
export function quarantinedOf(db: Database, sessionId: string): ReadonlySet<string> {
  const rows = db.all<{ id: string }>(`SELECT tool_call.id FROM tool_call INDEXED BY tool_call_by_session WHERE session_id = ? AND ${IS_HELD}`, sessionId);
  return new Set(rows.map(({ id }) => id));
}
