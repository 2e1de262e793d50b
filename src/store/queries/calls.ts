import type { FindingState } from "../../model/finding.js";
import type { Outcome } from "../../model/outcome.js";
import type { RiskLevel } from "../../model/risk.js";
import type { ToolKind } from "../../model/toolKind.js";
import type { Database, Value } from "../database.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";
import { IS_HELD } from "./quarantine.js";
import { readTotals } from "./totals.js";

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
  /** 1 where the text of the output, or of the prompt, is held back until a person has looked at it. */
  readonly held: number;
  /** The finding that it belongs to (of what a fork copied, that of the call that it repeats), and how that is decided; null where it is too mild for one. */
  readonly call_finding: string | null;
  readonly call_state: FindingState | null;
}

const OF_CALL = "finding_call.tool_call_id = coalesce(tool_call.duplicate_of, tool_call.id)";
/** A call may be suppressed alone, while its finding is open. */
const STATE = `(SELECT CASE WHEN state IN ('open', 'acknowledged') AND EXISTS (SELECT 1 FROM tool_call AS own CROSS JOIN settled_call ON settled_call.row = own.rowid WHERE own.id = finding_call.tool_call_id) THEN 'suppressed' ELSE state END
  FROM finding_call CROSS JOIN finding ON finding.id = finding_call.finding_id WHERE ${OF_CALL})`;

export const CALL_COLUMNS = `tool_call.id, tool_call.call_id, tool_call.session_id, tool_call.message_id, tool_call.tool, tool_call.outcome,
  tool_call.command, tool_call.file_path, tool_call.url, substr(tool_call.arguments, 1, 2000) AS arguments_head,
  tool_call.risk_score, tool_call.risk_level, tool_call.risk_reason, tool_call.mitre_techniques, tool_call.time, ${IS_HELD} AS held,
  (SELECT finding_call.finding_id FROM finding_call WHERE ${OF_CALL}) AS call_finding, ${STATE} AS call_state`;

export type CallOrder = "risk" | "time";

/** What calls are about. At most one of session, project, agent, tool, kind and technique; the span may be given with each. */
export interface CallScope {
  readonly sessionId?: string;
  readonly projectId?: string;
  readonly agent?: string;
  readonly tool?: string;
  readonly kind?: ToolKind;
  /** ATT&CK technique id. */
  readonly technique?: string;
  /** Half-open span of time, for example a day in the reader's time zone; milliseconds since 1970. */
  readonly span?: { readonly from: number; readonly to: number };
}

export interface CallFilter {
  readonly scope: CallScope;
  /** Lowest score. 0 lists the harmless and the unscored too: of everything, of a session or of a span, and of nothing else. */
  readonly minScore: number;
  readonly order: CallOrder;
}

/** Score from which newest-first lists have an index of their own. */
const RISKY_BY_TIME = 30;
const SCOPE_COLUMNS = { sessionId: "session_id", projectId: "project_id", agent: "agent", tool: "tool", kind: "kind" } as const;

/** Calls, copies of forks left out, worst or newest first. */
export function listCalls(db: Database, filter: CallFilter, after: string | null, limit: number): Page<StoredCall> {
  const everything = filter.minScore === 0 && Object.values(filter.scope).every((value) => value === undefined);
  const query = callsQuery(filter);
  return readPage<StoredCall>(db, everything ? { ...query, total: readTotals(db).toolCalls } : query, after, limit);
}

/** The list as it is asked of SQLite. */
export function callsQuery(filter: CallFilter): KeysetQuery {
  const { technique, projectId, agent, tool, kind } = filter.scope;
  if (technique !== undefined) return techniqueQuery(filter, technique);
  const risky = projectId !== undefined || agent !== undefined || tool !== undefined || kind !== undefined;
  return plainQuery(risky ? { ...filter, minScore: Math.max(1, filter.minScore) } : filter);
}

