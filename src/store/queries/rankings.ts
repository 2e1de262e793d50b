import type { RiskLevel } from "../../model/risk.js";
import { LEVEL_FLOOR } from "../../model/risk.js";
import type { Database, Value } from "../database.js";
import type { SummaryLevel } from "../summaries.js";
import { type Conditions, ofCalls, ofHours, where, type WidgetFilter } from "./widgetFilter.js";

type Levels = Record<RiskLevel, number>;

export interface RankedSession extends Levels {
  readonly id: string;
  readonly title: string;
  readonly agent: string | null;
  readonly calls: number;
  readonly worst: number;
  readonly failures: number;
  /** US dollars. */
  readonly cost: number;
  /** Milliseconds. */
  readonly duration: number;
}

export interface RankedAgent {
  readonly agent: string;
  readonly calls: number;
  readonly byLevel: Levels;
  readonly worst: number;
  readonly failures: number;
}

export interface RankedModel extends Levels {
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
  readonly worst: number;
  readonly failures: number;
  readonly cost: number;
}

const FAILED = "('failed', 'denied', 'rejected', 'blocked')";

/** The worst so many, and how many there are. */
export interface Worst<T> {
  readonly rows: T[];
  readonly of: number;
}

/** A session was an agent's where one of its calls was: OpenCode 1.x names no agent for the session itself. Calls that were folded are told by their sums. */
const OF_AGENT = `(EXISTS (SELECT 1 FROM tool_call INDEXED BY tool_call_by_session WHERE tool_call.session_id = session.id AND tool_call.agent = ? AND tool_call.duplicate_of IS NULL AND tool_call.kind <> 'prompt')
  OR EXISTS (SELECT 1 FROM folded_count WHERE folded_count.session_id = session.id AND folded_count.agent = ?))`;

const CITING = "session.id IN (SELECT tool_call.session_id FROM technique AS cited CROSS JOIN tool_call ON tool_call.id = cited.tool_call_id WHERE cited.technique = ? AND cited.time >= ? AND cited.time < ?)";

function activeSessions({ from, to, projectId, agent, technique, minLevel }: WidgetFilter): Conditions {
  const conditions = ["session_total.calls > 0", "session_total.worst >= ?"];
  const values: Value[] = [LEVEL_FLOOR[minLevel]];
  const add = (condition: string, ...those: Value[]): void => void (conditions.push(condition), values.push(...those));
  if (from !== null) add("session.time_updated >= ?", from);
  if (to !== null) add("session.time_created < ?", to);
  if (projectId !== null) add("session.project_id = ?", projectId);
  if (agent !== null) add(OF_AGENT, agent, agent);
  if (technique !== null) add(CITING, technique, from ?? Number.MIN_SAFE_INTEGER, to ?? Number.MAX_SAFE_INTEGER);
  return { conditions, values };
}

const SESSIONS = "FROM session_total INDEXED BY session_total_by_risk CROSS JOIN session ON session.id = session_total.session_id";

/** Sessions that were active in the span, the worst first, with all of their calls. */
export function rankedSessions(db: Database, filter: WidgetFilter, limit: number): Worst<RankedSession> {
  const active = activeSessions(filter);
  const rows = db.all<RankedSession>(
    `SELECT session.id, session.title, session.agent, calls, critical, high, medium, low, none, worst, cost, max(0, session.time_updated - session.time_created) AS duration,
       (SELECT count(*) FROM tool_call INDEXED BY tool_call_by_session WHERE tool_call.session_id = session.id AND outcome IN ${FAILED} AND duplicate_of IS NULL) AS failures
     ${SESSIONS}
     WHERE ${where(active)} ORDER BY worst DESC, critical DESC, high DESC, session_total.time_updated DESC, session_total.session_id DESC LIMIT ?`,
    ...active.values, limit,
  );
  return { rows, of: rows.length < limit ? rows.length : db.count(`SELECT count(*) ${SESSIONS} WHERE ${where(active)}`, ...active.values) };
}

