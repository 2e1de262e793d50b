import type { Database as SqlJsDatabase, SqlJsStatic } from "sql.js";

export type Cell = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, Cell>>;

/**
 * A database of OpenCode, open for reading. Statements are cached by their text, so texts are few and constant.
 * All of it throws `DatabaseFailure` where SQLite fails.
 */
export interface ReadableDatabase {
  all(sql: string, ...values: readonly Cell[]): Row[];
  /**
   * Rows one by one. A read transaction is open until the last row or the end of the loop: never hand over control
   * in between, since a reader that holds on to its view keeps the writer's WAL growing.
   */
  iterate(sql: string, ...values: readonly Cell[]): Iterable<Row>;
  /** Changes whenever somebody else committed; undefined where the database is a copy, which never changes. */
  dataVersion(): number | undefined;
  close(): void;
}

export type DatabaseFailureReason = "locked" | "corrupt" | "cannot-open" | "io" | "other";

/** What SQLite could not do, by reason; `cause` is SQLite's own error. */
export class DatabaseFailure extends Error {
  constructor(readonly reason: DatabaseFailureReason, cause: unknown) {
    super(`SQLite: ${reason}`, { cause });
  }
}

/** The part of `node:sqlite` that is used; it is not in the types of Node 20. */
interface NodeStatement {
  all(...values: readonly Cell[]): Row[];
  iterate(...values: readonly Cell[]): IterableIterator<Row | readonly Cell[]>;
  /** From Node 22.16 on, like `columns`. */
  setReturnArrays?(returnArrays: boolean): void;
  columns?(): ReadonlyArray<{ readonly name: string }>;
}
/** A statement whose rows are taken one by one. */
interface Iterated {
  readonly statement: NodeStatement;
  /** Names of the columns where it gives rows as arrays; null where it gives objects. */
  readonly names: readonly string[] | null;
}
interface NodeDatabase {
  prepare(sql: string): NodeStatement;
  exec(sql: string): void;
  close(): void;
}
export interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readOnly: boolean }) => NodeDatabase;
  readonly StatementSync: { readonly prototype: object };
}

/** The host's own SQLite, where it has one that reads rows one by one (Node 22.15 and newer). */
export function nodeSqlite(): NodeSqlite | undefined {
  const load = (process as { getBuiltinModule?: (id: string) => object | undefined }).getBuiltinModule;
  const found = load?.call(process, "node:sqlite") as Partial<NodeSqlite> | undefined;
  const isUsable = found?.DatabaseSync !== undefined && found.StatementSync !== undefined && "iterate" in found.StatementSync.prototype;
  return isUsable ? (found as NodeSqlite) : undefined;
}

/** Milliseconds that a statement waits for a lock. Writers in WAL mode do not block readers, so this is rare. */
const BUSY_TIMEOUT = 1_000;

/** Opens a database in place, read-only. @throws DatabaseFailure */
export function openInPlace(sqlite: NodeSqlite, path: string): ReadableDatabase {
  return failing(() => {
    const database = new sqlite.DatabaseSync(path, { readOnly: true });
    try {
      // A view or trigger in a file from elsewhere must not call functions; nothing may be written, whatever comes.
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}; PRAGMA trusted_schema = OFF; PRAGMA query_only = ON`);
    } catch (error) {
      database.close();
      throw error;
    }
    return new DatabaseInPlace(database);
  });
}

class DatabaseInPlace implements ReadableDatabase {
  private readonly statements = new Map<string, NodeStatement>();
  private readonly iterated = new Map<string, Iterated>();

  constructor(private readonly database: NodeDatabase) {}

  all(sql: string, ...values: readonly Cell[]): Row[] {
    return failing(() => this.statement(sql).all(...values));
  }

  *iterate(sql: string, ...values: readonly Cell[]): Generator<Row> {
    // What the loop that takes the rows throws does not come here: only SQLite's own failures do.
    try {
      const { statement, names } = this.iteratedStatement(sql);
      if (names === null) yield* statement.iterate(...values) as IterableIterator<Row>;
      else for (const cells of statement.iterate(...values)) yield rowOf(names, cells as readonly Cell[]);
    } catch (error) {
      throw failureOf(error);
    }
  }

  dataVersion(): number {
    return Number(this.all("PRAGMA data_version")[0]?.["data_version"]);
  }

  close(): void {
    this.statements.clear();
    this.iterated.clear();
    this.database.close();
  }

  /** Node makes an object of a row slower than this does of an array: 160,000 rows took 0.57 s as objects, and 0.35 s as arrays. */
  private iteratedStatement(sql: string): Iterated {
    let iterated = this.iterated.get(sql);
    if (!iterated) {
      const statement = this.database.prepare(sql);
      statement.setReturnArrays?.(true);
      const names = statement.setReturnArrays === undefined ? null : statement.columns!().map(({ name }) => name);
      this.iterated.set(sql, (iterated = { statement, names }));
    }
    return iterated;
  }

  private statement(sql: string): NodeStatement {
    let statement = this.statements.get(sql);
    if (!statement) this.statements.set(sql, (statement = this.database.prepare(sql)));
    return statement;
  }
}

function rowOf(names: readonly string[], cells: readonly Cell[]): Row {
  const row: Record<string, Cell> = {};
  for (let index = 0; index < names.length; index++) row[names[index]!] = cells[index]!;
  return row;
}

/** Opens the image of a database file, made by `walImage`. @throws DatabaseFailure */
export function openImage(sqlJs: SqlJsStatic, image: Uint8Array): ReadableDatabase {
  return failing(() => new DatabaseImage(new sqlJs.Database(image)));
}

class DatabaseImage implements ReadableDatabase {
  constructor(private readonly database: SqlJsDatabase) {}

  all(sql: string, ...values: readonly Cell[]): Row[] {
    return [...this.iterate(sql, ...values)];
  }

  *iterate(sql: string, ...values: readonly Cell[]): Generator<Row> {
    const statement = failing(() => this.database.prepare(sql, [...values]));
    try {
      while (failing(() => statement.step())) yield statement.getAsObject() as Row;
    } finally {
      statement.free();
    }
  }

  dataVersion(): undefined {
    return undefined;
  }

  close(): void {
    this.database.close();
  }
}

/** SQLite's primary result codes, as `node:sqlite` reports them in `errcode` (the low byte of it). */
const REASONS: Readonly<Record<number, DatabaseFailureReason>> = {
  5: "locked",
  6: "locked",
  8: "cannot-open",
  10: "io",
  11: "corrupt",
  14: "cannot-open",
  26: "corrupt",
};

function failing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): DatabaseFailure {
  return error instanceof DatabaseFailure ? error : new DatabaseFailure(reasonOf(error), error);
}

/** sql.js gives no codes. Its database is a whole image in memory, where only the image itself can be at fault. */
function reasonOf(error: unknown): DatabaseFailureReason {
  const code = typeof error === "object" && error !== null && "errcode" in error ? error.errcode : undefined;
  if (typeof code === "number") return REASONS[code & 0xff] ?? "other";
  return error instanceof RangeError ? "other" : "corrupt";
}
