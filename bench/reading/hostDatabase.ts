type Cell = string | number | null;

/** The part of `node:sqlite` that the bench uses; it is not in the types of Node 20. */
export interface HostDatabase {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: Cell[]): unknown; iterate(...values: Cell[]): Iterable<Record<string, Cell>> };
  close(): void;
}
interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options?: { readOnly: boolean }) => HostDatabase;
}

/** Opens a database with the host's own SQLite. @throws where this Node has none, and what SQLite throws */
export function openHostDatabase(path: string, readOnly: boolean): HostDatabase {
  const found = (process as unknown as { getBuiltinModule(id: string): NodeSqlite | undefined }).getBuiltinModule("node:sqlite");
  if (!found) throw new Error("This Node has no SQLite of its own.");
  return new found.DatabaseSync(path, { readOnly });
}
