import type { Database } from "../database.js";
import { CALL_COLUMNS, type StoredCall } from "./calls.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";
import { matchOf } from "./search.js";
import { ofCalls, ofHours, where, type WidgetFilter } from "./widgetFilter.js";

export interface StoredStreamCall extends StoredCall {
  readonly agent: string;
  readonly session_title: string | null;
}

/**
 * Newest first. Settled calls are left out unless the filter asks for them.
 *
 * @param technique id of an ATT&CK technique that the calls cite; null for any
 * @param text words that the command, path or URL holds; empty for any
 * @returns the page; `total` is null where only looking at all calls would tell it
 */
export function eventStream(db: Database, filter: WidgetFilter, text: string, technique: string | null, after: string | null, limit: number): Omit<Page<StoredStreamCall>, "total"> & { readonly total: number | null } {
  const page = readPage<StoredStreamCall>(db, { ...eventStreamQuery(filter, text, technique), total: 0 }, after, limit);
  if (after === null && page.next === null) return { ...page, total: page.rows.length };
  const isCounted = text.trim() === "" && technique === null && filter.state === "any";
  const hours = ofHours(filter);
  return { ...page, total: isCounted ? db.count(`SELECT sum(calls - folded) FROM summary WHERE ${where(hours)} GROUP BY NULL`, ...hours.values) : null };
}

/** The list as it is asked of SQLite. */
export function eventStreamQuery(filter: WidgetFilter, text: string, technique: string | null): KeysetQuery {
  const calls = ofCalls(filter);
  const conditions = [where(calls), "tool_call.duplicate_of IS NULL", "tool_call.kind <> 'prompt'"];
  const values = [...calls.values];
  const match = text.trim() === "" ? undefined : matchOf(text);
  // A text of signs alone holds no word that could be found.
  if (match === null) conditions.push("tool_call.time < 0");
  else if (match !== undefined) {
    conditions.push("tool_call.rowid IN (SELECT docid FROM call_text WHERE call_text MATCH ?)");
    values.push(match);
  }
  if (technique !== null) {
    conditions.push("tool_call.id IN (SELECT tool_call_id FROM technique WHERE technique = ?)");
    values.push(technique);
  }
  if (filter.state === null) conditions.push("tool_call.rowid NOT IN (SELECT row FROM settled_call)");
  else if (filter.state !== "any") {
    conditions.push("tool_call.id IN (SELECT finding_call.tool_call_id FROM finding CROSS JOIN finding_call ON finding_call.finding_id = finding.id WHERE finding.state = ?)");
    values.push(filter.state);
  }
  const isRisky = filter.minLevel === "critical" || filter.minLevel === "high" || filter.minLevel === "medium";
  return {
    from: `tool_call INDEXED BY ${isRisky ? "tool_call_risky_by_time" : "tool_call_by_time"}`,
    where: [...(isRisky ? ["tool_call.risk_score >= 30"] : []), ...conditions].join(" AND "),
    values,
    keys: isRisky ? ["tool_call.time", "tool_call.risk_score", "tool_call.rowid"] : ["tool_call.time", "tool_call.rowid"],
    select: `${CALL_COLUMNS}, tool_call.agent, session.title AS session_title`,
    complete: `JOIN tool_call ON tool_call.rowid = key${isRisky ? 2 : 1} LEFT JOIN session ON session.id = tool_call.session_id`,
  };
}
