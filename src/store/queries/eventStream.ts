import type { Database } from "../database.js";
import { HOUR_MS } from "../summaries.js";
import { CALL_COLUMNS, type StoredCall } from "./calls.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";
import { matchOf } from "./search.js";
import { hourOfWeek } from "./trend.js";
import { type Conditions, ofCalls, ofHours, where, type WidgetFilter } from "./widgetFilter.js";

/** What the calls are narrowed to besides the filter: those that one mark of a drawing counts; `rows` are their row numbers. */
export type CallsOfMark =
  | { readonly by: "calls" }
  | { readonly by: "technique" }
  | { readonly by: "model"; readonly provider: string; readonly model: string }
  | { readonly by: "hour"; readonly weekday: number; readonly hour: number }
  | { readonly by: "rows"; readonly rows: readonly number[] };

export interface StoredStreamCall extends StoredCall {
  readonly agent: string;
  readonly session_title: string | null;
}

export interface StreamOfCalls extends Omit<Page<StoredStreamCall>, "total"> {
  readonly total: number | null;
  /** Calls that match and are not listed. */
  readonly leftOut: { readonly settled: number; readonly folded: number };
}

/**
 * Newest first. Settled calls are left out unless the filter asks for them.
 *
 * @param mark null for any
 * @param text words that the command, path or URL holds; empty for any
 * @returns the page; `total` is null where only looking at all calls would tell it
 */
export function eventStream(db: Database, filter: WidgetFilter, text: string, mark: CallsOfMark | null, after: string | null, limit: number): StreamOfCalls {
  const page = readPage<StoredStreamCall>(db, { ...eventStreamQuery(db, filter, text, mark), total: 0 }, after, limit);
  const settled = filter.state === null ? settledWithin(db, filter, text, mark) : 0;
  // A technique's prompts are listed, and not counted as calls.
  const isCounted = text.trim() === "" && (filter.state === null || filter.state === "any") && (mark?.by === "calls" || (mark === null && filter.technique === null));
  const { kept, folded } = isCounted ? sumsOf(db, filter) : { kept: null, folded: 0 };
  // Counts are kept by the hours of UTC, at which a span of the reader's need not begin.
  const isWhole = [filter.from, filter.to].every((end) => end === null || end % HOUR_MS === 0);
  const isAll = after === null && page.next === null;
  return { ...page, total: isAll ? page.rows.length : kept === null || !isWhole ? null : kept - settled, leftOut: { settled, folded } };
}

function sumsOf(db: Database, filter: WidgetFilter): { readonly kept: number; readonly folded: number } {
  const hours = ofHours(filter);
  return db.get(`SELECT coalesce(sum(calls - folded), 0) AS kept, coalesce(sum(folded), 0) AS folded FROM ${hours.source} WHERE ${where(hours)} GROUP BY NULL`, ...hours.values) ?? { kept: 0, folded: 0 };
}

/** How many calls the list leaves out since they are settled. */
function settledWithin(db: Database, filter: WidgetFilter, text: string, mark: CallsOfMark | null): number {
  const { conditions, values } = ofStream(db, { ...filter, state: "any" }, text, mark);
  return db.count(`SELECT count(*) FROM settled_call CROSS JOIN tool_call ON tool_call.rowid = settled_call.row WHERE ${conditions.join(" AND ")}`, ...values);
}

function ofStream(db: Database, filter: WidgetFilter, text: string, mark: CallsOfMark | null): Conditions {
  const calls = ofCalls(filter);
  const marked = ofMark(db, mark, filter);
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
  return { conditions, values };
}

/** The list as it is asked of SQLite. */
export function eventStreamQuery(db: Database, filter: WidgetFilter, text: string, mark: CallsOfMark | null): KeysetQuery {
  const { conditions, values } = ofStream(db, filter, text, mark);
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
function ofMark(db: Database, mark: CallsOfMark | null, filter: WidgetFilter): Conditions {
  switch (mark?.by) {
    case undefined:
      return { conditions: filter.technique === null ? [NO_PROMPT] : [], values: [] };
    case "calls":
      return { conditions: [NO_PROMPT], values: [] };
    case "technique":
      return { conditions: ["EXISTS (SELECT 1 FROM technique AS any_of INDEXED BY technique_by_call WHERE any_of.tool_call_id = tool_call.id)"], values: [] };
    case "model":
      return {
        conditions: [NO_PROMPT, "tool_call.risk_score > 0", "EXISTS (SELECT 1 FROM message WHERE message.id = tool_call.message_id AND coalesce(message.provider_id, '') = ? AND coalesce(message.model_id, '') = ?)"],
        values: [mark.provider, mark.model],
      };
    case "hour": {
      const { weekday, hour } = hourOfWeek(db, filter, "tool_call.time");
      return { conditions: [NO_PROMPT, `${weekday} = ?`, `${hour} = ?`], values: [mark.weekday, mark.hour] };
    }
    case "rows":
      return { conditions: [NO_PROMPT, "tool_call.rowid IN (SELECT value FROM json_each(?))"], values: [JSON.stringify(mark.rows)] };
  }
}
