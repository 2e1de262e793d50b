import type { FolderPaths, SuppressionScope } from "../model/suppression.js";
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

/** When something was decided; what was decided in one moment sorts by id. */
export interface Decided {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly id: string;
}

/** A folder as scopes keep it: without the slash at its end, so that the root is empty. */
export function folderOf(path: string): string {
  return path.replace(/[/\\]+$/, "");
}

/** All paths of a folder, as scopes keep them. */
export function pathsOf({ folder, aliases = [] }: FolderPaths): string[] {
  return [folder, ...aliases].map(folderOf);
}

/** True for a path from the root on, of any system. */
export function isWholePath(path: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
}

/** The suppressions in force for a finding, and how far they go together. @param after the verdict before which only later suppressions come; null for none */
export function coverOf(db: Database, { id, fingerprint, level, session_id }: CoveredFinding, now: number, after: Decided | null): Cover {
  // Each scope is looked up by itself: there may be many suppressions of one command, each in a session of its own.
  const suppressions = db.all<{ scope: SuppressionScope["kind"]; scope_id: string; expires: number | null }>(
    `SELECT suppression.scope, suppression.scope_id, expires FROM (
       SELECT suppression_id, scope_id AS place FROM suppression_print WHERE print = ?1 AND scope = 'session' AND scope_id = ?2
       UNION ALL SELECT suppression_id, scope_id FROM suppression_print WHERE print = ?1 AND scope = 'project' AND scope_id = (SELECT project_id FROM session WHERE session.id = ?2)
       UNION ALL SELECT suppression_id, scope_id FROM suppression_print WHERE print = ?1 AND scope IN ('workspace', 'everywhere')
       UNION ALL SELECT suppression_id, scope_id FROM finding_call CROSS JOIN suppression_print ON print = ?1 AND scope = 'call' AND scope_id = tool_call_id WHERE finding_id = ?5
     ) CROSS JOIN suppression ON suppression.id = suppression_id LEFT JOIN session ON session.id = ?2
     WHERE (expires IS NULL OR expires > ?3) AND (suppression.at, suppression.id) > (?6, ?7) AND CASE suppression.scope
       WHEN 'workspace' THEN ${within("directory", "place")} AND (critical = 1 OR ?4 <> 'critical')
       WHEN 'everywhere' THEN critical = 1 OR ?4 <> 'critical'
       ELSE 1 END`,
    fingerprint, session_id, now, level, id, after?.at ?? -1, after?.id ?? "",
  );
  if (suppressions.length === 0) return { isWhole: false, calls: [], until: null };
  const until = earliest(suppressions.map(({ expires }) => expires));
  if (suppressions.some(({ scope }) => scope !== "call")) return { isWhole: true, calls: [], until };
  const calls = [...new Set(suppressions.map(({ scope_id }) => scope_id))];
  return { isWhole: calls.length === db.count("SELECT count(*) FROM finding_call WHERE finding_id = ?", id), calls, until };
}

/** The first of these moments; null where there is none. */
export function earliest(moments: ReadonlyArray<number | null>): number | null {
  return moments.reduce<number | null>((first, moment) => (first === null || moment === null ? (first ?? moment) : Math.min(first, moment)), null);
}

/** True, in SQL, where a directory is a folder or below it. */
function within(directory: string, folder: string): string {
  return `(${directory} = ${folder} OR substr(${directory}, 1, length(${folder}) + 1) IN (${folder} || '/', ${folder} || '\\'))`;
}

/** The findings of a scope: tables in the order in which they are looked up, and a condition on them. */
export function scopedFindings(scope: SuppressionScope): { readonly from: string; readonly condition: string; readonly values: readonly Value[] } {
  switch (scope.kind) {
    case "call":
      return { from: "finding_call CROSS JOIN finding ON finding.id = finding_call.finding_id", condition: "finding_call.tool_call_id = ?", values: [scope.callId] };
    case "session":
      return { from: "finding INDEXED BY finding_by_session", condition: "finding.session_id = ?", values: [scope.sessionId] };
    case "project":
      return { from: "session INDEXED BY session_by_project CROSS JOIN finding INDEXED BY finding_by_session ON finding.session_id = session.id", condition: "session.project_id = ?", values: [scope.projectId] };
    case "workspace": {
      const paths = pathsOf(scope);
      const condition = `(${paths.map(() => within("directory", "?")).join(" OR ")})`;
      return { from: "finding INDEXED BY finding_by_fingerprint CROSS JOIN session ON session.id = finding.session_id", condition, values: paths.flatMap((path) => [path, path, path, path]) };
    }
    case "everywhere":
      return { from: "finding INDEXED BY finding_by_fingerprint", condition: "1", values: [] };
  }
}

/** True where a scope holds a finding. */
export function holds(db: Database, scope: SuppressionScope, findingId: string): boolean {
  const { from, condition, values } = scopedFindings(scope);
  return db.count(`SELECT count(*) FROM ${from.replaceAll(/ INDEXED BY \w+/g, "")} WHERE ${condition} AND finding.id = ?`, ...values, findingId) > 0;
}