function plainQuery({ scope, minScore, order }: CallFilter): KeysetQuery {
  const conditions = ["duplicate_of IS NULL"];
  const values: Value[] = [];
  for (const [name, column] of Object.entries(SCOPE_COLUMNS)) {
    const value = scope[name as keyof typeof SCOPE_COLUMNS];
    if (value === undefined) continue;
    conditions.push(`${column} = ?`);
    values.push(value);
  }
  if (scope.span) {
    conditions.push("time >= ?", "time < ?");
    values.push(scope.span.from, scope.span.to);
  }
  if (minScore > 0) {
    // The partial indexes' own conditions, so that the planner may use them.
    conditions.push("risk_score > 0", ...(minScore >= RISKY_BY_TIME ? ["risk_score >= 30"] : []), "risk_score >= ?");
    values.push(minScore);
  }
  const index = indexFor(scope, minScore, order);
  const score = minScore > 0 ? "risk_score" : "coalesce(risk_score, -1)";
  // That index holds the score, so that it can be told without the row; among calls of one moment the worst is first then.
  const byTime = index === "tool_call_risky_by_time" ? ["time", "risk_score", "rowid"] : ["time", "rowid"];
  const keys = order === "risk" ? [score, "time", "rowid"] : byTime;
  // The index of times holds harmless calls, too.
  const countFrom = index === "tool_call_by_time" && minScore > 0 && !scope.span ? { countFrom: "tool_call INDEXED BY tool_call_risky" } : {};
  return { from: `tool_call INDEXED BY ${index}`, ...countFrom, where: conditions.join(" AND "), values, keys, select: CALL_COLUMNS, complete: `JOIN tool_call ON tool_call.rowid = key${keys.length - 1}` };
}

/** Without statistics SQLite cannot tell which index narrows a list, so each list names its own. */
function indexFor(scope: CallScope, minScore: number, order: CallOrder): string {
  const scoped = (Object.keys(SCOPE_COLUMNS) as Array<keyof typeof SCOPE_COLUMNS>).find((name) => scope[name] !== undefined);
  if (scoped === "sessionId" && (minScore === 0 || order === "time")) return "tool_call_by_session";
  if (scoped !== undefined && minScore > 0) return `tool_call_risky_by_${scoped === "sessionId" ? "session" : SCOPE_COLUMNS[scoped].replace("_id", "")}`;
  if (order === "risk" && minScore > 0 && !scope.span) return "tool_call_risky";
  return minScore >= RISKY_BY_TIME ? "tool_call_risky_by_time" : "tool_call_by_time";
}

/** Calls of a technique; they all have a score. */
function techniqueQuery({ scope, minScore, order }: CallFilter, technique: string): KeysetQuery {
  const conditions = ["technique = ?", "risk_score >= ?"];
  const values: Value[] = [technique, minScore];
  if (scope.span) {
    conditions.push("time >= ?", "time < ?");
    values.push(scope.span.from, scope.span.to);
  }
  const keys = order === "risk" ? ["risk_score", "time", "tool_call_id"] : ["time", "tool_call_id"];
  return { from: "technique", where: conditions.join(" AND "), values, keys, select: CALL_COLUMNS, complete: `JOIN tool_call ON tool_call.id = key${keys.length - 1}` };
}

export function getCall(db: Database, id: string): StoredCall | undefined {
  return db.get<StoredCall>(`SELECT ${CALL_COLUMNS} FROM tool_call WHERE id = ?`, id);
}

/** A finding's calls, oldest first. */
export function evidenceOf(db: Database, findingId: string, limit: number): StoredCall[] {
  return db.all<StoredCall>(
    `SELECT ${CALL_COLUMNS} FROM finding_call INDEXED BY finding_call_by_finding CROSS JOIN tool_call ON tool_call.id = finding_call.tool_call_id WHERE finding_call.finding_id = ? ORDER BY tool_call.time, tool_call.id LIMIT ?`,
    findingId, limit,
  );
}

/** Scores of a session's calls by part id, for its transcript. */
export function scoresOfSession(db: Database, sessionId: string): Array<Pick<StoredCall, "id" | "risk_score" | "risk_level" | "risk_reason" | "call_state">> {
  return db.all(`SELECT id, risk_score, risk_level, risk_reason, ${STATE} AS call_state FROM tool_call WHERE session_id = ?`, sessionId);
}

/** Which calls of a session are of which finding, in the order of time. */
export function evidenceOfSession(db: Database, sessionId: string): Array<{ finding_id: string; id: string }> {
  return db.all(
    `SELECT finding_call.finding_id, tool_call.id FROM finding JOIN finding_call ON finding_call.finding_id = finding.id JOIN tool_call ON tool_call.id = tool_call_id
     WHERE finding.session_id = ? ORDER BY tool_call.time, tool_call.id`,
    sessionId,
  );
}
