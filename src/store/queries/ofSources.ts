import { isSettled } from "../../model/finding.js";
import { RISK_LEVELS, type RiskLevel } from "../../model/risk.js";
import type { Database } from "../database.js";
import { type StoredFinding, listFindings } from "./findings.js";

export interface SourceTotals {
  readonly sessions: number;
  /** Calls, copies of forks left out. */
  readonly toolCalls: number;
  readonly scored: number;
  readonly byLevel: Readonly<Record<RiskLevel, number>>;
}

const PAGE = 500;
const LISTED = "(SELECT value FROM json_each(?))";

/** Calls that are counted at a level, and whose scoring failed since, or that are to be scored anew. */
const UNSETTLED = `SELECT risk_level AS level, -count(*) AS calls FROM
    (SELECT session_id, risk_level FROM tool_call INDEXED BY tool_call_failed WHERE enrich_error IS NOT NULL AND risk_level IS NOT NULL AND duplicate_of IS NULL AND kind <> 'prompt'
     UNION ALL SELECT session_id, risk_level FROM tool_call INDEXED BY tool_call_unscored
       WHERE enriched_at IS NULL AND enrich_error IS NULL AND risk_level IS NOT NULL AND duplicate_of IS NULL AND kind <> 'prompt') AS unsettled
    CROSS JOIN session ON session.id = session_id WHERE session.source_id IN ${LISTED} GROUP BY risk_level`;

/** Counts over the sessions of some sources, folded calls included: a store that a scan keeps may know others too. */
export function totalsOfSources(db: Database, sourceIds: readonly number[]): SourceTotals {
  const ids = JSON.stringify(sourceIds);
  const byLevel = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  const { calls, ...levels } = db.get<Record<"calls" | RiskLevel, number>>(
    `SELECT coalesce(sum(calls), 0) AS calls, coalesce(sum(critical), 0) AS critical, coalesce(sum(high), 0) AS high, coalesce(sum(medium), 0) AS medium,
       coalesce(sum(low), 0) AS low, coalesce(sum(none), 0) AS none
     FROM session INDEXED BY session_by_source CROSS JOIN session_total ON session_total.session_id = session.id WHERE source_id IN ${LISTED}`,
    ids,
  )!;
  for (const level of RISK_LEVELS) byLevel[level] += levels[level];
  for (const { level, calls: unsettled } of db.all<{ level: RiskLevel; calls: number }>(UNSETTLED, ids)) byLevel[level] += unsettled;
  const scored = RISK_LEVELS.reduce((sum, level) => sum + byLevel[level], 0);
  return { sessions: db.count(`SELECT count(*) FROM session WHERE source_id IN ${LISTED}`, ids), toolCalls: calls, scored, byLevel };
}

/** Findings in the sessions of some sources that are not settled, worst first. */
export function findingsOfSources(db: Database, sourceIds: readonly number[]): StoredFinding[] {
  const sessions = new Set(db.all<{ id: string }>(`SELECT id FROM session WHERE source_id IN ${LISTED}`, JSON.stringify(sourceIds)).map(({ id }) => id));
  const findings: StoredFinding[] = [];
  let after: string | null = null;
  do {
    const page = listFindings(db, 0, after, PAGE, "any");
    findings.push(...page.rows.filter(({ session_id, state }) => sessions.has(session_id) && !isSettled(state)));
    after = page.next;
  } while (after !== null);
  return findings;
}
