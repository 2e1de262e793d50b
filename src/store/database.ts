import type { Database as SqlJsDatabase, SqlJsStatic, SqlValue, Statement } from "sql.js";
import { DatabaseFile, type ImageBytes, type Snapshot } from "./databaseFile.js";

/** A value that SQLite can bind or give back; text, numbers, blobs and null. */
export type Value = SqlValue;
export type Row = Readonly<Record<string, Value>>;

interface Prepared {
  readonly statement: Statement;
  /** Names of the result's columns: sql.js would decode them for every row. */
  names: readonly string[] | null;
}

/** Each page costs a call from WASM to JavaScript to write or copy: with SQLite's usual 4 KB, storing took three times and copying six times as long here. */
const PAGE_BYTES = 16_384;
/** SQLite's page cache in KiB; WASM memory that grew to it is never given back. Four times as much made nothing faster here: a page that is missed is one copy. */
const CACHE_KIB = 8_192;
/** Bounds what a rollback journal in memory keeps of pages as they were, beside the cache. */
const UNITS_PER_COMMIT = 16;

/** The WASM SQLite database with a cache of prepared statements: the only place that touches sql.js. */
export class Database {
  private readonly statements = new Map<string, Prepared>();
  private depth = 0;
  /** Units in the open transaction; 0 where none is open. */
  private units = 0;

  private constructor(
    private db: SqlJsDatabase,
    private file: DatabaseFile,
  ) {
    // The image is saved as a whole, so a rollback journal in a file on the WASM side would guard nothing; what a person
    // has erased must not stay in free pages, for the image would hold it on.
    this.db.exec(
      `PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA locking_mode = EXCLUSIVE;
       PRAGMA secure_delete = ON; PRAGMA cache_size = -${CACHE_KIB}`,
    );
  }

