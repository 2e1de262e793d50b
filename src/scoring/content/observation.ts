/** Something that a text holds: what, and where (half-open range of UTF-16 code units of the whole text). */
export interface Observation {
  /** Family and type, for example `secret:github-token` or `personal:email`. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** How much a detector knows: a name next to a value is a hint, a format is knowledge, a block holds everything in it. */
export const CERTAINTY = { named: 1, format: 2, block: 3 } as const;

/** What a detector reports; `kind` is without its family. */
export interface Candidate {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly certainty: (typeof CERTAINTY)[keyof typeof CERTAINTY];
}

/**
 * Candidates in order, each overlapping group as its union under the name of the one that knows most. The union, and not
 * the better one alone, since the rest of the other would stay in the clear.
 */
export function mergeCandidates(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Candidate[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last === undefined || next.start >= last.end) {
      merged.push(next);
      continue;
    }
    const better = next.certainty > last.certainty ? next : last;
    merged[merged.length - 1] = { ...better, start: last.start, end: Math.max(last.end, next.end) };
  }
  return merged;
}
