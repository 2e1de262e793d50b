import type { FindingState } from "./finding.js";
import type { RiskLevel } from "./risk.js";

/** What the Findings view can be grouped by. */
export const GROUPINGS = ["session", "project", "level", "technique", "tool", "agent", "day"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const LIST_ORDERS = ["risk", "time"] as const;
export type ListOrder = (typeof LIST_ORDERS)[number];

/** Which risky calls a list holds; all conditions must hold. */
export interface FindingFilter {
  /** The mildest level; `low` or worse, since calls without risk are not listed. */
  readonly minLevel: Exclude<RiskLevel, "none">;
  /** Words that the command, path or URL holds, each from its beginning; empty for any. */
  readonly text: string;
  /** OpenCode's name of the tool; empty for any. */
  readonly tool: string;
  /** Part of the project's or the session's folder, upper or lower case; empty for any. */
  readonly project: string;
  /** State of the finding that the call belongs to; `any` for all calls, null for those that are not settled. */
  readonly state: FindingState | "any" | null;
  /** Milliseconds since 1970; null for any time. */
  readonly since: number | null;
  /** Absolute folders, of which a session works in one or below; empty for the whole machine. */
  readonly folders: readonly string[];
}
