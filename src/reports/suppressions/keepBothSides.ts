import { sidesOf } from "./conflicts.js";
import { formatSuppressions } from "./formatSuppressions.js";
import { mergeSuppressions } from "./mergeSuppressions.js";
import { parseSuppressions } from "./parseSuppressions.js";

/**
 * The text of a file in which git left conflicts, with the entries of both sides (see `mergeSuppressions`); what one side removed and the other kept
 * is there. Null where it has no conflict, a side is no valid file, or both together are more than one file holds.
 */
export function keepBothSides(text: string): string | null {
  const sides = sidesOf(text);
  if (sides === null) return null;
  const [ours, theirs] = [parseSuppressions(sides.ours), parseSuppressions(sides.theirs)];
  if (ours.problems.length > 0 || theirs.problems.length > 0) return null;
  const merged = formatSuppressions(mergeSuppressions(ours.entries, theirs.entries));
  return parseSuppressions(merged).problems.length === 0 ? merged : null;
}
