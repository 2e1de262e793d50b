import type { SourceProblem } from "../../../src/model/storage.js";
import { Store } from "../../../src/store/store.js";
import type { ReadScope, StorageSource } from "../../../src/watcher/source.js";
import { loadSqlJs } from "./storageCopies.js";

/** Tables that a reading fills. Times of the index itself are left out: they differ between any two readings. */
const ROWS = {
  session: "SELECT id, parent_id, project_id, directory, title, version, agent, model_id, time_created, time_updated, time_archived, deleted_at IS NOT NULL AS gone FROM session",
  message: "SELECT id, session_id, role, agent, provider_id, model_id, cost, tokens_input, tokens_output, time_created, time_completed, error_name, deleted_at IS NOT NULL AS gone FROM message",
  call: `SELECT id, call_id, message_id, session_id, tool, status, outcome, arguments, exit_code, error, time, time_start, time_end, content_hash, output_hash, shape_version,
    project_id, agent, duplicate_of, deleted_at IS NOT NULL AS gone FROM tool_call`,
  census: "SELECT session_id, messages, parts, tool_parts, unknown_shapes, last_change FROM census",
  letter: "SELECT locator, session_id, reason, detail, hash FROM dead_letter",
  project: "SELECT id, worktree FROM project",
  summary: "SELECT hour, project_id, agent, tool, level, calls FROM summary WHERE calls <> 0",
} as const;

export type IndexedRows = Readonly<Record<keyof typeof ROWS, readonly string[]>>;

/** A source read into a store, as the engine does it. */
export class Indexed {
  private constructor(
    readonly store: Store,
    readonly source: StorageSource,
    private readonly id: number,
  ) {}

  static async open(source: StorageSource, store?: Store): Promise<Indexed> {
    const opened = store ?? (await Store.open(await loadSqlJs(), { mayReplace: () => true, path: null }));
    return new Indexed(opened, source, opened.sourceId(source.location));
  }

  /** Reads what changed; gives the records that were looked at, and the problem where there is one. */
  read(scope?: ReadScope): { seen: number; problem: SourceProblem | undefined } {
    let seen = 0;
    const reading = this.source.read(this.store.cursor(this.id), scope);
    for (let step = reading.next(); ; step = reading.next()) {
      if (step.done) {
        this.store.sourceRead(this.id, step.value ?? null);
        return { seen, problem: step.value };
      }
      seen += step.value.reading.seen;
      this.store.apply(this.id, step.value);
    }
  }

  /** All that was read, row by row. */
  rows(): IndexedRows {
    const entries = Object.entries(ROWS).map(([name, sql]) => [name, this.store.db.all(sql).map((row) => JSON.stringify(row)).sort()]);
    return Object.fromEntries(entries) as IndexedRows;
  }

  calls(columns: string): unknown[] {
    return this.store.db.all(`SELECT ${columns} FROM tool_call ORDER BY id`).map((row) => Object.values(row));
  }
}
