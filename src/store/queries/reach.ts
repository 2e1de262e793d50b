import type { Database } from "../database.js";
import { ofCalls, where, type WidgetFilter } from "./widgetFilter.js";

/** A call with what it was about: the path of a file tool, the URL of a fetch, or the command. */
export interface ReachingCall {
  readonly kind: "command" | "read" | "write" | "fetch" | "other";
  readonly session_id: string;
  readonly risk_score: number | null;
  readonly file_path: string | null;
  readonly url: string | null;
  readonly command: string | null;
  /** Where its session works, and the folder of its project. */
  readonly directory: string;
  readonly worktree: string | null;
  /** 1 where a secret was seen in its arguments or output. */
  readonly has_secret: number;
  /** Where something of it went that was seen to leave the machine; null where nothing was. */
  readonly left_to: "model" | "host" | null;
}

/** The newest calls of the filter. Arguments that retention let go tell nothing any more. */
export function reachingCalls(db: Database, filter: WidgetFilter, limit: number): ReachingCall[] {
  const calls = ofCalls(filter);
  return db.all(
    `SELECT tool_call.kind, tool_call.session_id, tool_call.risk_score, file_path, url, iif(instr(arguments, '://') > 0, command, NULL) AS command, session.directory, project.worktree,
       EXISTS (SELECT 1 FROM observation INDEXED BY observation_secret WHERE observation.tool_call_id = tool_call.id AND observation.kind GLOB 'secret:*') AS has_secret,
       (SELECT min(left_to) FROM observation INDEXED BY observation_secret WHERE observation.tool_call_id = tool_call.id AND observation.kind GLOB 'secret:*') AS left_to
     FROM tool_call INDEXED BY tool_call_by_time LEFT JOIN session ON session.id = tool_call.session_id LEFT JOIN project ON project.id = session.project_id
     WHERE tool_call.duplicate_of IS NULL AND tool_call.kind <> 'prompt' AND ${where(calls)} ORDER BY tool_call.time DESC LIMIT ?`,
    ...calls.values, limit,
  );
}
