import type { SqlJsStatic } from "sql.js";
import type { NodeSqlite } from "../../../src/watcher/readableDatabase.js";
import { walImage } from "../../../src/watcher/walImage.js";

/** Notes every text that is given to a method of a database, whichever of the two SQLite libraries opened it. */
export class StatementRecorder {
  readonly statements = new Set<string>();

  sqlJs(library: SqlJsStatic): SqlJsStatic {
    return { ...library, Database: this.recording(library.Database) };
  }

  nodeSqlite(library: NodeSqlite): NodeSqlite {
    return { StatementSync: library.StatementSync, DatabaseSync: this.recording(library.DatabaseSync) };
  }

  private recording<C extends abstract new (...values: never[]) => object>(opened: C): C {
    return new Proxy(opened, { construct: (target, values) => this.watched(Reflect.construct(target, values) as object) });
  }

  private watched(database: object): object {
    return new Proxy(database, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...values: unknown[]): unknown => {
          if (typeof values[0] === "string") this.statements.add(values[0]);
          return member.apply(target, values);
        };
      },
    });
  }
}

/** The tables that statements open and those that a pragma of theirs names, each list sorted. */
export interface TablesNamed {
  readonly opened: readonly string[];
  readonly described: readonly string[];
}

/**
 * Which tables of the database at `path` statements touch. SQLite's own compiler says it (EXPLAIN), so that names which are put
 * together, views, indexes and subqueries are seen through. Format: https://www.sqlite.org/opcode.html
 */
export function tablesNamed(sqlJs: SqlJsStatic, path: string, statements: Iterable<string>): TablesNamed {
  const copied = walImage(path);
  if (copied.kind === "problem") throw new Error(copied.found);
  const database = new sqlJs.Database(copied.image);
  const opened = new Set<string>();
  const described = new Set<string>();
  // The first page is the root of the table of tables, which does not list itself.
  const roots = new Map<unknown, string>([[1, "sqlite_schema"]]);
  for (const row of rowsOf(database, "SELECT rootpage, tbl_name FROM sqlite_schema")) roots.set(row["rootpage"], String(row["tbl_name"]));
  for (const text of statements) {
    for (const statement of database.iterateStatements(text)) {
      const sql = statement.getSQL();
      const argument = /^\s*PRAGMA\s+\w+\s*\(\s*["'`[]?(\w+)/i.exec(sql)?.[1];
      if (argument !== undefined) described.add(argument);
      for (const { opcode, p2 } of rowsOf(database, `EXPLAIN ${sql}`)) {
        if (opcode === "OpenRead" || opcode === "OpenWrite" || opcode === "ReopenIdx") opened.add(roots.get(p2) ?? `unknown root ${p2}`);
        if (opcode === "VOpen") opened.add(`a virtual table in: ${sql}`);
      }
    }
  }
  database.close();
  return { opened: [...opened].sort(), described: [...described].sort() };
}

function rowsOf(database: InstanceType<SqlJsStatic["Database"]>, sql: string): Array<Record<string, unknown>> {
  return database.exec(sql).flatMap(({ columns, values }) => values.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]]))));
}
