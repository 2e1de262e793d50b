import { oneLine } from "./neutralise.js";
import { rawText, type Untrusted } from "./untrusted.js";

/** Above the longest command that is kept, each character of which may be written out. */
const LONGEST_CELL = 100_000;

/** One cell: one line, and never a formula. What a spreadsheet would compute gets an apostrophe before it, as full-width signs do. */
export function csvCell(text: Untrusted): string {
  const line = oneLine(rawText(text), LONGEST_CELL);
  return `"${(/^[=+\-@＝＋－＠]/.test(line) ? `'${line}` : line).replaceAll('"', '""')}"`;
}
