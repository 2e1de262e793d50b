import type { RiskLevel } from "../model/risk.js";
import type { Database } from "./database.js";

export type SummaryLevel = RiskLevel | "unscored";

/** What of a call decides where it is counted. */
export interface CountedCall {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly sessionId: string;
  readonly projectId: string;
  readonly agent: string;
  readonly tool: string;
  readonly level: SummaryLevel;
}

interface SessionChange {
  readonly calls: Record<"calls" | RiskLevel, number>;
  cost: number;
}

/** A message as it is counted: by which model, what it cost in US dollars, and its tokens in the order of the table's columns. */
export interface CountedMessage {
  readonly sessionId: string;
  readonly providerId: string | null;
  readonly modelId: string | null;
  readonly cost: number;
  readonly tokens: readonly [input: number, output: number, reasoning: number, cacheRead: number, cacheWrite: number];
}

interface ModelChange {
  readonly message: CountedMessage;
  readonly sums: [messages: number, cost: number, input: number, output: number, reasoning: number, cacheRead: number, cacheWrite: number];
}

export const HOUR_MS = 3_600_000;
const RUNNING = `(SELECT count(*) FROM tool_call INDEXED BY tool_call_open WHERE tool_call.session_id = session_total.session_id
  AND outcome IN ('pending', 'running') AND outcome = 'running' AND duplicate_of IS NULL)`;

/** Counts a session's running calls again, after they were marked as something else. */
export function recountRunning(db: Database, sessionId: string): void {
  db.run(`UPDATE session_total SET running = ${RUNNING} WHERE session_id = ?`, sessionId);
}

/** As a column of `tool_call`: JSON of the rules for which a call counts, each once; NULL where there is none. Copies of forks are counted nowhere. */
export const COUNTED_RULES = `CASE WHEN duplicate_of IS NULL THEN (SELECT nullif(json_group_array(rule), '[]') FROM (
  SELECT reason.value ->> 'rule' AS rule FROM json_each(coalesce(risk_reason, '[]')) AS reason
  UNION SELECT rule FROM adjustment WHERE tool_call_id = tool_call.id AND adjustment.kind = 'user-rule') WHERE rule IS NOT NULL) END`;

/**
 * Counts per hour, project, agent, tool and level, per session, and over everything. Changes are gathered during a
 * transaction and written at its end: a batch touches few rows often, and an upsert per call would cost more than the
 * call's own row.
 */
export class Summaries {
  private readonly hours = new Map<string, { readonly call: CountedCall; calls: number }>();
  private readonly sessions = new Map<string, SessionChange>();
  private readonly levels = new Map<SummaryLevel, number>();
  private readonly models = new Map<string, ModelChange>();
  private readonly rules = new Map<string, { readonly sessionId: string; readonly rule: string; calls: number }>();

  constructor(private readonly db: Database) {}

  /** Counts a call, or takes it out (-1). */
  add(call: CountedCall, calls: 1 | -1): void {
    const name = `${Math.floor(call.time / HOUR_MS)}\0${call.projectId}\0${call.agent}\0${call.tool}\0${call.level}`;
    const change = this.hours.get(name);
    if (change) change.calls += calls;
    else this.hours.set(name, { call, calls });
    this.levels.set(call.level, (this.levels.get(call.level) ?? 0) + calls);
    const session = this.sessionChange(call.sessionId).calls;
    session.calls += calls;
    if (call.level !== "unscored") session[call.level] += calls;
  }

  /** Looks for the session's worst row again, without counting anything: a prompt is no call. */
  touch(sessionId: string): void {
    this.sessionChange(sessionId);
  }

  /** Counts a call of a session for each of the rules that hold for it, or takes it out (-1). */
  addRules(sessionId: string, rules: Iterable<string>, calls: 1 | -1): void {
    for (const rule of rules) {
      const name = `${sessionId}\0${rule}`;
      const change = this.rules.get(name);
      if (change) change.calls += calls;
      else this.rules.set(name, { sessionId, rule, calls });
    }
  }

  /** Counts a message with its cost and tokens, or takes it out (-1). */
  addMessage(message: CountedMessage, messages: 1 | -1): void {
    this.sessionChange(message.sessionId).cost += messages * message.cost;
    const name = `${message.sessionId}\0${message.providerId ?? ""}\0${message.modelId ?? ""}`;
    const change = this.models.get(name) ?? { message, sums: [0, 0, 0, 0, 0, 0, 0] };
    this.models.set(name, change);
    [1, message.cost, ...message.tokens].forEach((value, index) => (change.sums[index]! += messages * value));
  }

