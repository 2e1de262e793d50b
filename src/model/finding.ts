import type { RiskLevel } from "./risk.js";

export type FindingKind = "rule" | "story";
export const FINDING_STATES = ["open", "acknowledged", "false-positive", "accepted-risk", "resolved", "suppressed"] as const;
export type FindingState = (typeof FINDING_STATES)[number];
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
