import { csvCell } from "../../src/model/csv.js";
import { untrusted } from "../../src/model/untrusted.js";
import type { DataTable } from "./table.js";

/** A table as CSV (RFC 4180, with a byte order mark, by which spreadsheets tell UTF-8). Numbers as they are, times as ISO 8601 in UTC, spans in milliseconds. */
export function csvOf({ columns, rows }: DataTable): string {
  const lines = rows.map(({ cells }) =>
    cells.map((cell, index) => {
      if (cell === null) return "";
      if (typeof cell !== "number") return csvCell(cell);
      return columns[index]?.unit === "time" ? new Date(cell).toISOString() : String(cell);
    }),
  );
  return `\ufeff${[columns.map(({ title }) => csvCell(untrusted(title))), ...lines].map((line) => `${line.join(",")}\r\n`).join("")}`;
}
