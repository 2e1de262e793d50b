import type { Outcome } from "../../model/outcome.js";
import type { RiskLevel } from "../../model/risk.js";
import type { Database } from "../database.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";

/** A tool call as it is listed. */
export interface StoredCall {
  readonly id: string;
  readonly call_id: string;
  readonly session_id: string;
  readonly message_id: string;
  readonly tool: string;
  readonly outcome: Outcome;
  readonly command: string | null;
  readonly file_path: string | null;
  readonly url: string | null;
  /** The arguments' first 2,000 characters, for tools without a command, path or URL. */
  readonly arguments_head: string;
  readonly risk_score: number | null;
  readonly risk_level: RiskLevel | null;
  /** JSON of `Reason[]`. */
  readonly risk_reason: string | null;
  /** JSON of technique ids. */
  readonly mitre_techniques: string | null;
  readonly time: number;
}

export const CALL_COLUMNS = `tool_call.id, tool_call.call_id, tool_call.session_id, tool_call.message_id, tool_call.tool, tool_call.outcome,
  tool_call.command, tool_call.file_path, tool_call.url, substr(tool_call.arguments, 1, 2000) AS arguments_head,
  tool_call.risk_score, tool_call.risk_level, tool_call.risk_reason, tool_call.mitre_techniques, tool_call.time`;

export interface CallFilter {
  readonly sessionId: string | null;
  /** Lowest score; 0 lists the unscored too. */
  readonly minScore: number;
  readonly order: "risk" | "time";
}

/** Calls, copies of forks left out, worst or newest first. */
export function listCalls(db: Database, filter: CallFilter, after: string | null, limit: number): Page<StoredCall> {
  const byRisk = filter.order === "risk";
  const conditions = ["tool_call.duplicate_of IS NULL"];
  const values: Array<string | number> = [];
  if (filter.sessionId !== null) {
    conditions.push("tool_call.session_id = ?");
    values.push(filter.sessionId);
  }
  if (filter.minScore > 0) {
    // `> 0` repeats the partial indexes' own condition, so that the planner may use them.
    conditions.push("tool_call.risk_score > 0", "tool_call.risk_score >= ?");
    values.push(filter.minScore);
  }
  const score = filter.minScore > 0 ? "tool_call.risk_score" : "coalesce(tool_call.risk_score, -1)";
  const query: KeysetQuery = {
    select: CALL_COLUMNS,
    from: "tool_call",
    where: conditions.join(" AND "),
    values,
    keys: byRisk ? [score, "tool_call.time", "tool_call.id"] : ["tool_call.time", "tool_call.id"],
  };
  return readPage<StoredCall>(db, query, after, limit);
}

export function getCall(db: Database, id: string): StoredCall | undefined {
  return db.get<StoredCall>(`SELECT ${CALL_COLUMNS} FROM tool_call WHERE id = ?`, id);
}

/** Scores of a session's calls by part id, for its transcript. */
export function scoresOfSession(db: Database, sessionId: string): Array<{ id: string; risk_score: number | null; risk_level: RiskLevel | null; risk_reason: string | null }> {
  return db.all("SELECT id, risk_score, risk_level, risk_reason FROM tool_call WHERE session_id = ?", sessionId);
}
