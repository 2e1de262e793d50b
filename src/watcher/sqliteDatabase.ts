import type { SqlJsStatic } from "sql.js";
import type { SessionContent } from "../model/sessionContent.js";
import type { SourceBatch, SourceProblem, StorageLocation } from "../model/storage.js";
import { Batches } from "./batches.js";
import { ContentGathering } from "./content.js";
import { asText } from "./fields.js";
import { DatabaseFailure, nodeSqlite, type NodeSqlite, type ReadableDatabase, type Row } from "./readableDatabase.js";
import { readProject } from "./sessions.js";
import type { CursorReader, ReadScope, StorageSource } from "./source.js";
import { SqliteConnection, type OpenDatabase } from "./sqliteConnection.js";
import { checksumsInDatabase, readSqliteSession, rowDigest, sessionPages, sessionRecordOf, textOf, timeOf } from "./sqliteSession.js";
import type { DatabaseShape } from "./sqliteShape.js";

const SESSION_KEY = "s:";
const FILE_KEY = "file";
const PROJECTS_KEY = "projects";
/** After a change, a session without a sequence has its rows compared for this long, whatever its own row says. */
const ACTIVE_TIME = 15 * 60_000;
/** So are the rows of the sessions that changed last: a call that was running when this began has no other trace. */
const ALWAYS_COMPARED = 16;
/** How often the rows of all sessions are compared although nothing hints at a change. */
const THOROUGH_INTERVAL = 10 * 60_000;

interface Candidate {
  readonly id: string;
  /** False where only parts name the session. */
  readonly hasRow: boolean;
  readonly timeUpdated: number;
  readonly digest: string;
  /** Last entry of its log of changes; undefined where OpenCode keeps none for it. */
  readonly sequence: number | undefined;
}

/** What the cursor says of a session: its sequence, row and rows when they were last read. */
interface Signature {
  readonly sequence: string;
  readonly digest: string;
  readonly checksums: string;
}

/** OpenCode's database (1.2.1 and newer). Tables with credentials are never named here. */
export class SqliteSource implements StorageSource {
  private readonly connection: SqliteConnection;
  private readonly activeUntil = new Map<string, number>();
  private lastThorough = Number.NEGATIVE_INFINITY;

  /** `sqlite`: the host's own SQLite, null for reading through a copy; left out, it is looked for. */
  constructor(readonly location: StorageLocation, sqlJs: SqlJsStatic, sqlite: NodeSqlite | null = nodeSqlite() ?? null) {
    this.connection = new SqliteConnection(location.path, sqlJs, sqlite);
  }

  *read(cursor: CursorReader, scope: ReadScope = {}): Generator<SourceBatch, SourceProblem | undefined> {
    try {
      const opened = this.connection.open();
      if (opened.kind === "problem") return opened.problem;
      return yield* this.readOpen(opened, cursor, scope);
    } catch (error) {
      if (error instanceof DatabaseFailure) return this.failed(error);
      throw error;
    } finally {
      this.connection.rest();
    }
  }

  readSession(sessionId: string): SessionContent | undefined {
    try {
      const opened = this.connection.open();
      return opened.kind === "open" ? contentOf(opened, sessionId) : undefined;
    } catch (error) {
      if (!(error instanceof DatabaseFailure)) throw error;
      this.failed(error);
      return undefined;
    } finally {
      this.connection.rest();
    }
  }

  close(): void {
    this.connection.close();
    this.activeUntil.clear();
    this.lastThorough = Number.NEGATIVE_INFINITY;
  }

  /** A connection that failed is not trusted again: the file may have been replaced or restored meanwhile. */
  private failed(error: DatabaseFailure): SourceProblem {
    this.connection.close();
    return this.connection.problemOf(error.reason);
  }

