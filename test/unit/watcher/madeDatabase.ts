import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import { temporaryFolder } from "./storageCopies.js";

/** Folder with one schema for each version that was recorded. */
export const SCHEMAS = join(import.meta.dirname, "..", "..", "fixtures", "schemas");
/** The newest schema that was recorded. */
export const NEWEST = "1.18.33";
/** Long ago, so that nothing counts as just written. */
export const LONG_AGO = 1_700_000_000_000;

type Value = string | number | null;
export type MadeDatabase = InstanceType<SqlJsStatic["Database"]>;

/** A database of OpenCode that a test fills with rows of its own. */
export class DatabaseFile {
  readonly path = join(temporaryFolder(), "opencode.db");
  private readonly database: MadeDatabase;

  constructor(sqlJs: SqlJsStatic, version: string = NEWEST) {
    this.database = new sqlJs.Database();
    this.database.run(readFileSync(join(SCHEMAS, `schema-${version}.sql`), "utf8"));
    this.insert("project", { id: "project", worktree: "/home/dev/shop", time_created: 1, time_updated: 1, sandboxes: "[]" });
  }

  run(sql: string, ...values: Value[]): this {
    this.database.run(sql, values);
    return this;
  }

  insert(table: string, row: Readonly<Record<string, Value>>): this {
    const columns = Object.keys(row);
    return this.run(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`, ...Object.values(row));
  }

  /** The rows that a statement gives, each as the list of its values. */
  rows(sql: string): unknown[][] {
    return this.database.exec(sql)[0]?.values ?? [];
  }

  session(id: string, row: Readonly<Record<string, Value>> = {}): this {
    return this.insert("session", { id, project_id: "project", slug: "s", directory: "/home/dev/shop", title: id, version: NEWEST, time_created: LONG_AGO, time_updated: LONG_AGO, ...row });
  }

  message(id: string, sessionId: string): this {
    return this.insert("message", { id, session_id: sessionId, time_created: LONG_AGO, time_updated: LONG_AGO, data: JSON.stringify({ role: "assistant", agent: "build" }) });
  }

  bash(id: string, sessionId: string, command: string, { messageId = "msg_1", time = LONG_AGO, state = {} }: { messageId?: string; time?: number; state?: object } = {}): this {
    const whole = { status: "completed", input: { command }, output: "done", metadata: { exit: 0 }, time: { start: time, end: time + 5 }, ...state };
    const data = JSON.stringify({ type: "tool", tool: "bash", callID: `call_${id}`, state: whole });
    return this.insert("part", { id, message_id: messageId, session_id: sessionId, time_created: time, time_updated: time, data });
  }

  /** Writes the file anew, as a checkpoint does. It is old enough to be read once. */
  write(): string {
    writeFileSync(this.path, this.database.export());
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
    return this.path;
  }
}
