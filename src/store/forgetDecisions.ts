import type { Decision, Forgetting } from "../model/decision.js";
import type { Database } from "./database.js";
import { PROJECT, sessionsOfFindings } from "./decisionSubject.js";

/** What is decided of something that an agent did; that Spotter was installed, restored and told to forget stays. What a newer version wrote may be of anything. */
const OF_CONTENT = "'verdict', 'note', 'suppress', 'team', 'read', 'undo', 'deadLetter', 'reveal', 'newer'";

type Read = Extract<Decision, { kind: "read" }>;

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
  const sessions = erasedSessions(db, forgetting);
  const erased = JSON.stringify(idsIn(db, forgetting, sessions));
  db.run("DELETE FROM letter_decision WHERE decision_id IN (SELECT value FROM json_each(?))", erased);
  db.run("DELETE FROM decision WHERE id IN (SELECT value FROM json_each(?))", erased);
  // What took these back goes, and what took that back.
  while (db.change("DELETE FROM decision WHERE kind = 'undo' AND (at, id) < (?, ?) AND undoes NOT IN (SELECT id FROM decision)", forgetting.at, forgetting.id) > 0);
  if (forgetting.scope.kind !== "everything") shortenReads(db, forgetting, sessions);
}

/** True for a decision that names findings which are gone from it since: the journal has it as it was. */
export function isShortened(db: Database, decision: Decision): boolean {
  if (decision.kind !== "read") return false;
  return db.count("SELECT count(*) FROM decision WHERE id = ? AND json_array_length(payload, '$.findings') < ?", decision.id, decision.findings.length) > 0;
}

/** That findings were seen is one decision for many: those of the scope's sessions go from it. */
function shortenReads(db: Database, { at, id }: Forgetting, erased: ReadonlySet<string>): void {
  const gone: string[] = [];
  const touched = db.all<{ payload: string }>(
    `SELECT payload FROM decision WHERE kind = 'read' AND (at, id) < (?1, ?2) AND (payload ->> '$.sessions' IS NULL OR EXISTS (
       SELECT 1 FROM json_each(payload, '$.sessions') AS seen WHERE seen.value IS NULL OR seen.value IN (SELECT value FROM json_each(?3))))`,
    at, id, JSON.stringify([...erased]),
  );
  for (const { payload } of touched) {
    const read = JSON.parse(payload) as Read;
    const isKnown = read.sessions?.every((session) => session !== null) ?? false;
    const now = isKnown ? [] : sessionsOfFindings(db, read.findings);
    const seen = read.findings.map((finding, index) => ({
      finding,
      session: read.sessions?.[index] ?? now[index] ?? null,
      level: read.levels?.[index] ?? null,
      detected: read.detected?.[index] ?? null,
      newest: read.newest?.[index] ?? null,
    }));
    const isErased = ({ session }: { readonly session: string | null }): boolean => session !== null && erased.has(session);
    const kept = seen.filter((one) => !isErased(one));
    if (kept.length === seen.length) continue;
    for (const one of seen) if (isErased(one)) gone.push(one.finding);
    const shorter: Read = {
      ...read,
      findings: kept.map(({ finding }) => finding),
      sessions: kept.map(({ session }) => session),
      ...(read.levels ? { levels: kept.map(({ level }) => level) } : {}),
      ...(read.detected ? { detected: kept.map(({ detected }) => detected) } : {}),
      ...(read.newest ? { newest: kept.map(({ newest }) => newest) } : {}),
    };
    if (kept.length === 0) db.run("DELETE FROM decision WHERE id = ?", read.id);
    else db.run("UPDATE decision SET payload = ? WHERE id = ?", JSON.stringify(shorter), read.id);
  }
  db.run("DELETE FROM finding_read WHERE finding_id IN (SELECT value FROM json_each(?))", JSON.stringify(gone));
}

/** The sessions that go, as far as they are known: those that the decision names, and those that are of its scope now. */
function erasedSessions(db: Database, { scope, extent }: Forgetting): Set<string> {
  const erased = new Set(extent?.sessions);
  if (scope.kind === "session") erased.add(scope.sessionId);
  if (scope.kind === "project" && !extent) for (const { id } of db.all<{ id: string }>("SELECT id FROM session WHERE project_id = ?", scope.projectId)) erased.add(id);
  return erased;
}

/** Decisions sort by time, and those of one moment by id: what was decided afterwards stays. */
function idsIn(db: Database, { id, at, scope, extent }: Forgetting, sessions: ReadonlySet<string>): string[] {
  // An earlier version did not say which sessions went: those that are in another project now were not among them.
  const ofProject = "payload ->> '$.about.projectId' = ?3 AND NOT EXISTS (SELECT 1 FROM session WHERE id = payload ->> '$.about.sessionId' AND project_id <> ?3)";
  const ofScope = `(${ofProject}) OR payload ->> '$.about.sessionId' IN (${ERASED}) OR payload ->> 'sessionId' IN (${ERASED}) OR payload ->> '$.scope.sessionId' IN (${ERASED})
    OR finding_id IN (SELECT id FROM finding WHERE session_id IN (${ERASED})) OR (kind = 'suppress' AND payload ->> '$.scope.projectId' = ?5)`;
  const select = `SELECT id FROM decision WHERE kind IN (${OF_CONTENT}) AND (at, id) < (?1, ?2)`;
  const rows = scope.kind === "everything"
    ? db.all<{ id: string }>(select, at, id)
    : db.all<{ id: string }>(
        `${select} AND (${ofScope})`,
        at, id, scope.kind === "project" && !extent ? scope.projectId : null, JSON.stringify([...sessions]), scope.kind === "project" ? scope.projectId : null,
      );
  return rows.map((row) => row.id);
}

const ERASED = "SELECT value FROM json_each(?4)";
