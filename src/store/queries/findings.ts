import type { ActionTaken, FindingKind, FindingState } from "../../model/finding.js";
import type { RiskLevel } from "../../model/risk.js";
import type { Database } from "../database.js";
import { CALL_COLUMNS, type StoredCall } from "./calls.js";
import { type Page, readPage } from "./page.js";

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
  return readPage<StoredFinding>(
    db,
    {
      select: `finding.id AS finding_id, finding.kind AS finding_kind, finding.rule, finding.fingerprint, finding.score, finding.level, finding.state,
        finding.action_taken, session.title AS session_title,
        (SELECT count(*) FROM finding_call WHERE finding_id = finding.id) AS call_count,
        (SELECT json_group_array(call_id) FROM (SELECT member.call_id FROM finding_call JOIN tool_call AS member ON member.id = tool_call_id
          WHERE finding_id = finding.id ORDER BY member.time)) AS call_ids, ${CALL_COLUMNS}`,
      from: `finding JOIN session ON session.id = finding.session_id JOIN tool_call ON tool_call.id = (
        SELECT newest.id FROM finding_call JOIN tool_call AS newest ON newest.id = tool_call_id WHERE finding_id = finding.id
        ORDER BY newest.risk_score DESC, newest.time DESC LIMIT 1)`,
      where: "finding.state = 'open' AND finding.score >= ?",
      values: [minScore],
      keys: ["finding.score", "finding.time", "finding.id"],
    },
    after,
    limit,
  );
}

/** Open findings by level. */
export function countOpenFindings(db: Database): Array<{ level: RiskLevel; count: number }> {
  return db.all("SELECT level, count(*) AS count FROM finding WHERE state = 'open' GROUP BY level");
}
