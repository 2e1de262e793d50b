import type { Decision, DecisionSubject, NewDecision } from "../model/decision.js";
import type { RiskLevel } from "../model/risk.js";
import type { Database } from "./database.js";

/** As a column: the project of the session that `session_id` names; empty where it is not known. */
export const PROJECT = "coalesce((SELECT project_id FROM session WHERE session.id = session_id), '')";

/** When a finding was detected: NULL for what is older than the installation `?1`, where nobody waited for it. */
const DETECTED = "CASE WHEN time >= ?1 THEN detected_at END";

/**
 * The session that a decision is about, and its project, with what statistics need of its finding; null for what is about none, or more than one.
 *
 * @param installed when Spotter was installed, in milliseconds since 1970
 */
export function aboutOf(db: Database, decision: NewDecision, installed: number): DecisionSubject | null {
  const find = (sql: string, ...values: string[]): DecisionSubject | null => db.get<{ sessionId: string; projectId: string }>(sql, ...values) ?? null;
  switch (decision.kind) {
    case "verdict":
    case "note":
      return db.get<{ sessionId: string; projectId: string; rule: string; level: RiskLevel; detected: number | null; newest: number }>(
        `SELECT session_id AS sessionId, ${PROJECT} AS projectId, rule, level, ${DETECTED} AS detected, time AS newest FROM finding WHERE id = ?2`,
        installed, decision.finding,
      ) ?? null;
    case "suppress":
      if (!("sessionId" in decision.scope)) return null;
      // Its session may be left out by now, and is forgotten all the same.
      return find("SELECT id AS sessionId, project_id AS projectId FROM session WHERE id = ?", decision.scope.sessionId) ?? { sessionId: decision.scope.sessionId, projectId: "" };
    case "reveal":
      return find("SELECT id AS sessionId, project_id AS projectId FROM session WHERE id = ?", decision.sessionId);
    case "deadLetter":
      return find(
        `SELECT session_id AS sessionId, ${PROJECT} AS projectId FROM dead_letter
         WHERE session_id IS NOT NULL AND source_id = (SELECT id FROM source WHERE path = ?) AND locator = ?`,
        decision.source, decision.locator,
      );
    default:
      return null;
  }
}

type Seen = Required<Pick<Extract<Decision, { kind: "read" }>, "sessions" | "levels" | "detected" | "newest">>;

/** What is noted of findings that were seen; null in each list for one that is not there. @param installed as for `aboutOf` */
export function seenFindings(db: Database, findings: readonly string[], installed: number): Seen {
  const seen = findings.map((id) =>
    db.get<{ session: string; level: RiskLevel; detected: number | null; newest: number }>(`SELECT session_id AS session, level, ${DETECTED} AS detected, time AS newest FROM finding WHERE id = ?2`, installed, id),
  );
  return {
    sessions: seen.map((one) => one?.session ?? null),
    levels: seen.map((one) => one?.level ?? null),
    detected: seen.map((one) => one?.detected ?? null),
    newest: seen.map((one) => one?.newest ?? null),
  };
}

/** The session of each finding; null for one that is not there. */
export function sessionsOfFindings(db: Database, findings: readonly string[]): Array<string | null> {
  return findings.map((id) => db.get<{ session: string }>("SELECT session_id AS session FROM finding WHERE id = ?", id)?.session ?? null);
}
