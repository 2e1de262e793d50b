import { cutAt } from "../../model/neutralise.js";
import { LONGEST_REASON, type FindingPattern, type TeamSuppression } from "../../model/suppression.js";
import { TEXT_FIELDS } from "./fileFormat.js";

const LONGEST_BY = TEXT_FIELDS.find(({ name }) => name === "by")!.longest;
/** Between texts that were joined; hardly ever within one. */
const BETWEEN = " | ";

/**
 * The entries of both, in the order of the file. Those of one pattern become one, the stricter of both: it expires with the earlier, and hides critical
 * findings only where both say so. Whose is whose makes no difference.
 */
export function mergeSuppressions(ours: readonly TeamSuppression[], theirs: readonly TeamSuppression[]): TeamSuppression[] {
  const merged = new Map<string, TeamSuppression>();
  for (const entry of [...ours, ...theirs]) {
    const key = patternKey(entry);
    const other = merged.get(key);
    merged.set(key, other === undefined ? entry : stricter(other, entry));
  }
  return [...merged.values()].sort(inOrder);
}

/** The same for entries that recognise the same. */
export function patternKey({ rule, normalised, target }: FindingPattern): string {
  return JSON.stringify([rule, normalised, target]);
}

function stricter(one: TeamSuppression, other: TeamSuppression): TeamSuppression {
  return {
    ...one,
    reason: joined(one.reason, other.reason, LONGEST_REASON),
    by: joined(one.by, other.by, LONGEST_BY),
    expires: one.expires === null || other.expires === null ? (one.expires ?? other.expires) : Math.min(one.expires, other.expires),
    critical: one.critical && other.critical,
  };
}

/** Both texts, what they share once; cut where it is too long. */
function joined(one: string, other: string, longest: number): string {
  if (one === other) return one;
  const parts = new Set([one, other].filter((text) => text !== "").flatMap((text) => text.split(BETWEEN)));
  const text = [...parts].sort().join(BETWEEN);
  return text.length <= longest ? text : `${cutAt(text, longest - 1)}…`;
}

/** By code units, so that the order is the same on every machine. */
function inOrder(one: TeamSuppression, other: TeamSuppression): number {
  return compare(one.rule, other.rule) || compare(one.normalised, other.normalised) || compare(one.target, other.target);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
