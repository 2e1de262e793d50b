import type { ActionTaken, FindingKind, FindingState } from "../../model/finding.js";
import type { RiskLevel } from "../../model/risk.js";
import type { Database } from "../database.js";
import { CALL_COLUMNS, type StoredCall } from "./calls.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";

/** A finding with the newest of its calls. */
export interface StoredFinding extends StoredCall {
  readonly finding_id: string;
  readonly finding_kind: FindingKind;
  readonly rule: string;
  readonly fingerprint: string;
  readonly score: number;
  readonly level: RiskLevel;
  readonly state: FindingState;
  readonly action_taken: ActionTaken;
  readonly call_count: number;
  readonly session_title: string;
  /** JSON array of its calls' callIDs, oldest first. */
  readonly call_ids: string;
}

/** Open findings at or above a score, worst first. */
export function listFindings(db: Database, minScore: number, after: string | null, limit: number): Page<StoredFinding> {
  return readPage<StoredFinding>(db, findingsQuery(minScore), after, limit);
}

/** The list as it is asked of SQLite. */
export function findingsQuery(minScore: number): KeysetQuery {
  return {
    from: "finding",
    where: "state = 'open' AND score >= ?",
    values: [minScore],
    keys: ["score", "time", "id"],
    select: `finding.id AS finding_id, finding.kind AS finding_kind, finding.rule, finding.fingerprint, finding.score, finding.level, finding.state,
      finding.action_taken, session.title AS session_title,
      (SELECT count(*) FROM finding_call WHERE finding_id = finding.id) AS call_count,
      (SELECT json_group_array(call_id) FROM (SELECT member.call_id FROM finding_call JOIN tool_call AS member ON member.id = tool_call_id
        WHERE finding_id = finding.id ORDER BY member.time)) AS call_ids, ${CALL_COLUMNS}`,
    complete: `JOIN finding ON finding.id = key2 JOIN session ON session.id = finding.session_id JOIN tool_call ON tool_call.id = (
      SELECT newest.id FROM finding_call JOIN tool_call AS newest ON newest.id = tool_call_id WHERE finding_id = finding.id
      ORDER BY newest.risk_score DESC, newest.time DESC LIMIT 1)`,
  };
}

/** Open findings by level. */
export function countOpenFindings(db: Database): Record<RiskLevel, number> {
  const counts = db.get<Record<RiskLevel, number>>(
    `SELECT coalesce(sum(score >= 80), 0) AS critical, coalesce(sum(score BETWEEN 60 AND 79), 0) AS high, coalesce(sum(score BETWEEN 30 AND 59), 0) AS medium,
       coalesce(sum(score BETWEEN 1 AND 29), 0) AS low, coalesce(sum(score = 0), 0) AS none FROM finding WHERE state = 'open'`,
  );
  return counts ?? { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
}
