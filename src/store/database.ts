import type { Database as SqlJsDatabase, SqlJsStatic, SqlValue, Statement } from "sql.js";

/** A value that SQLite can bind or give back; text, numbers, blobs and null. */
export type Value = SqlValue;
export type Row = Readonly<Record<string, Value>>;

/** The WASM SQLite database with a cache of prepared statements: the only place that touches sql.js. */
export class Database {
  private readonly statements = new Map<string, Statement>();
  private depth = 0;

  private constructor(private readonly db: SqlJsDatabase) {
    this.configure();
  }

  static empty(sql: SqlJsStatic): Database {
    return new Database(new sql.Database());
  }

  /** Opens an image, or gives what SQLite complains of: a foreign or torn file throws inside SQLite, or fails its check. */
  static fromImage(sql: SqlJsStatic, image: Uint8Array): { readonly db: Database } | { readonly problem: string } {
    const opened = new sql.Database(image);
    try {
      const verdict = String(opened.exec("PRAGMA quick_check(1)")[0]?.values[0]?.[0]);
      if (verdict === "ok") return { db: new Database(opened) };
      opened.close();
      return { problem: verdict };
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
    this.prepared(sql).run(values);
  }

  /** Runs and tells how many rows changed. */
  change(sql: string, ...values: Value[]): number {
    this.run(sql, ...values);
    return this.db.getRowsModified();
  }

  all<T extends object = Row>(sql: string, ...values: Value[]): T[] {
    const statement = this.prepared(sql);
    const rows: T[] = [];
    try {
      statement.bind(values);
      while (statement.step()) rows.push(statement.getAsObject() as T);
    } finally {
      statement.reset();
    }
    return rows;
  }

  get<T extends object = Row>(sql: string, ...values: Value[]): T | undefined {
    const statement = this.prepared(sql);
    try {
      statement.bind(values);
      return statement.step() ? (statement.getAsObject() as T) : undefined;
    } finally {
      statement.reset();
    }
  }

  /** First column of the first row, as a number; 0 where there is no row or it is NULL. */
  count(sql: string, ...values: Value[]): number {
    const statement = this.prepared(sql);
    try {
      statement.bind(values);
      return statement.step() ? Number(statement.get()[0] ?? 0) : 0;
    } finally {
      statement.reset();
    }
  }

  /** Runs `work` in a transaction: all of it or nothing. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.depth++;
    this.db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.db.exec("COMMIT");
      return result;
    } catch (error) {
      this.db.exec("ROLLBACK");
      throw error;
    } finally {
      this.depth--;
    }
  }

  /** The whole database as a file's bytes. sql.js closes and opens the database for it, so every prepared statement ends here. */
  export(): Uint8Array {
    this.statements.clear();
    const image = this.db.export();
    this.configure();
    return image;
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  /** The image is saved as a whole, so a rollback journal in a file on the WASM side would guard nothing. */
  private configure(): void {
    this.db.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536");
  }

  private prepared(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}
