import { SETTLED_STATES, type SettledState } from "../../model/finding.js";
import type { FindingFilter } from "../../model/findingList.js";
import type { Database } from "../database.js";
import { listedCondition } from "./groups.js";

/**
 * How many findings a list leaves out as settled, by state: those of which it would list a call if it listed settled ones, too.
 * `suppressed` counts also those that are listed, of which it leaves out calls that are suppressed alone.
 *
 * @param filter of the list, which names no state
 */
export function countSettled(db: Database, filter: FindingFilter): Record<SettledState, number> {
  const counts = { "false-positive": 0, "accepted-risk": 0, resolved: 0, suppressed: 0 };
  const listed = listedCondition({ ...filter, state: "any" });
  const rows = db.all<{ state: SettledState; findings: number }>(
    `SELECT state, count(*) AS findings FROM finding INDEXED BY finding_by_state WHERE state IN (${SETTLED_STATES.map(() => "?").join(", ")})
       AND EXISTS (SELECT 1 FROM finding_call CROSS JOIN tool_call ON tool_call.id = finding_call.tool_call_id WHERE finding_call.finding_id = finding.id AND ${listed.condition})
     GROUP BY state`,
    ...SETTLED_STATES, ...listed.values,
  );
  for (const { state, findings } of rows) counts[state] = findings;
  const alone = listedCondition({ ...filter, state: "suppressed" });
  counts.suppressed += db.count(`SELECT count(DISTINCT finding.id) FROM ${SUPPRESSED_ALONE} AND ${alone.condition}`, ...alone.values);
  return counts;
}

/** Calls that are suppressed one by one, with their findings, which stay listed. */
const SUPPRESSED_ALONE = `settled_call CROSS JOIN tool_call ON tool_call.rowid = settled_call.row CROSS JOIN finding_call ON finding_call.tool_call_id = tool_call.id
  CROSS JOIN finding ON finding.id = finding_call.finding_id WHERE finding.state IN ('open', 'acknowledged')`;

export interface SettledOfSources {
  /** As `countSettled` counts. */
  readonly byState: Record<SettledState, number>;
  /** Those among the suppressed ones that are listed all the same: calls of them are left out. */
  readonly partly: number;
}

/** How many findings in the sessions of some sources are settled. */
export function settledOfSources(db: Database, sourceIds: readonly number[]): SettledOfSources {
  const byState = { "false-positive": 0, "accepted-risk": 0, resolved: 0, suppressed: 0 };
  const ids = JSON.stringify(sourceIds);
  const ofSources = "session.source_id IN (SELECT value FROM json_each(?))";
  const rows = db.all<{ state: SettledState; findings: number }>(
    `SELECT state, count(*) AS findings FROM finding INDEXED BY finding_by_state CROSS JOIN session ON session.id = finding.session_id
     WHERE state IN (${SETTLED_STATES.map(() => "?").join(", ")}) AND ${ofSources} GROUP BY state`,
    ...SETTLED_STATES, ids,
  );
  for (const { state, findings } of rows) byState[state] = findings;
  const partly = db.count(`SELECT count(DISTINCT finding.id) FROM ${SUPPRESSED_ALONE} AND finding.session_id IN (SELECT id FROM session WHERE ${ofSources})`, ids);
  byState.suppressed += partly;
  return { byState, partly };
}
