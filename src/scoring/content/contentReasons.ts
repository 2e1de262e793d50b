import type { Assessment, Reason } from "../../model/assessment.js";
import { LEVEL_FLOOR, levelOf } from "../../model/risk.js";
import { combine } from "../combine.js";
import type { Rule } from "../rules/rule.js";
import { rotationPlace } from "./rotation.js";
import { CONTENT_RULES } from "./rules.js";

/** An observation as scoring takes it from the store. */
export interface ScoredObservation {
  readonly kind: string;
  readonly place: string;
  readonly score: number;
  /** It and those like it that are not listed one by one; one where it is left out. */
  readonly count?: number;
}

/** The assessment of a call with what inspection saw in its texts: the worst observation of each family that a rule names is a reason. */
export function withObservations(assessment: Assessment, observations: readonly ScoredObservation[], rules: readonly Rule[] = CONTENT_RULES): Assessment {
  const added = reasonsOf(observations, rules);
  if (added.length === 0) return assessment;
  const reasons = [...assessment.reasons, ...added].sort((a, b) => b.score - a.score);
  const score = combine(reasons);
  const techniques = new Set(assessment.techniques);
  for (const { rule } of added) for (const technique of rules.find(({ id }) => id === rule)!.techniques) techniques.add(technique);
  return { ...assessment, score, level: levelOf(score), reasons, techniques: [...techniques].sort(), target: assessment.target ?? added[0]!.args["target"]! };
}

function reasonsOf(observations: readonly ScoredObservation[], rules: readonly Rule[]): Reason[] {
  const byFamily = new Map(rules.flatMap(({ id, when }) => when.flatMap((clause) => (typeof clause !== "string" && "observed" in clause ? [[clause.observed, id] as const] : []))));
  const worst = new Map<string, ScoredObservation>();
  const totals = new Map<string, { seen: number; isMore: boolean }>();
  for (const observation of observations) {
    if (observation.score < LEVEL_FLOOR.medium) continue;
    const rule = byFamily.get(observation.kind.slice(0, observation.kind.indexOf(":")));
    if (rule === undefined) continue;
    const { seen, isMore } = totals.get(rule) ?? { seen: 0, isMore: false };
    const { count = 1 } = observation;
    totals.set(rule, { seen: seen + count, isMore: isMore || count > 1 });
    const before = worst.get(rule);
    if (before === undefined || before.score < observation.score) worst.set(rule, observation);
  }
  return [...worst].map(([rule, { kind, place, score }]) => {
    const { seen, isMore } = totals.get(rule)!;
    const rotate = kind.startsWith("secret:") ? { rotate: rotationPlace(kind) } : {};
    const args = { target: kind.slice(kind.indexOf(":") + 1).replaceAll("-", " "), place: placeName(place), ...rotate, ...(isMore ? { more: String(seen - 1) } : {}) };
    return { rule, score, args, span: null };
  });
}

/** `output`, `error`, or the name of the argument. */
function placeName(pointer: string): string {
  return pointer.startsWith("/") ? `argument "${pointer.slice(1).split("/")[0]!}"` : pointer;
}