  private *readOpen(opened: OpenDatabase, cursor: CursorReader, scope: ReadScope): Generator<SourceBatch, SourceProblem | undefined> {
    const { database, shape, fingerprint } = opened;
    const isWhole = scope.sessionIds === undefined;
    if (isWhole && scope.thorough !== true && fingerprint !== "" && cursor.get(FILE_KEY) === fingerprint) return undefined;
    const isDue = opened.isReplaced || performance.now() - this.lastThorough >= THOROUGH_INTERVAL;
    const isThorough = isWhole && (scope.thorough ?? isDue);

    const batches = new Batches();
    readProjects(database, shape, cursor, batches);
    const candidates = listCandidates(database, shape, isThorough);
    const wanted = candidates.filter(({ id }) => scope.sessionIds?.has(id) ?? true);
    let failure: DatabaseFailure | undefined;
    let done = 0;
    for (const candidate of wanted) {
      if (this.hasChanged(database, candidate, cursor, { isThorough: isThorough || !isWhole, isLatest: done < ALWAYS_COMPARED })) {
        failure = (yield* this.session(opened, candidate, batches, done, wanted.length)) ?? failure;
      }
      done++;
      if (batches.isFull) yield batches.take(done, wanted.length);
    }
    this.noteGone(cursor, candidates, scope, isThorough, batches);
    if (isWhole && (cursor.get(FILE_KEY) ?? "") !== fingerprint) batches.set(FILE_KEY, fingerprint === "" ? null : fingerprint);
    if (!batches.isEmpty) yield batches.take(done, wanted.length);
    if (isThorough) this.lastThorough = performance.now();
    return failure === undefined ? undefined : this.failed(failure);
  }

  /** Reads one session. A damaged page costs its session only; gives the failure then. @throws DatabaseFailure for the rest */
  private *session(opened: OpenDatabase, candidate: Candidate, batches: Batches, done: number, total: number): Generator<SourceBatch, DatabaseFailure | undefined> {
    const { database, shape } = opened;
    const { id } = candidate;
    let failure: DatabaseFailure | undefined;
    let checksums = "!";
    try {
      const row = sessionRow(database, shape, id);
      // Deleted since it was listed: the next read finds it gone.
      if (row === null && candidate.hasRow) return undefined;
      checksums = yield* readSqliteSession(database, { id, row }, batches, done, total);
    } catch (error) {
      if (!(error instanceof DatabaseFailure) || error.reason !== "corrupt") throw error;
      failure = error;
      batches.add({ kind: "deadLetter", locator: `session/${id}`, sessionId: id, reason: "unreadable", detail: "A damaged page of the database holds rows of this session." });
    }
    batches.set(SESSION_KEY + id, `${candidate.sequence ?? ""}|${candidate.digest}|${checksums}`);
    this.activeUntil.set(id, performance.now() + ACTIVE_TIME);
    return failure;
  }

  private hasChanged(
    database: ReadableDatabase, candidate: Candidate, cursor: CursorReader, { isThorough, isLatest }: { isThorough: boolean; isLatest: boolean },
  ): boolean {
    const stored = signatureOf(cursor.get(SESSION_KEY + candidate.id));
    if (stored === undefined || stored.digest !== candidate.digest) return true;
    if (stored.sequence !== String(candidate.sequence ?? "")) return true;
    if (candidate.sequence !== undefined && !isThorough) return false;
    const isActive = isLatest || (this.activeUntil.get(candidate.id) ?? 0) > performance.now();
    if (!isThorough && !isActive) return false;
    // With a sequence, what was written within the same millisecond has its own entry: the mark means nothing then.
    const known = candidate.sequence === undefined ? stored.checksums : stored.checksums.replace("~", "");
    return known !== checksumsInDatabase(database, candidate.id);
  }

  private noteGone(cursor: CursorReader, candidates: readonly Candidate[], scope: ReadScope, isThorough: boolean, batches: Batches): void {
    const present = new Set(candidates.map(({ id }) => id));
    for (const [key] of [...cursor.entries()]) {
      if (!key.startsWith(SESSION_KEY)) continue;
      const id = key.slice(SESSION_KEY.length);
      if (present.has(id) || scope.sessionIds?.has(id) === false) continue;
      // Sessions without a row are listed by a thorough read only.
      if (!isThorough && signatureOf(cursor.get(key))?.digest === "") continue;
      batches.add({ kind: "sessionGone", sessionId: id });
      batches.set(key, null);
      this.activeUntil.delete(id);
    }
  }
}

