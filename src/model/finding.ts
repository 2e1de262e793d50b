import type { RiskLevel } from "./risk.js";

export type FindingKind = "rule" | "story";
export const FINDING_STATES = ["open", "acknowledged", "false-positive", "accepted-risk", "resolved", "suppressed"] as const;
export type FindingState = (typeof FINDING_STATES)[number];
/** What a person can decide; `open` takes the earlier verdicts back. */
export const VERDICTS = ["acknowledged", "false-positive", "accepted-risk", "resolved", "open"] as const satisfies readonly FindingState[];
export type Verdict = (typeof VERDICTS)[number];
/** Nothing is left to do: lists leave these out unless asked. */
export const SETTLED_STATES = ["false-positive", "accepted-risk", "resolved", "suppressed"] as const satisfies readonly FindingState[];
export type SettledState = (typeof SETTLED_STATES)[number];

export function isSettled(state: FindingState): state is SettledState {
  return SETTLED_STATES.some((settled) => settled === state);
}

/** What happened to the call: it ran, it was stopped, or it is only noted. */
export type ActionTaken = "allowed" | "blocked" | "flagged";

/** What a person decides on: calls of one session that fired the same rule with the same fingerprint. */
export interface Finding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly rule: string;
  readonly score: number;
  readonly level: RiskLevel;
  readonly fingerprint: string;
  readonly actionTaken: ActionTaken;
  readonly state: FindingState;
  /** Part ids of its calls, oldest first. */
  readonly calls: readonly string[];
  readonly sessions: readonly string[];
}
