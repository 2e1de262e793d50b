import type { ForgetExtent, ForgetScope, Forgetting } from "../model/decision.js";
import { PROJECTS_ENTRY, SESSION_ENTRY } from "../model/storage.js";
import { CallText } from "./callText.js";
import type { Database } from "./database.js";
import { eraseDecisions } from "./forgetDecisions.js";
import { UNSCORED } from "./ingestCalls.js";

/** True for a session that a person had erased: its source may still have it, but it is not read again. */
export function isForgotten(db: Database, sessionId: string, projectId: string, timeCreated: number): boolean {
  return (
    db.count(
      `SELECT count(*) FROM forgotten WHERE (scope = 'session' AND id = ?) OR (scope = 'project' AND id = ? AND before >= ?)
         OR (scope = 'everything' AND before >= ?)`,
      sessionId, projectId, timeCreated, timeCreated,
    ) > 0
  );
}

/** True for a session that was erased, whatever else is known of it. */
export function isForgottenSession(db: Database, id: string): boolean {
  return db.count("SELECT count(*) FROM forgotten WHERE scope = 'session' AND id = ?", id) > 0;
}

/** What is to be noted of a forgetting when it is decided. @param now milliseconds since 1970, by the clock */
export function extentOf(db: Database, scope: ForgetScope, now: number): ForgetExtent {
  if (scope.kind === "session") return { before: now, sessions: [scope.sessionId] };
  if (scope.kind === "project") {
    // What was decided of sessions that are not there any more goes, too. A newer version's decision may name them in another way.
    const decided = "SELECT payload ->> '$.about.sessionId' FROM decision WHERE payload ->> '$.about.projectId' = ?1 AND typeof(payload ->> '$.about.sessionId') = 'text'";
    return { before: now, sessions: idsOf(db, `SELECT id FROM session WHERE project_id = ?1 UNION ${decided} AND payload ->> '$.about.sessionId' NOT IN (SELECT id FROM session)`, scope.projectId) };
  }
  const sessions = idsOf(
    db,
    `SELECT id FROM session WHERE time_created > ? UNION SELECT session_id FROM census WHERE session_id NOT IN (SELECT id FROM session)
       UNION SELECT session_id FROM dead_letter WHERE session_id IS NOT NULL AND session_id NOT IN (SELECT id FROM session)`,
    scope.before,
  );
  return { before: scope.before, sessions };
}

/** The moment up to which what is of a forgotten scope is not read, in milliseconds since 1970. */
export function forgottenUntil({ at, scope, extent }: Forgetting): number {
  return extent?.before ?? (scope.kind === "everything" ? scope.before : at);
}

/** Erases what the store holds of a scope, summaries included, and notes what went so that it is not read again. */
export function erase(db: Database, forgetting: Forgetting): void {
  const { scope, extent } = forgetting;
  const until = forgottenUntil(forgetting);
  const named = extent?.sessions ?? [];
  db.transaction(() => {
    eraseDecisions(db, forgetting);
    // A project may have got sessions of others since.
    const sessions = new Set(scope.kind === "project" && extent ? named : [...named, ...sessionsOf(db, scope)]);
    note(db, scope.kind, scope.kind === "session" ? scope.sessionId : scope.kind === "project" ? scope.projectId : "", until);
    // Of a project only what is known to have been in it: a replay may meet a session that was moved out of it before.
    for (const id of scope.kind === "everything" ? sessions : named) note(db, "session", id, until);
    for (const id of sessions) {
      db.run("DELETE FROM finding_read WHERE finding_id IN (SELECT id FROM finding WHERE session_id = ?)", id);
      eraseSession(db, id);
      eraseTraces(db, id);
    }
    // The list of projects is read again, so that the folder of one of them is known when a session of it comes.
    db.run("DELETE FROM project WHERE id NOT IN (SELECT project_id FROM session)");
    db.run("DELETE FROM cursor WHERE key = ?", PROJECTS_ENTRY);
    if (scope.kind === "everything") eraseRest(db);
    recountSummaries(db);
    // Words of what is gone would stay in the index's older segments.
    new CallText(db).compact();
  });
}

/** What names an erased session elsewhere. Where OpenCode still has it, it is looked at once more, and how far is noted again. */
function eraseTraces(db: Database, id: string): void {
  db.run("UPDATE session SET parent_id = NULL WHERE parent_id = ?", id);
  db.run("DELETE FROM cursor WHERE source_id IN (SELECT id FROM source) AND key = ?", SESSION_ENTRY + id);
}

/** What belongs to no session that there is. */
function eraseRest(db: Database): void {
  db.run("DELETE FROM letter_decision");
  db.run("DELETE FROM finding_read WHERE finding_id NOT IN (SELECT id FROM finding)");
  db.run("DELETE FROM folded_fact WHERE session_id = ''");
  // What was folded of sessions that are there must not be counted again.
  db.run("DELETE FROM folded WHERE NOT EXISTS (SELECT 1 FROM session)");
  db.run("DELETE FROM dead_letter WHERE session_id IS NULL OR session_id NOT IN (SELECT id FROM session)");
  db.run("DELETE FROM census WHERE session_id NOT IN (SELECT id FROM session)");
  db.run("DELETE FROM cursor WHERE key GLOB ? AND substr(key, ?) NOT IN (SELECT id FROM session)", `${SESSION_ENTRY}*`, SESSION_ENTRY.length + 1);
}

