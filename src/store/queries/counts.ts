import { RISK_LEVELS, type RiskLevel } from "../../model/risk.js";
import { TOOL_KINDS, type ToolKind, kindOfTool } from "../../model/toolKind.js";
import type { Database, Value } from "../database.js";
import { HOUR_MS, type SummaryLevel } from "../summaries.js";
import { ofCalls, where, type WidgetFilter } from "./widgetFilter.js";

const DAY_MS = 24 * HOUR_MS;

/** By what calls are counted; all but the technique come from the hourly summaries, and so count folded calls too. */
export const COUNT_DIMENSIONS = ["project", "agent", "tool", "kind", "day", "level"] as const;
export type CountDimension = (typeof COUNT_DIMENSIONS)[number];

/** Calls of one value of a dimension, by level. */
export interface LevelCount {
  /** Project id, agent, tool, kind or level; for days the first millisecond of the day. */
  readonly value: string;
  readonly calls: number;
  readonly byLevel: Readonly<Record<SummaryLevel, number>>;
}

export interface CountFilter {
  /** Half-open, in whole hours; milliseconds since 1970. */
  readonly span?: { readonly from: number; readonly to: number };
  readonly projectId?: string;
  /** Minutes that the reader's clock is ahead of UTC; days begin at its midnight. Zones of half hours are rounded to the hour. */
  readonly zoneMinutes?: number;
}

const EXPRESSIONS: Readonly<Record<Exclude<CountDimension, "day">, string>> = { project: "project_id", agent: "agent", tool: "tool", kind: "tool", level: "level" };

/** Calls by a dimension and level, most first; days in their order. */
export function countCalls(db: Database, dimension: CountDimension, filter: CountFilter = {}): LevelCount[] {
  const counts = new Map<string, { calls: number; byLevel: Record<SummaryLevel, number> }>();
  const { sql, values } = countsQuery(dimension, filter);
  for (const { value, level, calls } of db.all<{ value: string | number; level: SummaryLevel; calls: number }>(sql, ...values)) {
    const name = dimension === "kind" ? kindOfTool(String(value)) : String(value);
    const count = counts.get(name) ?? { calls: 0, byLevel: { critical: 0, high: 0, medium: 0, low: 0, none: 0, unscored: 0 } };
    counts.set(name, count);
    count.calls += calls;
    count.byLevel[level] += calls;
  }
  const list = [...counts].map(([value, count]) => ({ value, ...count }));
  return list.sort((one, other) => (dimension === "day" ? Number(one.value) - Number(other.value) : orderOf(dimension, one, other)));
}

/** The aggregate as it is asked of SQLite. */
export function countsQuery(dimension: CountDimension, { span, projectId, zoneMinutes = 0 }: CountFilter): { readonly sql: string; readonly values: Value[] } {
  const conditions: string[] = ["calls > 0"];
  const values: Value[] = [];
  const shift = Math.round(zoneMinutes / 60);
  const day = `((hour + ${shift}) / 24) * ${DAY_MS} - ${shift * HOUR_MS}`;
  if (span) {
    conditions.push("hour >= ?", "hour < ?");
    values.push(Math.floor(span.from / HOUR_MS), Math.ceil(span.to / HOUR_MS));
  }
  if (projectId !== undefined) {
    conditions.push("project_id = ?");
    values.push(projectId);
  }
  const expression = dimension === "day" ? day : EXPRESSIONS[dimension];
  return { sql: `SELECT ${expression} AS value, level, sum(calls) AS calls FROM summary WHERE ${conditions.join(" AND ")} GROUP BY 1, 2`, values };
}

function orderOf(dimension: CountDimension, one: LevelCount, other: LevelCount): number {
  if (dimension === "level") return RISK_LEVELS.indexOf(one.value as RiskLevel) - RISK_LEVELS.indexOf(other.value as RiskLevel);
  if (dimension === "kind") return TOOL_KINDS.indexOf(one.value as ToolKind) - TOOL_KINDS.indexOf(other.value as ToolKind);
  return other.calls - one.calls || (one.value < other.value ? -1 : 1);
}

