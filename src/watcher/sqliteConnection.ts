import { accessSync, closeSync, constants, openSync, readSync, statSync, type Stats } from "node:fs";
import type { SqlJsStatic } from "sql.js";
import type { SourceProblem } from "../model/storage.js";
import { isDenied, isMissing, sourceProblem } from "./problems.js";
import { DatabaseFailure, openImage, openInPlace, type DatabaseFailureReason, type NodeSqlite, type ReadableDatabase } from "./readableDatabase.js";
import { databaseShape, type DatabaseShape } from "./sqliteShape.js";
import { walImage } from "./walImage.js";

export interface OpenDatabase {
  readonly kind: "open";
  readonly database: ReadableDatabase;
  readonly shape: DatabaseShape;
  /** What the files looked like before anything was read; see `fingerprint`. */
  readonly fingerprint: string;
  /** True where it is another file than the last time: nothing that was known of it holds. */
  readonly isReplaced: boolean;
}

export type OpenResult = OpenDatabase | { readonly kind: "problem"; readonly problem: SourceProblem };

interface Connected {
  readonly database: ReadableDatabase;
  readonly shape: DatabaseShape;
  /** Device and inode: another file under the same name is another database. */
  readonly file: string;
  /** Of which state of the files a copy was made; null for a connection in place, which sees each commit. */
  readonly image: { readonly fingerprint: string; readonly size: number } | null;
}

/** Images above this size are given up after each read, since the memory is the store's as well. */
const KEPT_IMAGE = 64 * 1024 * 1024;
/** Kernels stamp files with the time of their last tick. */
const STAMP_GRAIN = 50;

/**
 * The connection to one database file: in place where the host's SQLite can, else to an image of the file. It is kept
 * between reads, and made anew when the file is another one.
 */
export class SqliteConnection {
  private current: Connected | undefined;
  private lastFile: string | undefined;

  /** `sqlite`: the host's SQLite; null reads through an image. */
  constructor(private readonly path: string, private readonly sqlJs: SqlJsStatic, private readonly sqlite: NodeSqlite | null) {}

  open(): OpenResult {
    let stats: Stats;
    try {
      stats = statSync(this.path);
      accessSync(this.path, constants.R_OK);
    } catch (error) {
      this.close();
      return { kind: "problem", problem: this.fileProblem(error) };
    }
    const file = `${stats.dev}:${stats.ino}`;
    const fingerprint = fingerprintOf(this.path, stats);
    const isReplaced = this.lastFile !== undefined && this.lastFile !== file;
    if (this.current !== undefined && isStale(this.current, file, fingerprint)) this.close();
    if (this.current === undefined) {
      const problem = this.connect(file, fingerprint);
      if (problem) return { kind: "problem", problem };
    }
    this.lastFile = file;
    const { database, shape } = this.current!;
    return { kind: "open", database, shape, fingerprint, isReplaced };
  }

  /** Gives up what is too large to be kept until the next read. */
  rest(): void {
    if ((this.current?.image?.size ?? 0) > KEPT_IMAGE) this.close();
  }

  close(): void {
    this.current?.database.close();
    this.current = undefined;
  }

  /** The problem that a failure of SQLite in the middle of a read is. */
  problemOf(reason: DatabaseFailureReason): SourceProblem {
    const found: Record<DatabaseFailureReason, Parameters<typeof sourceProblem>> = {
      locked: ["locked", "A database that another program has locked", this.path],
      corrupt: ["corrupt", "A database that is damaged", this.path],
      "cannot-open": ["permission-denied", "A database that SQLite cannot open, or that may not be read", this.path],
      io: ["corrupt", "A database that the system could not read to its end", this.path],
      other: ["failed", "A database that could not be read, for a reason that was not foreseen", this.path],
    };
    return sourceProblem(...found[reason]);
  }

  private connect(file: string, fingerprint: string): SourceProblem | undefined {
    if (this.sqlite) {
      const failure = this.connectInPlace(this.sqlite, file);
      // In a folder that may not be written SQLite cannot make the -shm that it needs; a copy needs none.
      if (failure === undefined || failure === "cannot-open") return failure === undefined ? undefined : this.connectImage(file, fingerprint);
      return typeof failure === "string" ? this.problemOf(failure) : failure;
    }
    return this.connectImage(file, fingerprint);
  }

  private connectInPlace(sqlite: NodeSqlite, file: string): DatabaseFailureReason | SourceProblem | undefined {
    let database: ReadableDatabase | undefined;
    try {
      database = openInPlace(sqlite, this.path);
      return this.take(database, file, null);
    } catch (error) {
      database?.close();
      if (error instanceof DatabaseFailure) return error.reason;
      throw error;
    }
  }

  private connectImage(file: string, fingerprint: string): SourceProblem | undefined {
    const copied = walImage(this.path);
    if (copied.kind === "problem") return sourceProblem(copied.reason, copied.found, this.path);
    let database: ReadableDatabase | undefined;
    try {
      database = openImage(this.sqlJs, copied.image);
      return this.take(database, file, { fingerprint, size: copied.image.byteLength });
    } catch (error) {
      database?.close();
      if (error instanceof DatabaseFailure) return this.problemOf(error.reason);
      throw error;
    }
  }

  private take(database: ReadableDatabase, file: string, image: Connected["image"]): SourceProblem | undefined {
    const found = databaseShape(database);
    if (found.kind === "problem") {
      database.close();
      return sourceProblem(found.reason, found.found, this.path);
    }
    this.current = { database, shape: found.shape, file, image };
    return undefined;
  }

  private fileProblem(error: unknown): SourceProblem {
    if (isMissing(error)) return sourceProblem("not-found", "No database file", this.path);
    if (isDenied(error)) return sourceProblem("permission-denied", "A database that may not be read", this.path);
    return sourceProblem("corrupt", "A database that the system could not read", this.path);
  }
}

/** An empty fingerprint says that the files change in this moment: no copy is known to be of that state. */
function isStale(current: Connected, file: string, fingerprint: string): boolean {
  if (current.file !== file) return true;
  return current.image !== null && (fingerprint === "" || current.image.fingerprint !== fingerprint);
}

/**
 * What tells across restarts that nothing was committed: sizes and times of `.db` and `-wal`, and the salts at the WAL's
 * head. Empty where one of them changed in this very moment. The `.db` itself is never opened here: closing a file
 * drops all locks that this process has on it, those of SQLite too.
 */
function fingerprintOf(path: string, stats: Stats): string {
  const wal = walOf(`${path}-wal`);
  const latest = Math.max(stats.mtimeMs, wal.changed);
  if (Math.abs(Date.now() - latest) < STAMP_GRAIN) return "";
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}|${wal.stamp}`;
}

function walOf(path: string): { stamp: string; changed: number } {
  // No WAL and an empty one are the same: SQLite makes an empty one for whoever reads.
  const none = { stamp: "", changed: 0 };
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY);
  } catch (error) {
    return isMissing(error) ? none : { stamp: "unreadable", changed: Date.now() };
  }
  try {
    const header = Buffer.alloc(32);
    const stats = statSync(path);
    if (stats.size === 0) return none;
    readSync(file, header, 0, header.length, 0);
    return { stamp: `${stats.size}:${stats.mtimeMs}:${header.toString("hex", 16, 24)}`, changed: stats.mtimeMs };
  } catch (error) {
    return isMissing(error) ? none : { stamp: "unreadable", changed: Date.now() };
  } finally {
    closeSync(file);
  }
}
