import type { SourceProblemReason } from "../model/storage.js";
import type { ReadableDatabase } from "./readableDatabase.js";

/** A table of sessions: `session` of OpenCode 1.x, `session_v2` of the v2 engine. */
export type SessionTable = "session" | "session_v2";
/** A table whose rows belong to sessions and say when they were written. */
export type RecordTable = "message" | "part" | "session_message";

/** What a database of OpenCode has: told by its tables and columns, never by a version. */
export interface DatabaseShape {
  /** Tables of sessions, each with those of its columns that are read: 1.2 to 1.18 differ here. The later one wins. */
  readonly sessions: ReadonlyArray<{ readonly table: SessionTable; readonly columns: readonly string[] }>;
  readonly records: readonly RecordTable[];
  readonly hasProjects: boolean;
  /** The per-session log of changes (1.17 and newer keep it; it is there but empty in 1.14 and 1.15). */
  readonly hasSequences: boolean;
  /** Tables of the v2 engine that are not as they are described; where they hold rows, something is not seen. */
  readonly unknown: readonly string[];
}

export type ShapeResult =
  | { readonly kind: "shape"; readonly shape: DatabaseShape }
  | { readonly kind: "problem"; readonly reason: SourceProblemReason; readonly found: string };

const SESSION_REQUIRED = ["id", "project_id", "directory", "title", "time_created", "time_updated"];
const SESSION_OPTIONAL = ["parent_id", "version", "agent", "model", "time_archived"];
const MESSAGE_REQUIRED = ["id", "session_id", "time_created", "time_updated", "data"];
const PART_REQUIRED = [...MESSAGE_REQUIRED, "message_id"];
const V2_MESSAGE_REQUIRED = [...MESSAGE_REQUIRED, "type"];

/** Looks which tables and columns there are. @throws DatabaseFailure */
export function databaseShape(database: ReadableDatabase): ShapeResult {
  const tables = new Set(database.all("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => name));
  if (!["session", "message", "part", "session_v2", "session_message"].some((table) => tables.has(table))) {
    // OpenCode makes its tables one by one in the first second of a new database.
    const isNew = [...tables].every((name) => typeof name === "string" && /migration|^sqlite_/.test(name));
    return isNew
      ? { kind: "problem", reason: "empty", found: "A database without tables" }
      : { kind: "problem", reason: "unknown-schema", found: "A database without the tables session, message and part" };
  }
  const v2 = v2Shape(database, tables);
  const v1 = v1Shape(database);
  if (v1.missing.length > 0 && !v2.isReadable) {
    return { kind: "problem", reason: "unknown-schema", found: `A database without ${v1.missing.join(", ")}` };
  }
  const sequence = columns(database, "event_sequence");
  const project = columns(database, "project");
  const isV1 = v1.missing.length === 0;
  return {
    kind: "shape",
    shape: {
      sessions: [...(isV1 ? [{ table: "session" as const, columns: v1.columns }] : []), ...v2.sessions],
      records: [...(isV1 ? (["message", "part"] as const) : []), ...(v2.hasMessages ? (["session_message"] as const) : [])],
      hasProjects: project.has("id") && project.has("worktree"),
      hasSequences: sequence.has("aggregate_id") && sequence.has("seq"),
      unknown: v2.unknown,
    },
  };
}

function v1Shape(database: ReadableDatabase): { columns: readonly string[]; missing: readonly string[] } {
  const session = columns(database, "session");
  const missing = [
    ...missingFrom(session, "session", SESSION_REQUIRED),
    ...missingFrom(columns(database, "message"), "message", MESSAGE_REQUIRED),
    ...missingFrom(columns(database, "part"), "part", PART_REQUIRED),
  ];
  return { columns: readColumns(session), missing };
}

interface V2Shape {
  readonly sessions: DatabaseShape["sessions"];
  readonly hasMessages: boolean;
  readonly isReadable: boolean;
  readonly unknown: readonly string[];
}

/** The v2 engine's tables are there, and empty, from 1.14 on; `session_v2` comes with the engine itself. */
function v2Shape(database: ReadableDatabase, tables: ReadonlySet<unknown>): V2Shape {
  const session = columns(database, "session_v2");
  const message = columns(database, "session_message");
  const hasSessions = SESSION_REQUIRED.every((column) => session.has(column));
  const hasMessages = V2_MESSAGE_REQUIRED.every((column) => message.has(column));
  const unknown = [...(tables.has("session_v2") && !hasSessions ? ["session_v2"] : []), ...(tables.has("session_message") && !hasMessages ? ["session_message"] : [])];
  return {
    sessions: hasSessions ? [{ table: "session_v2", columns: readColumns(session) }] : [],
    hasMessages,
    isReadable: hasSessions && hasMessages,
    unknown,
  };
}

type KnownTable = SessionTable | RecordTable | "event_sequence" | "project";

function readColumns(found: ReadonlySet<unknown>): string[] {
  return [...SESSION_REQUIRED, ...SESSION_OPTIONAL.filter((column) => found.has(column))];
}

function columns(database: ReadableDatabase, table: KnownTable): ReadonlySet<unknown> {
  return new Set(database.all(`PRAGMA table_info("${table}")`).map(({ name }) => name));
}

function missingFrom(found: ReadonlySet<unknown>, table: string, required: readonly string[]): string[] {
  return required.filter((column) => !found.has(column)).map((column) => `${table}.${column}`);
}
