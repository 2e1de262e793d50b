import type { SqlJsStatic } from "sql.js";
import { Database } from "./database.js";
import { migrate } from "./migrations.js";

/** An empty database at today's schema. */
export function emptyDatabase(sql: SqlJsStatic): Database {
  const db = Database.empty(sql);
  migrate(db);
  return db;
}

let expected: string | undefined;

/**
 * True where a database at today's version has exactly the tables, indexes and views that Spotter makes. A file can say that it is of
 * this version and lack a table, or bring a trigger that deletes each call that is stored.
 */
export function hasOurSchema(sql: SqlJsStatic, db: Database): boolean {
  if (expected === undefined) {
    const empty = emptyDatabase(sql);
    expected = schemaOf(empty);
    empty.close();
  }
  return schemaOf(db) === expected;
}

/** SQLite itself makes what has no SQL, and the tables below a virtual one, in its own words. */
function schemaOf(db: Database): string {
  const rows = db.all<{ type: string; name: string; sql: string | null }>("SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat*' ORDER BY type, name");
  const virtual = rows.filter(({ sql }) => sql?.startsWith("CREATE VIRTUAL TABLE")).map(({ name }) => `${name}_`);
  return JSON.stringify(rows.map(({ type, name, sql }) => [type, name, virtual.some((prefix) => name.startsWith(prefix)) ? null : sql]));
}
