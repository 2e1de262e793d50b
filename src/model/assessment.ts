import type { RiskLevel } from "./risk.js";
import type { Outcome } from "./outcome.js";

/** A tool call as scoring sees it: nothing but what the store holds. */
export interface ScoringInput {
  /** OpenCode's tool name: `bash`, `read`, `write`, `edit`, `webfetch`, `apply_patch`, an MCP tool … */
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Directory in which the session ran, absolute. */
  readonly cwd?: string;
  /** Root of the project, absolute. */
  readonly project?: string;
  readonly outcome?: Outcome;
  readonly exitCode?: number | null;
}

/** Half-open range of UTF-16 code units in the judged text (the command, path or URL). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a rule fired once more. */
export interface Place extends Span {
  /** Where the judged text stands among the arguments of a tool that is not OpenCode's own; absent for OpenCode's. */
  readonly argument?: string;
}

/** Why a call scored: a rule and what it saw. Words are made of it at the edge. */
export interface Reason {
  /** Rule id, for example `delete-root`. */
  readonly rule: string;
  /** Points of this reason, 1 to 100. */
  readonly score: number;
  /** Values that the rule's message names, by placeholder; each is untrusted text and is cut to 200 characters. */
  readonly args: Readonly<Record<string, string>>;
  readonly span: Span | null;
  /** Other places where the rule fired, in the order in which they were read, at most 15; absent where there is none, and in reasons that older versions stored. */
  readonly elsewhere?: readonly Place[];
}

export interface Assessment {
  /** 0 to 100. */
  readonly score: number;
  readonly level: RiskLevel;
  /** Worst first; empty at score 0. */
  readonly reasons: readonly Reason[];
  /** ATT&CK technique ids, sorted, without repetition. */
  readonly techniques: readonly string[];
  /**
   * The command after quotes, expansions and wrappers are resolved, with variable parts reduced to their class; the
   * path's or URL's class for other tools. Fingerprints build on it. Empty where nothing was judged.
   */
  readonly normalised: string;
  /** Ids of experimental rules that fired: they are counted and add nothing to the score. */
  readonly shadow: readonly string[];
  /** Class of the worst reason's target, for example `credential` or `outside-project`; null where it has none. */
  readonly target: string | null;
}

/** What raises a call's score beside its own assessment, as a row of its own: `risk_score` is `base_score` plus these. */
export interface Adjustment {
  readonly kind: "user-rule";
  /** Id of the rule that says so. */
  readonly rule: string;
  /** Points that it adds; 0 where it is only counted. */
  readonly score: number;
  /** False for a rule that is on trial: counted, and not shown. */
  readonly shown: boolean;
  readonly techniques: readonly string[];
  /** `title` and `description` of the rule, untrusted text of 200 characters at most. */
  readonly args: Readonly<Record<string, string>>;
}
