import type { Database } from "./database.js";
import { INSPECTION_VERSION } from "./inspectionVersion.js";

/** Sessions of one source whose texts an older version of inspection looked at. */
export interface OutdatedSessions {
  readonly sourceId: number;
  readonly sourcePath: string;
  readonly sessionIds: readonly string[];
}

export interface ReinspectionCounts {
  /** Sessions that are still to be read again. */
  readonly waiting: number;
  /** Calls and prompts with observations of an older version. Those that are left when nothing waits any more are gone from OpenCode's storage. */
  readonly older: number;
}

const SESSIONS = "inspected INDEXED BY inspected_by_version JOIN session ON session.id = inspected.session_id JOIN source ON source.id = session.source_id";
const OUTDATED = `inspected.version < ${INSPECTION_VERSION} AND session.deleted_at IS NULL`;

/**
 * What is left to read again after inspection learned something: a session at a time is noted as done, in the image that holds what was found in
 * it, so that a restart goes on from there. What OpenCode deleted keeps what was observed before.
 */
export class Reinspection {
  /** Sessions that were asked for and not given, by this run: a source that is away is not asked for ever. */
  private readonly passedOver = new Set<string>();

  constructor(private readonly db: Database) {}

  /** Some sessions of one of the sources, newest first; undefined where there is nothing to read again. */
  next(sourceIds: readonly number[], limit: number): OutdatedSessions | undefined {
    const passed = JSON.stringify([...this.passedOver]);
    const first = this.db.get<{ source_id: number; path: string }>(
      `SELECT source_id, path FROM ${SESSIONS} WHERE ${OUTDATED} AND source_id IN (SELECT value FROM json_each(?))
         AND session.id NOT IN (SELECT value FROM json_each(?)) ORDER BY time_updated DESC LIMIT 1`,
      JSON.stringify(sourceIds), passed,
    );
    if (!first) return undefined;
    const sessions = this.db.all<{ id: string }>(
      `SELECT session.id FROM ${SESSIONS} WHERE ${OUTDATED} AND source_id = ? AND session.id NOT IN (SELECT value FROM json_each(?)) ORDER BY time_updated DESC LIMIT ?`,
      first.source_id, passed, limit,
    );
    return { sourceId: first.source_id, sourcePath: first.path, sessionIds: sessions.map(({ id }) => id) };
  }

  /** Notes which of the sessions that were asked for were read whole. */
  done(asked: readonly string[], read: ReadonlySet<string>): void {
    for (const id of asked) {
      if (read.has(id)) this.db.run("UPDATE inspected SET version = ? WHERE session_id = ?", INSPECTION_VERSION, id);
      else this.passedOver.add(id);
    }
  }

  counts(): ReinspectionCounts {
    return {
      waiting: this.db.count(`SELECT count(*) FROM ${SESSIONS} WHERE ${OUTDATED}`),
      older: this.db.count(`SELECT count(DISTINCT tool_call_id) FROM observation INDEXED BY observation_by_version WHERE inspection_version < ${INSPECTION_VERSION}`),
    };
  }
}