  /** Writes what was gathered; called inside the transaction that changed the calls. */
  flush(): void {
    for (const { call, calls } of this.hours.values()) if (calls !== 0) this.flushHour(call, calls);
    for (const [level, calls] of this.levels) if (calls !== 0) this.db.run("INSERT INTO level_total (level, calls) VALUES (?, ?) ON CONFLICT (level) DO UPDATE SET calls = calls + excluded.calls", level, calls);
    for (const [sessionId, change] of this.sessions) this.flushSession(sessionId, change);
    for (const change of this.models.values()) this.flushModel(change);
    for (const change of this.rules.values()) if (change.calls !== 0) this.flushRule(change);
    this.discard();
  }

  /** Forgets what was gathered in a transaction that failed. */
  discard(): void {
    this.hours.clear();
    this.sessions.clear();
    this.levels.clear();
    this.models.clear();
    this.rules.clear();
  }

  private sessionChange(sessionId: string): SessionChange {
    let change = this.sessions.get(sessionId);
    if (!change) {
      change = { calls: { calls: 0, critical: 0, high: 0, medium: 0, low: 0, none: 0 }, cost: 0 };
      this.sessions.set(sessionId, change);
    }
    return change;
  }

  private flushHour({ time, projectId, agent, tool, level }: CountedCall, calls: number): void {
    const hour = Math.floor(time / HOUR_MS);
    this.db.run(
      `INSERT INTO summary (hour, project_id, agent, tool, level, calls) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (hour, project_id, agent, tool, level) DO UPDATE SET calls = calls + excluded.calls`,
      hour, projectId, agent, tool, level, calls,
    );
    if (calls > 0) return;
    this.db.run(
      "DELETE FROM summary WHERE hour = ? AND project_id = ? AND agent = ? AND tool = ? AND level = ? AND calls = 0 AND folded = 0",
      hour, projectId, agent, tool, level,
    );
  }

  private flushRule({ sessionId, rule, calls }: { readonly sessionId: string; readonly rule: string; readonly calls: number }): void {
    this.db.run("INSERT INTO session_rule VALUES (?, ?, ?) ON CONFLICT (rule, session_id) DO UPDATE SET calls = calls + excluded.calls", rule, sessionId, calls);
    if (calls < 0) this.db.run("DELETE FROM session_rule WHERE rule = ? AND session_id = ? AND calls = 0", rule, sessionId);
  }

  private flushModel({ message, sums }: ModelChange): void {
    const key = [message.sessionId, message.providerId ?? "", message.modelId ?? ""];
    this.db.run(
      `INSERT INTO session_model VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session_id, provider_id, model_id) DO UPDATE SET messages = messages + excluded.messages,
         cost = cost + excluded.cost, tokens_input = tokens_input + excluded.tokens_input, tokens_output = tokens_output + excluded.tokens_output,
         tokens_reasoning = tokens_reasoning + excluded.tokens_reasoning, tokens_cache_read = tokens_cache_read + excluded.tokens_cache_read,
         tokens_cache_write = tokens_cache_write + excluded.tokens_cache_write`,
      ...key, ...sums,
    );
    // A message that another model took over in the end leaves nothing with the first.
    if (sums[0] < 0) this.db.run("DELETE FROM session_model WHERE session_id = ? AND provider_id = ? AND model_id = ? AND messages = 0", ...key);
  }

  private flushSession(sessionId: string, { calls, cost }: SessionChange): void {
    this.db.run("INSERT OR IGNORE INTO session_total (session_id) VALUES (?)", sessionId);
    this.db.run(
      `UPDATE session_total SET calls = calls + ?, critical = critical + ?, high = high + ?, medium = medium + ?,
         low = low + ?, none = none + ?, cost = cost + ?,
         worst = max(folded_worst, coalesce((SELECT max(risk_score) FROM tool_call WHERE session_id = ?8 AND risk_score > 0 AND duplicate_of IS NULL), 0)),
         running = ${RUNNING}
       WHERE session_id = ?8`,
      calls.calls, calls.critical, calls.high, calls.medium, calls.low, calls.none, cost, sessionId,
    );
  }
}
