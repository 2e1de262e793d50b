import type { Adjustment, Assessment, ScoringInput } from "../../model/assessment.js";
import { assess } from "../assess.js";
import { adjustmentsOf } from "./adjust.js";
import { EventRecorder, type CallContext } from "./callEvents.js";
import type { SigmaEvent } from "./fields.js";
import type { SigmaRuleSet } from "./ruleSet.js";
import type { SigmaRule } from "./sigmaRule.js";

const UNKNOWN_CONTEXT: CallContext = { agent: null, model: null };

/** A call's own assessment, and what it did as Sigma events. The call is read once for both. */
export function observeCall(input: ScoringInput, context: CallContext = UNKNOWN_CONTEXT): { readonly assessment: Assessment; readonly events: readonly SigmaEvent[] } {
  let recorder: EventRecorder | null = null as EventRecorder | null;
  const assessment = assess(input, (scope, surroundings) => (recorder = new EventRecorder(input, scope, surroundings, context)));
  return { assessment, events: recorder?.finish() ?? [] };
}

/** Users' rules that hold for a call, in the order of the set. */
export function rulesThatHold(rules: SigmaRuleSet, input: ScoringInput, context?: CallContext): SigmaRule[] {
  return rules.evaluate(observeCall(input, context).events);
}

/** A call's own assessment, and what users' rules add to it. Takes time linear in the call, whatever the rules are. */
export function assessWithRules(rules: SigmaRuleSet, input: ScoringInput, context?: CallContext): { readonly assessment: Assessment; readonly adjustments: readonly Adjustment[] } {
  if (rules.rules.length === 0) return { assessment: assess(input), adjustments: [] };
  const { assessment, events } = observeCall(input, context);
  return { assessment, adjustments: adjustmentsOf(rules.evaluate(events), assessment.score) };
}
