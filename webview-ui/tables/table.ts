import type { Untrusted } from "../../src/model/untrusted.js";

export interface Column {
  readonly title: string;
  /** How numbers of it are written; text columns have none. Times are milliseconds since 1970, spans milliseconds, money US dollars. */
  readonly unit?: "count" | "time" | "span" | "money";
}

/** Text or a number; null where there is none. */
export type Cell = Untrusted | number | null;

export interface TableRow {
  readonly cells: readonly Cell[];
  /** What a click on its first cell does; `key` names the row through redraws. */
  readonly open?: { readonly key: string; readonly title: string; run(): void };
}

/** What is behind a chart: for those who read it, save it, or do not see it. */
export interface DataTable {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}
