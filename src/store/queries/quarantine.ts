import type { Database } from "../database.js";

/** A flagged output: of level medium or worse, by anything but a secret, which is replaced anyway. */
const FLAGGED = "observation.place = 'output' AND observation.score >= 30 AND observation.kind NOT GLOB 'secret:*'";
/** A person opened the finding, or decided on it. */
const LOOKED_AT = `EXISTS (SELECT 1 FROM finding_call JOIN finding ON finding.id = finding_id
  WHERE finding_call.tool_call_id = observation.tool_call_id AND (finding.read_at IS NOT NULL OR finding.state <> 'open'))`;

/**
 * True where a call's output is not to leave Spotter, for a model or a feed, before a person has looked at it: it tells agents what to do, or
 * hides something.
 */
export function isQuarantined(db: Database, toolCallId: string): boolean {
  return db.count(`SELECT count(*) FROM observation WHERE tool_call_id = ? AND ${FLAGGED} AND NOT ${LOOKED_AT}`, toolCallId) > 0;
}