/** Agents by their calls, the worst first. */
export function rankedAgents(db: Database, filter: WidgetFilter, limit: number): Worst<RankedAgent> {
  const agents = new Map<string, { calls: number; byLevel: Levels }>();
  const hours = ofHours(filter);
  for (const { agent, level, calls } of db.all<{ agent: string; level: SummaryLevel; calls: number }>(`SELECT agent, level, sum(calls) AS calls FROM ${hours.source} WHERE ${where(hours)} GROUP BY 1, 2`, ...hours.values)) {
    const counts = agents.get(agent) ?? { calls: 0, byLevel: { critical: 0, high: 0, medium: 0, low: 0, none: 0 } };
    agents.set(agent, counts);
    counts.calls += calls;
    if (level !== "unscored") counts.byLevel[level] += calls;
  }
  const failures = new Map(failuresBy(db, filter, "tool_call.agent").map(({ value, failures: count }) => [value, count]));
  const worst = worstByAgent(db, filter);
  const rows = [...agents].map(([agent, counts]) => ({ agent, ...counts, worst: worst.get(agent) ?? 0, failures: failures.get(agent) ?? 0 }));
  return { rows: rows.sort((one, other) => other.worst - one.worst || other.calls - one.calls || (one.agent < other.agent ? -1 : 1)).slice(0, limit), of: rows.length };
}

function worstByAgent(db: Database, filter: WidgetFilter): Map<string, number> {
  const calls = ofCalls(filter);
  const rows = db.all<{ agent: string; worst: number }>(
    `SELECT agent, max(risk_score) AS worst FROM tool_call INDEXED BY tool_call_risky_by_agent WHERE risk_score > 0 AND duplicate_of IS NULL AND kind <> 'prompt' AND ${where(calls)} GROUP BY agent`,
    ...calls.values,
  );
  return new Map(rows.map(({ agent, worst }) => [agent, worst]));
}

/** Models by their risky calls, the worst first; what a model cost is that of its messages in sessions of the span. */
export function rankedModels(db: Database, filter: WidgetFilter, limit: number): Worst<RankedModel> {
  const calls = ofCalls(filter);
  const rows = db.all<Omit<RankedModel, "failures" | "cost">>(
    `SELECT coalesce(provider_id, '') AS provider, coalesce(message.model_id, '') AS model, count(*) AS calls, max(risk_score) AS worst,
       sum(risk_score >= 80) AS critical, sum(risk_score BETWEEN 60 AND 79) AS high, sum(risk_score BETWEEN 30 AND 59) AS medium, sum(risk_score < 30) AS low, 0 AS none
     FROM tool_call INDEXED BY tool_call_risky_by_message CROSS JOIN message ON message.id = message_id
     WHERE risk_score > 0 AND duplicate_of IS NULL AND tool_call.kind <> 'prompt' AND ${where(calls)} GROUP BY 1, 2`,
    ...calls.values,
  );
  const failures = new Map(failuresBy(db, filter, "json_array(coalesce(provider_id, ''), coalesce(message.model_id, ''))", "CROSS JOIN message ON message.id = message_id").map(({ value, failures: count }) => [value, count]));
  const costs = costsOfModels(db, filter);
  const ranked = rows
    .map((row) => ({ ...row, failures: failures.get(JSON.stringify([row.provider, row.model])) ?? 0, cost: costs.get(JSON.stringify([row.provider, row.model])) ?? 0 }))
    .sort((one, other) => other.worst - one.worst || other.calls - one.calls || (one.model < other.model ? -1 : 1))
    .slice(0, limit);
  return { rows: ranked, of: rows.length };
}

function costsOfModels(db: Database, { from, to, projectId }: WidgetFilter): Map<string, number> {
  const conditions = ["1"];
  const values: Value[] = [];
  if (from !== null) values.push(conditions.push("session.time_updated >= ?") && from);
  if (to !== null) values.push(conditions.push("session.time_created < ?") && to);
  if (projectId !== null) values.push(conditions.push("session.project_id = ?") && projectId);
  const rows = db.all<{ provider: string; model: string; cost: number }>(
    `SELECT provider_id AS provider, session_model.model_id AS model, sum(session_model.cost) AS cost FROM session_model CROSS JOIN session ON session.id = session_model.session_id WHERE ${conditions.join(" AND ")} GROUP BY 1, 2`,
    ...values,
  );
  return new Map(rows.map(({ provider, model, cost }) => [JSON.stringify([provider, model]), cost]));
}

function failuresBy(db: Database, filter: WidgetFilter, value: string, join = ""): Array<{ readonly value: string; readonly failures: number }> {
  const calls = ofCalls(filter);
  return db.all(
    `SELECT ${value} AS value, count(*) AS failures FROM tool_call INDEXED BY tool_call_unsuccessful ${join}
     WHERE outcome IN ${FAILED} AND duplicate_of IS NULL AND ${where(calls)} GROUP BY 1`,
    ...calls.values,
  );
}
