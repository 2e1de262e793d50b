import type { SuppressionScope } from "../model/suppression.js";
import type { Database, Value } from "./database.js";

/** What of a finding is under suppressions in force. */
export interface Cover {
  /** Each of its calls is. */
  readonly isWhole: boolean;
  /** Ids of the calls that are suppressed one by one. */
  readonly calls: readonly string[];
  /** When the first of these suppressions expires, in milliseconds since 1970; null for never. */
  readonly until: number | null;
}

interface CoveredFinding {
  readonly id: string;
  readonly fingerprint: string;
  readonly level: string;
  readonly session_id: string;
}

/** A folder as scopes keep it: without the slash at its end, so that the root is empty. */
export function folderOf(path: string): string {
  return path.replace(/[/\\]+$/, "");
}

/** True, in SQL, where a directory is a folder or below it. */
const within = (directory: string, folder: string): string =>
  `(${directory} = ${folder} OR substr(${directory}, 1, length(${folder}) + 1) IN (${folder} || '/', ${folder} || '\\'))`;

/** The suppressions in force for a finding, and how far they go together. */
export function coverOf(db: Database, { id, fingerprint, level, session_id }: CoveredFinding, now: number): Cover {
  const suppressions = db.all<{ scope: SuppressionScope["kind"]; scope_id: string; expires: number | null }>(
    `SELECT scope, scope_id, expires FROM suppression_print JOIN suppression ON suppression.id = suppression_id LEFT JOIN session ON session.id = ?2
     WHERE print = ?1 AND (expires IS NULL OR expires > ?3) AND CASE scope
       WHEN 'call' THEN 1
       WHEN 'session' THEN scope_id = ?2
       WHEN 'project' THEN scope_id = session.project_id
       WHEN 'workspace' THEN ${within("directory", "scope_id")} AND (critical = 1 OR ?4 <> 'critical')
       ELSE critical = 1 OR ?4 <> 'critical' END`,
    fingerprint, session_id, now, level,
  );
  if (suppressions.length === 0) return { isWhole: false, calls: [], until: null };
  const until = suppressions.reduce<number | null>((first, { expires }) => (expires === null ? first : Math.min(first ?? expires, expires)), null);
  if (suppressions.some(({ scope }) => scope !== "call")) return { isWhole: true, calls: [], until };
  const named = JSON.stringify(suppressions.map(({ scope_id }) => scope_id));
  const calls = db.all<{ id: string }>("SELECT tool_call_id AS id FROM finding_call WHERE finding_id = ? AND tool_call_id IN (SELECT value FROM json_each(?))", id, named).map((call) => call.id);
  return { isWhole: calls.length > 0 && calls.length === db.count("SELECT count(*) FROM finding_call WHERE finding_id = ?", id), calls, until: calls.length > 0 ? until : null };
}

/** Findings that a scope holds, as a condition on `finding` joined with its `session`. */
export function scopeCondition(scope: SuppressionScope): { readonly condition: string; readonly values: readonly Value[] } {
  switch (scope.kind) {
    case "call":
      return { condition: "EXISTS (SELECT 1 FROM finding_call WHERE tool_call_id = ? AND finding_id = finding.id)", values: [scope.callId] };
    case "session":
      return { condition: "finding.session_id = ?", values: [scope.sessionId] };
    case "project":
      return { condition: "session.project_id = ?", values: [scope.projectId] };
    case "workspace": {
      const folder = folderOf(scope.folder);
      return { condition: "(directory = ? OR substr(directory, 1, length(?) + 1) IN (? || '/', ? || '\\'))", values: [folder, folder, folder, folder] };
    }
    case "everywhere":
      return { condition: "1", values: [] };
  }
}

/** True where a scope holds a finding. */
export function holds(db: Database, scope: SuppressionScope, findingId: string): boolean {
  const { condition, values } = scopeCondition(scope);
  return db.count(`SELECT count(*) FROM finding JOIN session ON session.id = finding.session_id WHERE finding.id = ? AND ${condition}`, findingId, ...values) > 0;
}
