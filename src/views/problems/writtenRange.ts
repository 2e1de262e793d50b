/** Zero-based lines and UTF-16 columns, the end exclusive. */
export interface FoundRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Lines of a text that are compared; what has as many in common is the same text. */
const COMPARED_LINES = 20;
/** A longer text is marked at its first line only: a file that is underlined as a whole tells nothing. */
const MARKED_LINES = 10;
/** What stands in a masked text in place of a secret. */
const PLACEHOLDER = /\[(?:secret|personal):[a-z][a-z0-9-]{1,30}:[0-9a-f]{4}\]/;

/**
 * Where a file has a text that was put into it, by its first 20 lines; null where it has it no more. The text may begin and end in the
 * middle of a line, as an edit does, may be cut, and any text may stand in the file where a placeholder stands in it. The first line with
 * a placeholder is what is given then, since the secret is what a reader looks for.
 */
export function rangeOfWritten(file: string, written: string): FoundRange | null {
  const lines = linesOf(file);
  const pieces = linesOf(written).slice(0, COMPARED_LINES).map((line) => line.split(PLACEHOLDER));
  const blank = pieces.findIndex((line) => line.length > 1 || line[0]!.trim() !== "");
  if (blank < 0) return null;
  const wanted = pieces.slice(blank);
  for (let line = 0; line + wanted.length <= lines.length; line++) {
    const start = placeIn(lines[line]!, wanted[0]!, { atStart: false, atEnd: wanted.length > 1 });
    if (start === null || !wanted.every((piece, index) => index === 0 || placeIn(lines[line + index]!, piece, { atStart: true, atEnd: index < wanted.length - 1 }) !== null)) continue;
    return marked(lines, line, start, wanted);
  }
  return null;
}

function marked(lines: readonly string[], line: number, start: { readonly from: number; readonly to: number }, wanted: ReadonlyArray<readonly string[]>): FoundRange {
  const secret = wanted.findIndex((piece) => piece.length > 1);
  if (secret > 0) return { startLine: line + secret, startColumn: 0, endLine: line + secret, endColumn: lines[line + secret]!.length };
  if (secret === 0 || wanted.length === 1 || wanted.length > MARKED_LINES) return { startLine: line, startColumn: start.from, endLine: line, endColumn: start.to };
  const last = line + wanted.length - 1;
  return { startLine: line, startColumn: start.from, endLine: last, endColumn: placeIn(lines[last]!, wanted.at(-1)!, { atStart: true, atEnd: false })!.to };
}

/** Where a line has the pieces in this order, with any text between them; null where it has not. */
function placeIn(line: string, pieces: readonly string[], { atStart, atEnd }: { readonly atStart: boolean; readonly atEnd: boolean }): { from: number; to: number } | null {
  const [first, ...others] = pieces as [string, ...string[]];
  const last = others.at(-1);
  const alone = last === undefined;
  const from = atStart ? (line.startsWith(first) ? 0 : -1) : alone && atEnd ? endPlace(line, first) : line.indexOf(first);
  if (from < 0 || (alone && atEnd && from + first.length !== line.length)) return null;
  let to = from + first.length;
  for (const [index, piece] of others.entries()) {
    const next = index === others.length - 1 && atEnd ? endPlace(line, piece) : line.indexOf(piece, to);
    if (next < to) return null;
    to = next + piece.length;
  }
  return { from, to: others.length > 0 && last === "" ? line.length : to };
}

function endPlace(line: string, piece: string): number {
  return line.endsWith(piece) ? line.length - piece.length : -1;
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
