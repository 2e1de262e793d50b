import type { SqlJsStatic } from "sql.js";
import type { SessionContent } from "../model/sessionContent.js";
import { FORGOTTEN_ENTRY, PROJECTS_ENTRY, SESSION_ENTRY, type SourceBatch, type SourceProblem, type StorageLocation } from "../model/storage.js";
import { BACKLOG, Batches } from "./batches.js";
import { Exclusion } from "./exclusion.js";
import { sourceProblem } from "./problems.js";
import { DatabaseFailure, nodeSqlite, type NodeSqlite, type ReadableDatabase } from "./readableDatabase.js";
import { SessionMemory } from "./sessionMemory.js";
import { readProject } from "./sessions.js";
import { COMPLETE_KEY } from "./completeness.js";
import type { CursorReader, ReadScope, StorageSource, StoredRecord } from "./source.js";
import { listCandidates, rowDigest, sessionRow, type Candidate } from "./sqliteCandidates.js";
import { SqliteConnection, type OpenDatabase } from "./sqliteConnection.js";
import { sqliteContent, sqliteRecord } from "./sqliteContent.js";
import { checksumsInDatabase } from "./sqlitePages.js";
import { readSqliteSession } from "./sqliteSession.js";
import type { DatabaseShape } from "./sqliteShape.js";

const FILE_KEY = "file";
/** After a change, a session without a sequence has its rows compared for this long, whatever its own row says. */
const ACTIVE_TIME = 15 * 60_000;
/** So are the rows of the sessions that changed last: a call that was running when this began has no other trace. */
const ALWAYS_COMPARED = 16;
/** How often the rows of all sessions are compared although nothing hints at a change. */
const THOROUGH_INTERVAL = 10 * 60_000;

/** What the cursor says of a session: its sequence, row and rows when they were last read. */
interface Signature {
  readonly sequence: string;
  readonly digest: string;
  readonly checksums: string;
}

interface Progress {
  done: number;
  total: number;
}

/** OpenCode's database (1.2.1 and newer). Tables with credentials are never named here. */
export class SqliteSource implements StorageSource {
  private readonly connection: SqliteConnection;
  private readonly activeUntil = new Map<string, number>();
  private readonly memory = new SessionMemory();
  private lastThorough = Number.NEGATIVE_INFINITY;
  /** What `data_version` said when all of the database was last known to be read. */
  private readVersion: number | undefined;

  /** `sqlite`: the host's own SQLite, null for reading through a copy; left out, it is looked for. */
  constructor(
    readonly location: StorageLocation, sqlJs: SqlJsStatic, sqlite: NodeSqlite | null = nodeSqlite() ?? null,
    private readonly exclusion: Exclusion = new Exclusion([]),
  ) {
    this.connection = new SqliteConnection(location.path, sqlJs, sqlite);
  }

  *read(cursor: CursorReader, scope: ReadScope = {}): Generator<SourceBatch, SourceProblem | undefined> {
    try {
      const opened = this.connection.open();
      if (opened.kind === "problem") return opened.problem;
      if (opened.isReplaced) this.forgetAll();
      return yield* this.readOpen(opened, cursor, scope);
    } catch (error) {
      if (error instanceof DatabaseFailure) return this.failed(error);
      throw error;
    } finally {
      this.connection.rest();
    }
  }

  readElsewhere(): void {
    this.lastThorough = performance.now();
  }

  readSession(sessionId: string): SessionContent | undefined {
    return this.look(({ database, shape }) => sqliteContent(database, shape, sessionId));
  }

  readRecord(sessionId: string, ids: readonly string[]): StoredRecord | undefined {
    return this.look(({ database, shape }) => sqliteRecord(database, shape, sessionId, ids));
  }

