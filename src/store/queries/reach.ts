import type { Database } from "../database.js";
import { ofCalls, where, type WidgetFilter } from "./widgetFilter.js";

/** Of what an agent wrote so much is looked at: a command or a path can be a megabyte. */
const LOOKED_AT = 10_000;

/** A call with what it was about. Arguments that retention let go tell nothing any more. */
export interface ReachingCall {
  readonly row: number;
  readonly kind: "command" | "read" | "write" | "fetch" | "other";
  readonly session_id: string;
  readonly risk_score: number | null;
  /** The path that a file tool names. */
  readonly path: string | null;
  /** The URL of a fetch, or a command in which there is one. */
  readonly text: string | null;
  /** Null where no secret was seen in its arguments or output; else where one of them went, empty where none was seen to leave the machine. */
  readonly secret: "" | "model" | "host" | null;
}

/** The newest calls of the filter. */
export function reachingCalls(db: Database, filter: WidgetFilter, limit: number): ReachingCall[] {
  const calls = ofCalls(filter);
  // Each of these columns has SQLite parse the arguments, so a call gives only what its kind has.
  return db.all(
    `SELECT tool_call.rowid AS row, tool_call.kind, tool_call.session_id, tool_call.risk_score,
       CASE WHEN tool_call.kind IN ('read', 'write', 'other') THEN substr(file_path, 1, ${LOOKED_AT}) END AS path,
       CASE tool_call.kind WHEN 'fetch' THEN substr(url, 1, ${LOOKED_AT}) WHEN 'other' THEN substr(coalesce(url, command), 1, ${LOOKED_AT})
         WHEN 'command' THEN iif(instr(arguments, '://') > 0, substr(command, 1, ${LOOKED_AT}), NULL) END AS text,
       (SELECT iif(count(*) = 0, NULL, coalesce(min(left_to), '')) FROM observation INDEXED BY observation_secret WHERE observation.tool_call_id = tool_call.id AND observation.kind GLOB 'secret:*') AS secret
     FROM tool_call INDEXED BY tool_call_by_time WHERE tool_call.duplicate_of IS NULL AND tool_call.kind <> 'prompt' AND ${where(calls)} ORDER BY tool_call.time DESC LIMIT ?`,
    ...calls.values, limit,
  );
}

/** Where sessions work: their own folder, and that of their project. */
export function foldersOfSessions(db: Database, sessions: readonly string[]): Map<string, { readonly directory: string; readonly worktree: string | null }> {
  const rows = db.all<{ id: string; directory: string; worktree: string | null }>(
    "SELECT session.id, session.directory, project.worktree FROM json_each(?) CROSS JOIN session ON session.id = json_each.value LEFT JOIN project ON project.id = session.project_id",
    JSON.stringify(sessions),
  );
  return new Map(rows.map(({ id, directory, worktree }) => [id, { directory, worktree }]));
}
