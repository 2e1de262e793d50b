import type { FindingFilter } from "../../model/findingList.js";
import type { Database } from "../database.js";
import { findingsOf, type StoredFinding } from "./findings.js";
import { listedCondition } from "./groups.js";

/**
 * The finding that follows (1) or precedes (-1) another one among those to be decided, worst first, that have a call in a list: the open ones,
 * or those in the state that the filter names. Undefined at the end.
 *
 * @param from id of a finding in any state, which need not be listed; the worst one follows where it is null, or gone
 */
export function nextFinding(db: Database, filter: FindingFilter, from: string | null, by: 1 | -1): StoredFinding | undefined {
  const state = filter.state === null || filter.state === "any" ? "open" : filter.state;
  const place = from === null ? undefined : db.get<{ score: number; time: number; id: string }>("SELECT score, time, id FROM finding WHERE id = ?", from);
  if (!place && by === -1) return undefined;
  const { condition, values } = listedCondition(filter);
  const [than, order] = by === 1 ? ["<", "DESC"] : [">", "ASC"];
  const found = db.get<{ id: string }>(
    `SELECT finding.id FROM finding INDEXED BY finding_by_state WHERE finding.state = ? ${place ? `AND (finding.score, finding.time, finding.id) ${than} (?, ?, ?)` : ""}
       AND EXISTS (SELECT 1 FROM finding_call CROSS JOIN tool_call ON tool_call.id = finding_call.tool_call_id WHERE finding_call.finding_id = finding.id AND ${condition})
     ORDER BY finding.score ${order}, finding.time ${order}, finding.id ${order} LIMIT 1`,
    state, ...(place ? [place.score, place.time, place.id] : []), ...values,
  );
  return found && findingsOf(db, [found.id])[0];
}
