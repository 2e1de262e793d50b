import type { Database, Value } from "../database.js";

/** A page of a list: `next` is to be given as `after` for the one that follows; null at the end. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  /** Rows of the whole list. */
  readonly total: number;
}

/**
 * A list in keyset order: the expressions are ordered descending, and together they name one row.
 *
 * The rows of a page are found first, by `keys` alone, and only then looked at: a sort or an index walk carries numbers, not
 * the texts of everything that it passes.
 */
export interface KeysetQuery {
  /** Table, or join, that the rows are found in. */
  readonly from: string;
  readonly where: string;
  readonly values: readonly Value[];
  /** Sort keys, all descending; the last one is unique. */
  readonly keys: readonly string[];
  /** Columns of the result, given `found` with the keys as `key0`, `key1` … */
  readonly select: string;
  /** How the found rows are completed, for example `JOIN session ON session.id = found.key2`. */
  readonly complete: string;
  /** Table with the index by which the rows are counted, where another one than that of their order is shorter. */
  readonly countFrom?: string;
  /** Rows of the whole list, where that is known without counting. */
  readonly total?: number;
}

/** SQL that finds a page's rows, by their keys. */
export function findSql(query: KeysetQuery, afterFirst: boolean): string {
  const named = query.keys.map((key, index) => `${key} AS key${index}`).join(", ");
  const seek = afterFirst ? ` AND (${query.keys.join(", ")}) < (${query.keys.map(() => "?").join(", ")})` : "";
  return `SELECT ${named} FROM ${query.from} WHERE ${query.where}${seek} ORDER BY ${query.keys.map((key) => `${key} DESC`).join(", ")} LIMIT ?`;
}

/** SQL of a page: what finds its rows and completes them. */
export function pageSql(query: KeysetQuery, afterFirst: boolean): string {
  const order = query.keys.map((_, index) => `key${index} DESC`).join(", ");
  return `SELECT ${query.select}, found.* FROM (${findSql(query, afterFirst)}) AS found ${query.complete} ORDER BY ${order}`;
}

export function totalSql(query: KeysetQuery): string {
  return `SELECT count(*) FROM ${query.countFrom ?? query.from} WHERE ${query.where}`;
}

/** Runs a keyset query: no page costs more for coming late in the list. */
export function readPage<T extends object>(db: Database, query: KeysetQuery, after: string | null, limit: number): Page<T> {
  const last = after === null ? null : decodeKeys(after, query.keys.length);
  const found = db.all<T>(pageSql(query, last !== null), ...query.values, ...(last ?? []), limit + 1);
  const rows = found.slice(0, limit);
  const end = rows.at(-1) as Record<string, Value> | undefined;
  const next = found.length > limit && end ? JSON.stringify(query.keys.map((_, index) => end[`key${index}`] ?? null)) : null;
  return { rows, next, total: query.total ?? db.count(totalSql(query), ...query.values) };
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
