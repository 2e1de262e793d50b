import type { ActionKind } from "../actions/action.js";
import type { Place } from "../paths/place.js";
import type { Sensitivity } from "../paths/sensitive.js";
import type { UrlClass } from "../urls/classify.js";

export const CATEGORIES = [
  "destruction", "credentials", "exfiltration", "remote-code", "persistence", "escalation", "defence-evasion", "reconnaissance", "infrastructure", "history", "supply-chain", "obfuscation", "network", "escape", "other",
] as const;
export type Category = (typeof CATEGORIES)[number];

/** How the danger gets in: what the agent was led to do it by, or through. */
export const ATTACK_VECTORS = ["command", "file", "network", "credential", "code", "configuration", "dependency", "service"] as const;
export type AttackVector = (typeof ATTACK_VECTORS)[number];

/** An action that fits: every field that is given must hold; a list means any of it. */
export interface ActionClause {
  readonly action: ActionKind | readonly ActionKind[];
  readonly place?: readonly Place[];
  readonly sensitive?: readonly Sensitivity[];
  readonly url?: readonly UrlClass[];
  /** All of these traits. */
  readonly with?: readonly string[];
  /** Any of these traits. */
  readonly withAny?: readonly string[];
  readonly without?: readonly string[];
  readonly programs?: readonly string[];
  readonly elevated?: boolean;
}

/** Observations of a family, of level medium or higher, that inspection made in a call's texts (scoring/content). */
export interface ObservationClause {
  readonly observed: string;
}

/** A command pattern (see matching/command-pattern.ts), an action that fits, or what a text of the call holds. */
export type Clause = string | ActionClause | ObservationClause;

/**
 * A test case: a command, or a tool call such as `read:/etc/shadow`, `write:.git/hooks/x`, `webfetch:https://…`; for what texts hold
 * `output:…`, `prompt:…`, or `file:path`, a line break and what was written there. `2000 times: true; ` stands for a long text.
 */
export type Case = string;

/** One rule, as data. Any clause fires it, unless one of `unless` holds for the same invocation. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  /** Sentence with `{placeholders}`: `{program}`, `{target}`, `{place}`, `{via}`. */
  readonly message: string;
  readonly meaning: string;
  readonly category: Category;
  readonly attackVector: AttackVector;
  /** ATT&CK technique ids. */
  readonly techniques: readonly string[];
  /** ATLAS and OWASP Agentic ids, where they fit. */
  readonly related?: readonly string[];
  /** 1 to 100. */
  readonly score: number;
  readonly remediation: string;
  readonly falsePositives: string;
  readonly maturity: "stable" | "experimental";
  readonly when: readonly Clause[];
  readonly unless?: readonly string[];
  /** True where it says nothing of git in a disposable worktree (paths/worktree.ts). */
  readonly sparesDisposable?: boolean;
  readonly cases: { readonly match: readonly Case[]; readonly nearMiss: readonly Case[]; readonly evasion: readonly Case[] };
}
