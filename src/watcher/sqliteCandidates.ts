import { createHash } from "node:crypto";
import { asText } from "./fields.js";
import type { Cell, ReadableDatabase, Row } from "./readableDatabase.js";
import type { DatabaseShape, SessionTable } from "./sqliteShape.js";

const PAGE_ROWS = 1_000;

/** A session that may have to be read. */
export interface Candidate {
  readonly id: string;
  /** Where its row lies; null where only messages or parts name the session. */
  readonly table: SessionTable | null;
  readonly projectId: string;
  readonly directory: string;
  readonly timeUpdated: number;
  /** Hash of what is read of its row; empty where it has none. */
  readonly digest: string;
  /** Last entry of its log of changes; undefined where OpenCode keeps none for it. */
  readonly sequence: number | undefined;
}

/** A hash over what is read of a session's row: its title and cost change without its time. */
export function rowDigest({ cursor: _cursor, ...read }: Row): string {
  return createHash("sha256").update(Object.values(read).join("\u0000")).digest("base64url").slice(0, 16);
}

/** A session's row; null where there is none any more. @throws DatabaseFailure */
export function sessionRow(database: ReadableDatabase, shape: DatabaseShape, id: string): Row | null {
  for (const { table, columns } of [...shape.sessions].reverse()) {
    const row = database.all(`${selectSession(table, columns)} WHERE id = ?`, id)[0];
    if (row) return row;
  }
  return null;
}

/** All sessions, the latest first, so that what is going on now is shown first. @throws DatabaseFailure */
export function listCandidates(database: ReadableDatabase, shape: DatabaseShape, isThorough: boolean): Candidate[] {
  // The log is looked at before the rows: what is written in between counts as a change the next time.
  const sequences = sequencesOf(database, shape);
  const candidates = new Map<string, Candidate>();
  for (const { table, columns } of shape.sessions) {
    for (const row of pages(database, selectSession(table, columns))) {
      const id = asText(row["id"]);
      if (id === null || id === "") continue;
      candidates.set(id, {
        id, table, projectId: asText(row["project_id"]) ?? "", directory: asText(row["directory"]) ?? "",
        timeUpdated: Number(row["time_updated"]) || 0, digest: rowDigest(row), sequence: sequences.get(id),
      });
    }
  }
  if (isThorough) addSessionsWithoutRow(database, shape, candidates);
  return [...candidates.values()].sort((a, b) => b.timeUpdated - a.timeUpdated);
}

/** All rows of a table, in statements that end before their rows are looked at. */
function* pages(database: ReadableDatabase, select: string): Generator<Row> {
  let after: Cell = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = database.all(`${select} WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE_ROWS}`, after);
    yield* rows;
    if (rows.length < PAGE_ROWS) return;
    after = rows[rows.length - 1]!["cursor"] ?? null;
  }
}

function sequencesOf(database: ReadableDatabase, shape: DatabaseShape): Map<unknown, number> {
  const sequences = new Map<unknown, number>();
  if (!shape.hasSequences) return sequences;
  for (const row of pages(database, "SELECT aggregate_id, min(max(seq, 0), 9007199254740991) AS seq, rowid AS cursor FROM event_sequence")) {
    sequences.set(row["aggregate_id"], Number(row["seq"]));
  }
  return sequences;
}

function selectSession(table: SessionTable, columns: readonly string[]): string {
  const selected = columns.map((column) => (column.startsWith("time_") ? `min(max(${column}, 0), 9007199254740991) AS ${column}` : column));
  return `SELECT ${selected.join(", ")}, rowid AS cursor FROM ${table}`;
}

/** Steps through the index from one session to the next: as fast as there are few sessions, however many parts. */
function addSessionsWithoutRow(database: ReadableDatabase, shape: DatabaseShape, candidates: Map<string, Candidate>): void {
  for (const table of shape.records) {
    let last = "";
    for (;;) {
      const next = database.all(`SELECT min(session_id) AS id FROM ${table} WHERE session_id > ?`, last)[0]?.["id"];
      if (typeof next !== "string") break;
      last = next;
      if (candidates.has(next)) continue;
      candidates.set(next, { id: next, table: null, projectId: "", directory: "", timeUpdated: 0, digest: "", sequence: undefined });
    }
  }
}