function signatureOf(stored: string | undefined): Signature | undefined {
  if (stored === undefined) return undefined;
  const [sequence = "", digest = "", checksums = ""] = stored.split("|");
  return { sequence, digest, checksums };
}

function selectSession(shape: DatabaseShape): string {
  const columns = shape.sessionColumns.map((column) =>
    column.startsWith("time_") ? `min(max(${column}, 0), 9007199254740991) AS ${column}` : column,
  );
  return `SELECT ${columns.join(", ")} FROM session`;
}

function sessionRow(database: ReadableDatabase, shape: DatabaseShape, id: string): Row | null {
  return database.all(`${selectSession(shape)} WHERE id = ?`, id)[0] ?? null;
}

/** All sessions, the latest first, so that what is going on now is shown first. */
function listCandidates(database: ReadableDatabase, shape: DatabaseShape, isThorough: boolean): Candidate[] {
  // The log is looked at before the rows: what is written in between counts as a change the next time.
  const sequences = new Map<unknown, number>();
  if (shape.hasSequences) {
    for (const row of database.all("SELECT aggregate_id, min(max(seq, 0), 9007199254740991) AS seq FROM event_sequence")) {
      sequences.set(row["aggregate_id"], Number(row["seq"]));
    }
  }
  const candidates: Candidate[] = [];
  for (const row of database.iterate(selectSession(shape))) {
    const id = asText(row["id"]);
    if (id === null || id === "") continue;
    candidates.push({ id, hasRow: true, timeUpdated: Number(row["time_updated"]) || 0, digest: rowDigest(row), sequence: sequences.get(id) });
  }
  candidates.sort((a, b) => b.timeUpdated - a.timeUpdated);
  if (isThorough) addSessionsWithoutRow(database, candidates);
  return candidates;
}

/** Steps through the index from one session to the next: as fast as there are few sessions, however many parts. */
function addSessionsWithoutRow(database: ReadableDatabase, candidates: Candidate[]): void {
  const listed = new Set(candidates.map(({ id }) => id));
  for (const table of ["message", "part"] as const) {
    let last = "";
    for (;;) {
      const next = database.all(`SELECT min(session_id) AS id FROM ${table} WHERE session_id > ?`, last)[0]?.["id"];
      if (typeof next !== "string") break;
      last = next;
      if (listed.has(next)) continue;
      listed.add(next);
      candidates.push({ id: next, hasRow: false, timeUpdated: 0, digest: "", sequence: undefined });
    }
  }
}

function readProjects(database: ReadableDatabase, shape: DatabaseShape, cursor: CursorReader, batches: Batches): void {
  if (!shape.hasProjects) return;
  const rows = database.all("SELECT id, worktree FROM project ORDER BY id");
  const digest = rowDigest({ rows: JSON.stringify(rows) });
  if (cursor.get(PROJECTS_KEY) === digest) return;
  for (const row of rows) {
    const project = readProject(row, String(row["id"]));
    if (project) batches.add(project);
  }
  batches.set(PROJECTS_KEY, digest);
}

function contentOf(opened: OpenDatabase, sessionId: string): SessionContent | undefined {
  const { database, shape } = opened;
  const row = sessionRow(database, shape, sessionId);
  const gathering = new ContentGathering();
  let found = row !== null;
  for (const table of ["message", "part"] as const) {
    for (const page of sessionPages(database, table, sessionId)) {
      found = true;
      for (const record of page) {
        const content = textOf(record);
        const text = "text" in content ? content.text : "";
        const origin = { id: String(record["id"]), sessionId, time: timeOf(record) };
        if (table === "message") gathering.addMessage(text, origin);
        else gathering.addPart(text, { ...origin, messageId: String(record["message_id"]) });
      }
      if (!gathering.hasRoom) break;
    }
  }
  return found ? gathering.content(sessionRecordOf(database, { id: sessionId, row })) : undefined;
}
