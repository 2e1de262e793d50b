import type { Database } from "../database.js";
import { CALL_COLUMNS, type StoredCall } from "./calls.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";
import { matchOf } from "./search.js";
import { hourOfWeek } from "./trend.js";
import { type Conditions, ofCalls, ofHours, where, type WidgetFilter } from "./widgetFilter.js";

/** What the calls are narrowed to besides the filter: those that one mark of a drawing counts; `rows` are their row numbers. */
export type CallsOfMark =
  | { readonly by: "technique"; readonly technique: string }
  | { readonly by: "model"; readonly provider: string; readonly model: string }
  | { readonly by: "hour"; readonly weekday: number; readonly hour: number }
  | { readonly by: "rows"; readonly rows: readonly number[] };

export interface StoredStreamCall extends StoredCall {
  readonly agent: string;
  readonly session_title: string | null;
}

/**
 * Newest first. Settled calls are left out unless the filter asks for them.
 *
 * @param mark null for any
 * @param text words that the command, path or URL holds; empty for any
 * @returns the page; `total` is null where only looking at all calls would tell it
 */
export function eventStream(db: Database, filter: WidgetFilter, text: string, mark: CallsOfMark | null, after: string | null, limit: number): Omit<Page<StoredStreamCall>, "total"> & { readonly total: number | null } {
  const page = readPage<StoredStreamCall>(db, { ...eventStreamQuery(filter, text, mark), total: 0 }, after, limit);
  if (after === null && page.next === null) return { ...page, total: page.rows.length };
  // A technique's prompts are listed, and not counted as calls.
  const isCounted = text.trim() === "" && mark === null && filter.state === "any" && filter.technique === null;
  const hours = ofHours(filter);
  return { ...page, total: isCounted ? db.count(`SELECT sum(calls - folded) FROM ${hours.source} WHERE ${where(hours)} GROUP BY NULL`, ...hours.values) : null };
}

/** The list as it is asked of SQLite. */
export function eventStreamQuery(filter: WidgetFilter, text: string, mark: CallsOfMark | null): KeysetQuery {
  const calls = ofCalls(filter);
  const marked = ofMark(mark, filter);
  const conditions = [where(calls), "tool_call.duplicate_of IS NULL", ...marked.conditions];
  const values = [...calls.values, ...marked.values];
  const match = text.trim() === "" ? undefined : matchOf(text);
  // A text of signs alone holds no word that could be found.
  if (match === null) conditions.push("tool_call.time < 0");
  else if (match !== undefined) {
    conditions.push("tool_call.rowid IN (SELECT docid FROM call_text WHERE call_text MATCH ?)");
    values.push(match);
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

const NO_PROMPT = "tool_call.kind <> 'prompt'";

/** The same calls as the mark's own number counts: a technique counts prompts, too, and a model its risky calls. */
function ofMark(mark: CallsOfMark | null, { technique, zoneMinutes }: WidgetFilter): Conditions {
  switch (mark?.by) {
    case undefined:
      return { conditions: technique === null ? [NO_PROMPT] : [], values: [] };
    case "technique":
      return { conditions: ["tool_call.id IN (SELECT tool_call_id FROM technique WHERE technique = ?)"], values: [mark.technique] };
    case "model":
      return {
        conditions: [NO_PROMPT, "tool_call.risk_score > 0", "EXISTS (SELECT 1 FROM message WHERE message.id = tool_call.message_id AND coalesce(message.provider_id, '') = ? AND coalesce(message.model_id, '') = ?)"],
        values: [mark.provider, mark.model],
      };
    case "hour": {
      const { weekday, hour } = hourOfWeek("tool_call.time", zoneMinutes);
      return { conditions: [NO_PROMPT, `${weekday} = ?`, `${hour} = ?`], values: [mark.weekday, mark.hour] };
    }
    case "rows":
      return { conditions: [NO_PROMPT, "tool_call.rowid IN (SELECT value FROM json_each(?))"], values: [JSON.stringify(mark.rows)] };
  }
}
