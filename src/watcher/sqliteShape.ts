import type { SourceProblemReason } from "../model/storage.js";
import type { ReadableDatabase } from "./readableDatabase.js";

/** What a database of OpenCode has: told by its tables and columns, never by a version. */
export interface DatabaseShape {
  /** Columns of `session` that are read, where they exist: 1.2 to 1.18 differ here. */
  readonly sessionColumns: readonly string[];
  readonly hasProjects: boolean;
  /** The per-session log of changes (1.17 and newer keep it; it is there but empty in 1.14 and 1.15). */
  readonly hasSequences: boolean;
}

export type ShapeResult =
  | { readonly kind: "shape"; readonly shape: DatabaseShape }
  | { readonly kind: "problem"; readonly reason: SourceProblemReason; readonly found: string };

const SESSION_REQUIRED = ["id", "project_id", "directory", "title", "time_created", "time_updated"];
const SESSION_OPTIONAL = ["parent_id", "version", "agent", "model", "time_archived"];
const MESSAGE_REQUIRED = ["id", "session_id", "time_created", "time_updated", "data"];
const PART_REQUIRED = [...MESSAGE_REQUIRED, "message_id"];

/** Looks which tables and columns there are. @throws DatabaseFailure */
export function databaseShape(database: ReadableDatabase): ShapeResult {
  const tables = new Set(database.all("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => name));
  if (!tables.has("session") && !tables.has("message") && !tables.has("part")) {
    // OpenCode makes its tables one by one in the first second of a new database.
    const isNew = [...tables].every((name) => typeof name === "string" && /migration|^sqlite_/.test(name));
    return isNew
      ? { kind: "problem", reason: "empty", found: "A database without tables" }
      : { kind: "problem", reason: "unknown-schema", found: "A database without the tables session, message and part" };
  }
  const session = columns(database, "session");
  const missing = [
    ...missingFrom(session, "session", SESSION_REQUIRED),
    ...missingFrom(columns(database, "message"), "message", MESSAGE_REQUIRED),
    ...missingFrom(columns(database, "part"), "part", PART_REQUIRED),
  ];
  if (missing.length > 0) {
    return { kind: "problem", reason: "unknown-schema", found: `A database without ${missing.join(", ")}` };
  }
  const sequence = columns(database, "event_sequence");
  const project = columns(database, "project");
  return {
    kind: "shape",
    shape: {
      sessionColumns: [...SESSION_REQUIRED, ...SESSION_OPTIONAL.filter((column) => session.has(column))],
      hasProjects: project.has("id") && project.has("worktree"),
      hasSequences: sequence.has("aggregate_id") && sequence.has("seq"),
    },
  };
}

type KnownTable = "session" | "message" | "part" | "event_sequence" | "project";

function columns(database: ReadableDatabase, table: KnownTable): ReadonlySet<unknown> {
  return new Set(database.all(`PRAGMA table_info("${table}")`).map(({ name }) => name));
}

function missingFrom(found: ReadonlySet<unknown>, table: string, required: readonly string[]): string[] {
  return required.filter((column) => !found.has(column)).map((column) => `${table}.${column}`);
}
