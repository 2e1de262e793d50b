import type { Candidate } from "./observation.js";

/** Half-open range of a placeholder. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const HEAD = /\[(?:secret|personal):/g;
const PLACEHOLDER = /\[(?:secret|personal):[a-z][a-z0-9-]{1,30}:[0-9a-f]{4}\]/y;
const SHOWN_DIGITS = 4;

/**
 * What stands in place of a masked text: `[secret:github-token:3f9a]`, its kind and the first digits of its keyed hash.
 * @throws RangeError where the hash is not hexadecimal, lower case, of at least four digits.
 */
export function placeholderFor(kind: string, hash: string): string {
  const shown = hash.slice(0, SHOWN_DIGITS);
  if (!/^[0-9a-f]{4}$/.test(shown)) throw new RangeError("a keyed hash is hexadecimal, in lower case");
  return `[${kind}:${shown}]`;
}

/** The placeholders of a text, in order. */
export function placeholdersIn(text: string): Range[] {
  const ranges: Range[] = [];
  if (!text.includes("[secret:") && !text.includes("[personal:")) return ranges;
  for (const head of text.matchAll(HEAD)) {
    PLACEHOLDER.lastIndex = head.index;
    const match = PLACEHOLDER.exec(text);
    if (match !== null) ranges.push({ start: head.index, end: head.index + match[0].length });
  }
  return ranges;
}

/**
 * Candidates with regard to placeholders: one inside of a placeholder is gone, one that cuts into a placeholder takes all of it. One
 * that holds a placeholder and more stays: else a placeholder written into a secret would protect it from being masked.
 * Both lists in order of their starts is not required of `candidates`.
 */
export function outsidePlaceholders(candidates: readonly Candidate[], placeholders: readonly Range[]): Candidate[] {
  return candidates.flatMap((candidate) => {
    const first = at(placeholders, candidate.start);
    const last = at(placeholders, candidate.end - 1);
    const start = first === undefined ? candidate.start : first.start;
    const end = last === undefined ? candidate.end : last.end;
    return first !== undefined && first === last ? [] : [{ ...candidate, start, end }];
  });
}

/** The placeholder around a place, by bisection. */
function at(placeholders: readonly Range[], place: number): Range | undefined {
  let low = 0;
  let high = placeholders.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (placeholders[middle]!.end <= place) low = middle + 1;
    else high = middle;
  }
  const range = placeholders[low];
  return range !== undefined && range.start <= place ? range : undefined;
}
