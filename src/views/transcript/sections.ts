import type { FindingState } from "../../model/finding.js";
import type { RiskLevel } from "../../model/risk.js";
import type { TranscriptAnchors } from "../../protocol/engine.js";

/** A call in a transcript; zero-based lines, the last one included. */
export interface CallSection {
  /** Part id. */
  readonly id: string;
  readonly line: number;
  readonly end: number;
  readonly level: RiskLevel;
  readonly score: number;
  /** The rule that weighed most; null where none fired. */
  readonly rule: string | null;
  /** Which of its finding's calls it is, and the next one; null where it is the only one. */
  readonly evidence: TranscriptAnchors["calls"][string]["evidence"];
  /** Its text is held back until a person has looked at it. */
  readonly held: boolean;
  /** What was decided of its finding; null for a call that is in none. */
  readonly state: FindingState | null;
}

/** A message in a transcript, from its heading to the line before the next one's; zero-based lines, the last one included. */
export interface MessageSection {
  readonly id: string;
  readonly line: number;
  readonly end: number;
  /** In the order in which they stand. */
  readonly calls: readonly CallSection[];
}

/**
 * The messages of a document of `lineCount` lines, in the order in which they stand, each with its calls. What the anchors
 * place beyond the document's end is left out: they may be of a later state than its text.
 */
export function sectionsOf(anchors: TranscriptAnchors, lineCount: number): MessageSection[] {
  const messages = Object.entries(anchors.messages)
    .filter(([, line]) => line < lineCount)
    .sort(([, one], [, other]) => one - other);
  const calls = callsOf(anchors, lineCount);
  let next = 0;
  return messages.map(([id, line], index) => {
    const until = messages[index + 1]?.[1] ?? lineCount;
    const begin = next;
    while (next < calls.length && calls[next]!.line < until) next++;
    // An empty line parts a message from the next one, and ends the document.
    return { id, line, end: Math.max(line, until - 2), calls: calls.slice(begin, next) };
  });
}

/** Every call of a document of `lineCount` lines, in the order in which they stand. */
export function callsOf(anchors: TranscriptAnchors, lineCount: number): CallSection[] {
  return Object.entries(anchors.calls)
    .map(([id, { line, lines, ...verdict }]) => ({ id, line, end: line + Math.max(lines, 1) - 1, ...verdict }))
    .filter(({ end }) => end < lineCount)
    .sort((one, other) => one.line - other.line);
}