  static empty(sql: SqlJsStatic): Database {
    const blank = new sql.Database();
    // Setting something writes the first page; before, there is no file to take over.
    blank.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA user_version = 0`);
    const file = new DatabaseFile(blank.export());
    blank.close();
    return new Database(openIn(sql, file), file);
  }

  /**
   * Opens an image, or gives what SQLite complains of: a foreign or torn file throws inside SQLite, or fails its check.
   *
   * @param isProven it is known to be what was written: SQLite's check, which takes seconds of a large one, is left out
   */
  static fromImage(sql: SqlJsStatic, image: ImageBytes, isProven = false): { readonly db: Database } | { readonly problem: string } {
    if (image.length === 0) return { problem: "an empty file" };
    const file = new DatabaseFile(image);
    const opened = openIn(sql, file);
    try {
      const problem = isProven ? lengthProblem(opened, file) : problemIn(opened);
      if (problem === null) return { db: new Database(opened, file) };
      opened.close();
      return { problem };
    } catch (error) {
      opened.close();
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Runs statements that take no values. */
  exec(sql: string): void {
    this.db.exec(sql);
  }

  run(sql: string, ...values: Value[]): void {
    this.prepared(sql).statement.run(values);
  }

  /** Runs and tells how many rows changed. */
  change(sql: string, ...values: Value[]): number {
    this.run(sql, ...values);
    return this.db.getRowsModified();
  }

  all<T extends object = Row>(sql: string, ...values: Value[]): T[] {
    const prepared = this.prepared(sql);
    const rows: T[] = [];
    try {
      prepared.statement.bind(values);
      while (prepared.statement.step()) rows.push(rowOf(prepared) as T);
    } finally {
      prepared.statement.reset();
    }
    return rows;
  }

  get<T extends object = Row>(sql: string, ...values: Value[]): T | undefined {
    const prepared = this.prepared(sql);
    try {
      prepared.statement.bind(values);
      return prepared.statement.step() ? (rowOf(prepared) as T) : undefined;
    } finally {
      prepared.statement.reset();
    }
  }

  /** First column of the first row, as a number; 0 where there is no row or it is NULL. */
  count(sql: string, ...values: Value[]): number {
    const { statement } = this.prepared(sql);
    try {
      statement.bind(values);
      return statement.step() ? Number(statement.get()[0] ?? 0) : 0;
    } finally {
      statement.reset();
    }
  }

  /**
   * Runs `work` whole or not at all. Nested calls join the outer one.
   *
   * Units are savepoints of a transaction that stays open over many of them: the database is in memory and lasts by its
   * image alone, so a commit makes nothing durable, but writes every page that was touched into sql.js's file.
   */
  transaction<T>(work: () => T): T {
    if (this.depth > 0) return work();
    if (this.units === 0) this.db.exec("BEGIN IMMEDIATE");
    this.units++;
    this.depth++;
    this.db.exec("SAVEPOINT unit");
    try {
      const result = work();
      this.db.exec("RELEASE unit");
      return result;
    } catch (error) {
      this.db.exec("ROLLBACK TO unit; RELEASE unit");
      throw error;
    } finally {
      this.depth--;
      if (this.units >= UNITS_PER_COMMIT) this.commit();
    }
  }

  /**
   * The whole database as a file's bytes, as it is now. To be released when it is not needed any more.
   *
   * @throws inside of a unit, of which it would hold a half, and where the bytes are not SQLite's: better nothing is saved than what is not the database
   */
  snapshot(): Snapshot {
    if (this.depth > 0) throw new Error("A database is not copied inside a transaction.");
    this.commit();
    const expected = this.count("PRAGMA page_count") * this.count("PRAGMA page_size");
    if (this.file.length !== expected) throw new Error(`The database has ${expected} bytes, and its file ${this.file.length}.`);
    return this.file.snapshot();
  }

  private commit(): void {
    if (this.units === 0) return;
    this.units = 0;
    this.db.exec("COMMIT");
  }

  /**
   * Gives pages the size that this version works with, where an older one made them smaller, and a file that is never cut
   * shorter. Rows without a key of their own may get other rowids.
   */
  repage(sql: SqlJsStatic): void {
    if (this.count("PRAGMA page_size") === PAGE_BYTES && this.count("PRAGMA auto_vacuum") === 0) return;
    this.db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = NONE; VACUUM`);
    const file = new DatabaseFile(this.db.export());
    this.become(new Database(openIn(sql, file), file));
  }

  /** Bytes that rows and indexes take; pages that are free are used again. */
  usedBytes(): number {
    return (this.count("PRAGMA page_count") - this.count("PRAGMA freelist_count")) * this.count("PRAGMA page_size");
  }

  /** Takes the place of what it was until now; whoever holds this object sees the other's rows from here on. */
  become(other: Database): void {
    if (this.depth > 0) throw new Error("A database is not replaced inside a transaction.");
    this.close();
    this.units = 0;
    this.db = other.db;
    this.file = other.file;
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  private prepared(sql: string): Prepared {
    let prepared = this.statements.get(sql);
    if (!prepared) {
      prepared = { statement: this.db.prepare(sql), names: null };
      this.statements.set(sql, prepared);
    }
    return prepared;
  }
}

function openIn(sql: SqlJsStatic, file: DatabaseFile): SqlJsDatabase {
  const opened = new sql.Database(file.asData());
  file.proveAdopted();
  return opened;
}

/** What SQLite's check complains of; null for a sound database. Not of the text index as such: that would read all text again. */
function problemIn(db: SqlJsDatabase): string | null {
  const tables = db.exec("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")[0]?.values ?? [];
  for (const [name] of tables) {
    const verdict = String(db.exec(`PRAGMA quick_check("${String(name).replaceAll('"', '""')}")`)[0]?.values[0]?.[0]);
    if (verdict !== "ok") return verdict;
  }
  return null;
}

/** What costs nothing to check: that SQLite can read the schema, and that its pages are the file's length. */
function lengthProblem(db: SqlJsDatabase, file: DatabaseFile): string | null {
  const numberOf = (sql: string): number => Number(db.exec(sql)[0]?.values[0]?.[0]);
  numberOf("SELECT count(*) FROM sqlite_schema");
  const [pages, size] = [numberOf("PRAGMA page_count"), numberOf("PRAGMA page_size")];
  return pages * size === file.length ? null : `${pages} pages of ${size} bytes, and a file of ${file.length}`;
}

function rowOf(prepared: Prepared): Record<string, Value> {
  const names = (prepared.names ??= prepared.statement.getColumnNames());
  const values = prepared.statement.get();
  const row: Record<string, Value> = {};
  for (let index = 0; index < names.length; index++) row[names[index]!] = values[index] ?? null;
  return row;
}