/** Of each kind of fact that is counted the calls that there are, and those that retention folded. */
const FOLDED = "FROM folded_fact WHERE score >= ?1 AND kind";

const TECHNIQUES_SQL = `SELECT technique, sum(calls) AS calls, max(worst) AS worst FROM (
    SELECT technique, count(*) AS calls, max(risk_score) AS worst FROM technique WHERE risk_score >= ?1 GROUP BY technique
    UNION ALL SELECT value, sum(calls), max(score) ${FOLDED} = 'technique' GROUP BY value)
  GROUP BY technique ORDER BY calls DESC, technique`;

/** ATT&CK techniques of the calls at or above a score, folded ones included, most frequent first. */
export function countTechniques(db: Database, minScore: number): Array<{ technique: string; calls: number; worst: number }> {
  return db.all(TECHNIQUES_SQL, minScore);
}

/** Calls by technique within a filter, of those that are kept; most frequent first. */
export function techniquesWithin(db: Database, filter: WidgetFilter): Array<{ technique: string; calls: number; worst: number }> {
  const joined = filter.projectId !== null || filter.agent !== null || filter.technique !== null;
  const calls = ofCalls(filter, "technique.time", "technique.risk_score");
  return db.all(
    `SELECT technique, count(*) AS calls, max(technique.risk_score) AS worst FROM technique ${joined ? "CROSS JOIN tool_call ON tool_call.id = technique.tool_call_id" : ""}
     WHERE ${where(calls)} GROUP BY technique ORDER BY calls DESC, technique`,
    ...calls.values,
  );
}

const MODELS_SQL = `SELECT provider, model, sum(calls) AS calls, max(worst) AS worst FROM (
    SELECT coalesce(provider_id, '') AS provider, coalesce(model_id, '') AS model, count(*) AS calls, max(risk_score) AS worst
      FROM tool_call INDEXED BY tool_call_risky_by_message CROSS JOIN message ON message.id = message_id
      WHERE duplicate_of IS NULL AND kind <> 'prompt' AND risk_score > 0 AND risk_score >= ?1 GROUP BY 1, 2
    UNION ALL SELECT value ->> 0, value ->> 1, sum(calls), max(score) ${FOLDED} = 'model' GROUP BY value)
  GROUP BY 1, 2 ORDER BY calls DESC, 1, 2`;

/** Risky calls at or above a score by the model that made them, folded ones included, most first. */
export function countModels(db: Database, minScore: number): Array<{ provider: string; model: string; calls: number; worst: number }> {
  return db.all(MODELS_SQL, minScore);
}

const RISKY_COST_SQL = "SELECT count(*) AS sessions, coalesce(sum(cost), 0) AS cost FROM session_total WHERE calls > 0 AND worst >= ?";

/** How many sessions have a call at or above a score, and what they cost in US dollars. */
export function costOfSessions(db: Database, minScore: number): { readonly sessions: number; readonly cost: number } {
  return db.get(RISKY_COST_SQL, minScore) ?? { sessions: 0, cost: 0 };
}

/** What a model's messages add up to. */
export interface ModelUsage {
  readonly provider: string;
  readonly model: string;
  readonly messages: number;
  /** US dollars. */
  readonly cost: number;
  readonly input: number;
  readonly output: number;
  readonly reasoning: number;
  readonly cache_read: number;
  readonly cache_write: number;
}

/** Messages, cost and tokens by model, those of folded messages included; what cost most first. */
export function usageOfModels(db: Database): ModelUsage[] {
  return db.all(
    `SELECT provider_id AS provider, model_id AS model, sum(messages) AS messages, sum(cost) AS cost, sum(tokens_input) AS input, sum(tokens_output) AS output,
       sum(tokens_reasoning) AS reasoning, sum(tokens_cache_read) AS cache_read, sum(tokens_cache_write) AS cache_write
     FROM session_model GROUP BY 1, 2 ORDER BY cost DESC, 1, 2`,
  );
}
