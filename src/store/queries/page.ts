import type { Database, Value } from "../database.js";

/** A page of a list: `next` is to be given as `after` for the one that follows; null at the end. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  /** Rows of the whole list. */
  readonly total: number;
}

/** A list in keyset order: the expressions are ordered descending, and together they name one row. */
export interface KeysetQuery {
  readonly select: string;
  readonly from: string;
  readonly where: string;
  readonly values: readonly Value[];
  /** Sort keys, all descending; the last one is unique. */
  readonly keys: readonly string[];
}

/** Runs a keyset query: no page costs more for coming late in the list. */
export function readPage<T extends object>(db: Database, query: KeysetQuery, after: string | null, limit: number): Page<T> {
  const keys = query.keys.join(", ");
  const keyColumns = query.keys.map((key, index) => `${key} AS key${index}`).join(", ");
  const last = after === null ? null : decodeKeys(after, query.keys.length);
  const seek = last ? ` AND (${keys}) < (${query.keys.map(() => "?").join(", ")})` : "";
  const found = db.all<T>(
    `SELECT ${query.select}, ${keyColumns} FROM ${query.from} WHERE ${query.where}${seek} ORDER BY ${query.keys.map((key) => `${key} DESC`).join(", ")} LIMIT ?`,
    ...query.values, ...(last ?? []), limit + 1,
  );
  const rows = found.slice(0, limit);
  const end = rows.at(-1) as Record<string, Value> | undefined;
  const next = found.length > limit && end ? JSON.stringify(query.keys.map((_, index) => end[`key${index}`] ?? null)) : null;
  return { rows, next, total: db.count(`SELECT count(*) FROM ${query.from} WHERE ${query.where}`, ...query.values) };
}

/** A cursor that is not one of ours starts at the beginning: it can only come from a caller's mistake. */
function decodeKeys(after: string, length: number): Value[] | null {
  try {
    const keys: unknown = JSON.parse(after);
    const valid = Array.isArray(keys) && keys.length === length && keys.every((key) => typeof key === "number" || typeof key === "string");
    return valid ? keys : null;
  } catch {
    return null;
  }
}