function note(db: Database, kind: ForgetScope["kind"], id: string, before: number): void {
  db.run("INSERT INTO forgotten VALUES (?, ?, ?) ON CONFLICT (scope, id) DO UPDATE SET before = max(before, excluded.before)", kind, id, before);
}

function sessionsOf(db: Database, scope: ForgetScope): string[] {
  switch (scope.kind) {
    case "session":
      return [scope.sessionId];
    case "project":
      return idsOf(db, "SELECT id FROM session WHERE project_id = ?", scope.projectId);
    case "everything":
      return idsOf(db, "SELECT id FROM session WHERE time_created <= ?", scope.before);
  }
}

function idsOf(db: Database, sql: string, ...values: Array<string | number>): string[] {
  return db.all<{ id: string }>(sql, ...values).map(({ id }) => id);
}

const CALLS_OF_SESSION = "(SELECT id FROM tool_call WHERE session_id = ?)";

/** Erases what the store holds of a session but for decisions; the summaries have to be counted anew afterwards. */
export function eraseSession(db: Database, id: string): void {
  db.run("DELETE FROM call_text WHERE docid IN (SELECT rowid FROM tool_call WHERE session_id = ?)", id);
  for (const table of ["technique", "observation", "adjustment", "finding_call"]) db.run(`DELETE FROM ${table} WHERE tool_call_id IN ${CALLS_OF_SESSION}`, id);
  db.run("DELETE FROM settled_call WHERE row IN (SELECT rowid FROM tool_call WHERE session_id = ?)", id);
  db.run("DELETE FROM finding_former WHERE finding_id IN (SELECT id FROM finding WHERE session_id = ?)", id);
  promoteCopies(db, id);
  db.run(
    `UPDATE summary SET folded = folded - gone.calls FROM (SELECT * FROM folded_count WHERE session_id = ?) AS gone
     WHERE (summary.hour, summary.project_id, summary.agent, summary.tool, summary.level) = (gone.hour, gone.project_id, gone.agent, gone.tool, gone.level)`,
    id,
  );
  for (const table of ["finding", "tool_call", "message", "census", "dead_letter", "session_total", "session_model", "session_rule", "folded_count", "folded_fact", "inspected"]) db.run(`DELETE FROM ${table} WHERE session_id = ?`, id);
  new CallText(db).lowerMark();
  db.run("DELETE FROM session WHERE id = ?", id);
}

/** Where a call goes that others are copies of, the earliest of those is the one that counts; it is scored anew. */
function promoteCopies(db: Database, sessionId: string): void {
  const copied = db.all<{ id: string }>("SELECT id FROM tool_call WHERE session_id = ? AND id IN (SELECT duplicate_of FROM tool_call WHERE duplicate_of IS NOT NULL)", sessionId);
  for (const { id } of copied) {
    const heir = db.get<{ id: string }>(
      `SELECT tool_call.id FROM tool_call LEFT JOIN session ON session.id = session_id WHERE duplicate_of = ? AND session_id <> ?
       ORDER BY session.time_created, session.id, tool_call.id LIMIT 1`,
      id, sessionId,
    );
    if (!heir) continue;
    db.run(`UPDATE tool_call SET duplicate_of = NULL, ${UNSCORED} WHERE id = ?`, heir.id);
    // It counts for them once it is scored.
    db.run("DELETE FROM adjustment WHERE tool_call_id = ? AND kind = 'user-rule'", heir.id);
    db.run("UPDATE tool_call SET duplicate_of = ? WHERE duplicate_of = ?", heir.id, id);
    recountSession(db, heir.id);
  }
}

/** A call that counts from now on is in its session's total, too. */
function recountSession(db: Database, callId: string): void {
  db.run("UPDATE session_total SET calls = calls + 1 WHERE session_id = (SELECT session_id FROM tool_call WHERE id = ? AND kind <> 'prompt')", callId);
}

/** Counts the calls that there are anew, after some of them were erased. */
export function recountSummaries(db: Database): void {
  db.run("UPDATE summary SET calls = folded");
  db.run(
    `INSERT INTO summary (hour, project_id, agent, tool, level, calls) SELECT time / 3600000, project_id, agent, tool, coalesce(risk_level, 'unscored'), count(*)
       FROM tool_call WHERE duplicate_of IS NULL AND kind <> 'prompt' GROUP BY 1, 2, 3, 4, 5
     ON CONFLICT (hour, project_id, agent, tool, level) DO UPDATE SET calls = calls + excluded.calls`,
  );
  db.run("DELETE FROM summary WHERE calls = 0");
  db.run("DELETE FROM level_total");
  db.run("INSERT INTO level_total SELECT level, sum(calls), sum(folded) FROM summary GROUP BY level");
}
