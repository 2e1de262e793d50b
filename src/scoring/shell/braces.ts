import type { Budget } from "./budget.js";

/** Words that one brace expansion gives at most: of more, the first and the last half of as many. */
const LIMIT = 64;

/**
 * Alternatives of a brace expression such as `{a,b}` or `{1..3}`, inner braces expanded too; the text itself where it
 * is no expansion. At most 64.
 */
export function expandBraces(text: string, budget: Budget): string[] {
  const close = text.length - 1;
  if (text.charCodeAt(0) !== 123 || text.charCodeAt(close) !== 125) return [text];
  const inner = text.slice(1, close);
  const range = /^(-?\d{1,6})\.\.(-?\d{1,6})$/.exec(inner);
  if (range !== null) return numbers(Number(range[1]), Number(range[2]));
  return bothEnds(splitTopLevel(inner).flatMap(expandNested), LIMIT, budget);
}

/** A list as it is, or past the limit the first and the last of it, and the budget is told. */
export function bothEnds<T>(list: readonly T[], limit: number, budget: Budget): T[] {
  if (list.length <= limit) return [...list];
  budget.cut = true;
  return [...list.slice(0, limit / 2), ...list.slice(-limit / 2)];
}

function numbers(from: number, to: number): string[] {
  const step = from <= to ? 1 : -1;
  const count = Math.min(Math.abs(to - from) + 1, LIMIT);
  return Array.from({ length: count }, (_, index) => String(from + index * step));
}

/** Splits at commas outside inner braces and quotes; quotes and backslashes are removed on the way. */
function splitTopLevel(text: string): string[] {
  const out: string[] = [];
  let piece = "";
  let depth = 0;
  let quote = "";
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (quote !== "") {
      if (char === quote) quote = "";
      else piece += char;
    } else if (char === "'" || char === '"') quote = char;
    else if (char === "\\" && index + 1 < text.length) piece += text[++index]!;
    else if (char === "," && depth === 0) {
      out.push(piece);
      piece = "";
    } else {
      if (char === "{") depth++;
      else if (char === "}") depth--;
      piece += char;
    }
  }
  out.push(piece);
  return out;
}

function expandNested(piece: string): string[] {
  const open = piece.indexOf("{");
  const close = piece.lastIndexOf("}");
  if (open < 0 || close < open || !piece.slice(open, close).includes(",")) return [piece];
  // One level of nesting is what people and evasions use; deeper ones stay as they are, literally.
  const middle = splitTopLevel(piece.slice(open + 1, close));
  return middle.map((part) => piece.slice(0, open) + part + piece.slice(close + 1));
}
