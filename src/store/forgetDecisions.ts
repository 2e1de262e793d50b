import type { Forgetting, NewDecision } from "../model/decision.js";
import type { Database } from "./database.js";

const PROJECT = "coalesce((SELECT project_id FROM session WHERE session.id = session_id), '')";
/** What is decided of something that an agent did; that Spotter was installed, restored and told to forget stays. */
const OF_CONTENT = "'verdict', 'note', 'read', 'undo', 'deadLetter', 'reveal'";

/** The session that a decision is about, and its project; null for what is about none, or more than one. */
export function aboutOf(db: Database, decision: NewDecision): { sessionId: string; projectId: string } | null {
  const find = (sql: string, ...values: string[]): { sessionId: string; projectId: string } | null => db.get<{ sessionId: string; projectId: string }>(sql, ...values) ?? null;
  switch (decision.kind) {
    case "verdict":
    case "note":
      return find(`SELECT session_id AS sessionId, ${PROJECT} AS projectId FROM finding WHERE id = ?`, decision.finding);
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

/** Before a finding ends: what earlier versions decided of it names the finding alone, and would not be found any more when its session is forgotten. */
export function keepAbout(db: Database, finding: string): void {
  db.run(
    `UPDATE decision SET payload = json_set(payload, '$.about', json((SELECT json_object('sessionId', session_id, 'projectId', ${PROJECT}) FROM finding WHERE id = ?1)))
     WHERE finding_id = ?1 AND payload ->> '$.about' IS NULL`,
    finding,
  );
}

/**
 * Erases what was decided of a scope before it was forgotten. To be called while the scope's sessions and findings are there, for earlier
 * versions' decisions name a finding alone; and once more when a journal is read that could not be written anew.
 */
export function eraseDecisions(db: Database, forgetting: Forgetting): void {
  const erased = JSON.stringify(idsIn(db, forgetting));
  db.run("DELETE FROM letter_decision WHERE decision_id IN (SELECT value FROM json_each(?))", erased);
  db.run("DELETE FROM decision WHERE id IN (SELECT value FROM json_each(?))", erased);
  db.run("DELETE FROM decision WHERE kind = 'undo' AND payload ->> 'decision' IN (SELECT value FROM json_each(?))", erased);
}

/** Decisions sort by time, and those of one moment by id: what was decided afterwards stays. */
function idsIn(db: Database, { id, at, scope, extent }: Forgetting): string[] {
  const ids = (condition: string, ...values: Array<string | number>): string[] =>
    db.all<{ id: string }>(`SELECT id FROM decision WHERE kind IN (${OF_CONTENT}) AND (at, id) < (?1, ?2) AND (${condition})`, at, id, ...values).map((row) => row.id);
  const named = JSON.stringify(extent?.sessions ?? []);
  switch (scope.kind) {
    case "session":
      return ids(ofSessions("SELECT ?3"), scope.sessionId);
    case "project":
      return ids(`payload ->> '$.about.projectId' = ?3 OR ${ofSessions("SELECT id FROM session WHERE project_id = ?3 UNION ALL SELECT value FROM json_each(?4)")}`, scope.projectId, named);
    case "everything":
      return ids("1");
  }
}

const ofSessions = (sessions: string): string => `payload ->> '$.about.sessionId' IN (${sessions}) OR payload ->> 'sessionId' IN (${sessions})
  OR finding_id IN (SELECT id FROM finding WHERE session_id IN (${sessions}))`;
