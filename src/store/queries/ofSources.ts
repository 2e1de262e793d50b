import type { RiskLevel } from "../../model/risk.js";
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

/** Counts over the sessions of some sources: a store that a scan keeps may know others too. Goes over all their calls. */
export function totalsOfSources(db: Database, sourceIds: readonly number[]): SourceTotals {
  const ids = JSON.stringify(sourceIds);
  const byLevel = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  let [toolCalls, scored] = [0, 0];
  const rows = db.all<{ level: RiskLevel | null; calls: number }>(
    `SELECT CASE WHEN enriched_at IS NOT NULL AND enrich_error IS NULL THEN risk_level END AS level, count(*) AS calls
     FROM session CROSS JOIN tool_call ON tool_call.session_id = session.id
     WHERE session.source_id IN ${LISTED} AND duplicate_of IS NULL AND kind <> 'prompt' GROUP BY 1`,
    ids,
  );
  for (const { level, calls } of rows) {
    toolCalls += calls;
    if (level === null) continue;
    scored += calls;
    byLevel[level] = calls;
  }
  return { sessions: db.count(`SELECT count(*) FROM session WHERE source_id IN ${LISTED}`, ids), toolCalls, scored, byLevel };
}

/** Open findings in the sessions of some sources, worst first. */
export function findingsOfSources(db: Database, sourceIds: readonly number[]): StoredFinding[] {
  const sessions = new Set(db.all<{ id: string }>(`SELECT id FROM session WHERE source_id IN ${LISTED}`, JSON.stringify(sourceIds)).map(({ id }) => id));
  const findings: StoredFinding[] = [];
  let after: string | null = null;
  do {
    const page = listFindings(db, 0, after, PAGE);
    findings.push(...page.rows.filter((finding) => sessions.has(finding.session_id)));
    after = page.next;
  } while (after !== null);
  return findings;
}