  /** Asks the database one thing; undefined where it cannot be read. */
  private look<T>(ask: (opened: OpenDatabase) => T): T | undefined {
    try {
      const opened = this.connection.open();
      return opened.kind === "open" ? ask(opened) : undefined;
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
    this.forgetAll();
  }

  private forgetAll(): void {
    this.activeUntil.clear();
    this.memory.clear();
    this.lastThorough = Number.NEGATIVE_INFINITY;
    this.readVersion = undefined;
  }

  /** A connection that failed is not trusted again: the file may have been replaced or restored meanwhile. */
  private failed(error: DatabaseFailure): SourceProblem {
    this.connection.close();
    this.readVersion = undefined;
    return this.connection.problemOf(error.reason);
  }

  private *readOpen(opened: OpenDatabase, cursor: CursorReader, scope: ReadScope): Generator<SourceBatch, SourceProblem | undefined> {
    const { database, shape, fingerprint } = opened;
    const isWhole = scope.sessionIds === undefined;
    this.memory.isOff = scope.isLast === true;
    const isThorough = isWhole && (scope.thorough ?? performance.now() - this.lastThorough >= THOROUGH_INTERVAL);
    // Read before the rows are: what is committed meanwhile counts as a change the next time.
    const version = database.dataVersion();
    if (isWhole && scope.thorough !== true && this.isUnchanged(cursor, fingerprint, version, isThorough)) return this.unknownTables(opened);

    const batches = new Batches(cursor.get(COMPLETE_KEY) === undefined ? "bulk" : isThorough ? "reconcile" : "delta");
    readProjects(database, shape, cursor, batches);
    const candidates = listCandidates(database, shape, isThorough);
    const wanted = this.without(candidates.filter(({ id }) => cursor.get(FORGOTTEN_ENTRY + id) === undefined), cursor, batches).filter(({ id }) => scope.sessionIds?.has(id) ?? true);
    const changed = yield* this.changedOf(database, shape, wanted, cursor, batches, { isThorough: isThorough || !isWhole, again: scope.again === true });
    // What is going on now is shown first; but a backlog is worked off as it came, so that nothing in it waits for ever.
    if (batches.phase !== "bulk" && changed.length > BACKLOG) changed.reverse();
    const progress = { done: 0, total: changed.length };
    const failure = yield* this.sessions(opened, changed, batches, progress);
    this.noteGone(cursor, candidates, scope, isThorough, batches);
    if (isWhole) this.finish(cursor, batches, fingerprint);
    yield batches.take(progress.done, progress.total, isThorough && failure === undefined);
    if (isThorough) this.lastThorough = performance.now();
    if (isWhole && failure === undefined) this.readVersion = version;
    return failure === undefined ? this.unknownTables(opened) : this.failed(failure);
  }

  /** Within one connection `data_version` tells, across restarts the sizes and times of the files and the log's salts. */
  private isUnchanged(cursor: CursorReader, fingerprint: string, version: number | undefined, isThorough: boolean): boolean {
    if (cursor.get(COMPLETE_KEY) === undefined) return false;
    if (version !== undefined && version === this.readVersion && !isThorough) return true;
    return fingerprint !== "" && cursor.get(FILE_KEY) === fingerprint;
  }

  private finish(cursor: CursorReader, batches: Batches, fingerprint: string): void {
    if ((cursor.get(FILE_KEY) ?? "") !== fingerprint) batches.set(FILE_KEY, fingerprint === "" ? null : fingerprint);
    if (cursor.get(COMPLETE_KEY) === undefined) batches.set(COMPLETE_KEY, "1");
  }

  /** The sessions that no glob leaves out. Of the others nothing is read, and what was read before goes. */
  private without(candidates: readonly Candidate[], cursor: CursorReader, batches: Batches): Candidate[] {
    const kept = this.exclusion.isActive ? candidates.filter((candidate) => !this.exclusion.leavesOut(candidate)) : [...candidates];
    const keptIds = new Set(kept.map(({ id }) => id));
    for (const { id } of candidates) {
      if (keptIds.has(id) || cursor.get(SESSION_ENTRY + id) === undefined) continue;
      batches.add({ kind: "sessionExcluded", sessionId: id });
      batches.set(SESSION_ENTRY + id, null);
      this.memory.forget(id);
    }
    batches.excluded = candidates.length - kept.length;
    return kept;
  }

  private *changedOf(
    database: ReadableDatabase, shape: DatabaseShape, candidates: readonly Candidate[], cursor: CursorReader, batches: Batches,
    { isThorough, again }: { isThorough: boolean; again: boolean },
  ): Generator<SourceBatch, Candidate[]> {
    const changed: Candidate[] = [];
    for (const [index, candidate] of candidates.entries()) {
      if (again || this.hasChanged(database, shape, candidate, cursor, { isThorough, isLatest: index < ALWAYS_COMPARED })) changed.push(candidate);
      if (again) this.memory.forget(candidate.id);
      if (batches.isDue) yield batches.take(0, changed.length);
    }
    return changed;
  }

  private *sessions(opened: OpenDatabase, changed: readonly Candidate[], batches: Batches, progress: Progress): Generator<SourceBatch, DatabaseFailure | undefined> {
    let failure: DatabaseFailure | undefined;
    for (const candidate of changed) {
      failure = (yield* this.session(opened, candidate, batches, progress)) ?? failure;
      progress.done++;
      if (batches.isFull) yield batches.take(progress.done, progress.total);
    }
    return failure;
  }

  /** Reads one session. A damaged page costs its session only; gives the failure then. @throws DatabaseFailure for the rest */
  private *session(opened: OpenDatabase, candidate: Candidate, batches: Batches, { done, total }: Progress): Generator<SourceBatch, DatabaseFailure | undefined> {
    const { database, shape } = opened;
    const { id } = candidate;
    let failure: DatabaseFailure | undefined;
    let checksums = "!";
    try {
      const row = sessionRow(database, shape, id);
      // Deleted since it was listed: the next read finds it gone.
      if (row === null && candidate.table !== null) return undefined;
      const read = yield* readSqliteSession(database, shape, { id, row }, this.memory.get(id), batches, done, total);
      checksums = read.checksums;
      if (read.known) this.memory.set(id, read.known);
      else this.memory.forget(id);
    } catch (error) {
      if (!(error instanceof DatabaseFailure) || error.reason !== "corrupt") throw error;
      failure = error;
      const detail = "A damaged page of the database holds rows of this session.";
      batches.add({ kind: "deadLetter", locator: `session/${id}`, sessionId: id, reason: "unreadable", detail, hash: "damaged" });
    }
    batches.set(SESSION_ENTRY + id, `${candidate.sequence ?? ""}|${candidate.digest}|${checksums}`);
    this.activeUntil.set(id, performance.now() + ACTIVE_TIME);
    return failure;
  }

  private hasChanged(
    database: ReadableDatabase, shape: DatabaseShape, candidate: Candidate, cursor: CursorReader,
    { isThorough, isLatest }: { isThorough: boolean; isLatest: boolean },
  ): boolean {
    const stored = signatureOf(cursor.get(SESSION_ENTRY + candidate.id));
    if (stored === undefined || stored.digest !== candidate.digest) return true;
    if (stored.sequence !== String(candidate.sequence ?? "")) return true;
    if (candidate.sequence !== undefined && !isThorough) return false;
    const isActive = isLatest || (this.activeUntil.get(candidate.id) ?? 0) > performance.now();
    if (!isThorough && !isActive) return false;
    // With a sequence, what was written within the same millisecond has its own entry: the mark means nothing then.
    const known = candidate.sequence === undefined ? stored.checksums : stored.checksums.replace("~", "");
    return known !== checksumsInDatabase(database, shape.records, candidate.id);
  }

  private noteGone(cursor: CursorReader, candidates: readonly Candidate[], scope: ReadScope, isThorough: boolean, batches: Batches): void {
    const present = new Set(candidates.map(({ id }) => id));
    for (const [key] of [...cursor.entries()]) {
      if (!key.startsWith(SESSION_ENTRY)) continue;
      const id = key.slice(SESSION_ENTRY.length);
      if (present.has(id) || scope.sessionIds?.has(id) === false) continue;
      // Sessions without a row are listed by a thorough read only.
      if (!isThorough && signatureOf(cursor.get(key))?.digest === "") continue;
      batches.add({ kind: "sessionGone", sessionId: id });
      batches.set(key, null);
      this.activeUntil.delete(id);
      this.memory.forget(id);
    }
  }

  /** A table of the coming engine that is not as it is described, and has rows: those are not seen, and that has to be said. */
  private unknownTables({ database, shape }: OpenDatabase): SourceProblem | undefined {
    const filled = shape.unknown.filter((table) => database.all(`SELECT 1 AS found FROM "${table}" LIMIT 1`).length > 0);
    return filled.length === 0 ? undefined : sourceProblem("unknown-schema", `A database whose rows in ${filled.join(" and ")} have an unknown shape`, this.location.path);
  }
}

function signatureOf(stored: string | undefined): Signature | undefined {
  if (stored === undefined) return undefined;
  const [sequence = "", digest = "", checksums = ""] = stored.split("|");
  return { sequence, digest, checksums };
}

function readProjects(database: ReadableDatabase, shape: DatabaseShape, cursor: CursorReader, batches: Batches): void {
  if (!shape.hasProjects) return;
  const rows = database.all("SELECT id, worktree FROM project ORDER BY id");
  const digest = rowDigest({ rows: JSON.stringify(rows) });
  if (cursor.get(PROJECTS_ENTRY) === digest) return;
  for (const row of rows) {
    const project = readProject(row, String(row["id"]));
    if (project) batches.add(project);
  }
  batches.set(PROJECTS_ENTRY, digest);
}
