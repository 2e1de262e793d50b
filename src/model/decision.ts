import type { FindingState } from "./finding.js";
import type { RiskLevel } from "./risk.js";
import type { FindingPattern, FolderPaths, SuppressionScope, TeamSuppression } from "./suppression.js";

/** What a decision is about, as it was then: it goes where its session or project is forgotten, also once its finding has ended. */
export interface DecisionSubject {
  readonly sessionId: string;
  readonly projectId: string;
  /** Of the finding; earlier versions did not say. */
  readonly rule?: string;
  readonly level?: RiskLevel;
  /** When the finding was detected, in milliseconds since 1970; null where that is not known. */
  readonly detected?: number | null;
  /** When the newest call was made that it had, in milliseconds since 1970: a later one is news. */
  readonly newest?: number;
}

/** Who decided, and when: the head of every decision. */
interface DecisionHead {
  /** UUID. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Name of the user account. */
  readonly actor: string;
  /** Those taken together share it, and are undone together. */
  readonly act?: string;
  /** Earlier versions did not say. */
  readonly about?: DecisionSubject;
}

/** What a person decided. Kept in a journal of its own, which outlives the index. */
export type Decision = DecisionHead &
  (
    | { readonly kind: "verdict"; readonly finding: string; readonly state: FindingState; readonly reason: string; readonly expires: number | null }
    | { readonly kind: "suppress"; readonly pattern: FindingPattern; readonly scope: SuppressionScope; readonly reason: string; readonly expires: number | null; readonly critical: boolean }
    /** The team's file of this folder was accepted, with these entries; an empty list accepts that there is none. */
    | ({ readonly kind: "team"; readonly entries: readonly TeamSuppression[] } & FolderPaths)
    | { readonly kind: "note"; readonly finding: string; readonly text: string }
    /**
     * Seen, by finding id; what is not is unread. The lists beside it name the session of each, its level, and in milliseconds since 1970 when it was detected
     * and when the newest call was made that it had (null where it is not known; earlier versions did not say).
     */
    | {
        readonly kind: "read";
        readonly findings: readonly string[];
        readonly sessions?: ReadonlyArray<string | null>;
        readonly levels?: ReadonlyArray<RiskLevel | null>;
        readonly detected?: ReadonlyArray<number | null>;
        readonly newest?: ReadonlyArray<number | null>;
      }
    /** Spotter was installed: what was found in the history before it is nothing new. */
    | { readonly kind: "install" }
    | { readonly kind: "undo"; readonly decision: string }
    /** Earlier versions did not say its extent. */
    | { readonly kind: "forget"; readonly scope: ForgetScope; readonly extent?: ForgetExtent }
    | { readonly kind: "restore"; readonly backup: string }
    /** Of a record that cannot be read, as long as its hash is the same: accepted (it stays on the list) or discarded (it does not). */
    | { readonly kind: "deadLetter"; readonly source: string; readonly locator: string; readonly hash: string; readonly action: LetterAction; readonly reason: string }
    /** A person looked at a secret in a session's text: by its keyed hash, in the message or call of that id. */
    | { readonly kind: "reveal"; readonly sessionId: string; readonly place: string; readonly hash: string }
  );

export const LETTER_ACTIONS = ["accept", "discard"] as const;
export type LetterAction = (typeof LETTER_ACTIONS)[number];

export type DecisionKind = Decision["kind"];

/** What can be taken back. */
export const UNDOABLE = ["verdict", "note", "suppress", "team", "deadLetter", "undo"] as const satisfies readonly DecisionKind[];

/** What is to be erased: a session, a project, or everything up to a moment. */
export type ForgetScope =
  | { readonly kind: "session"; readonly sessionId: string }
  | { readonly kind: "project"; readonly projectId: string }
  | { readonly kind: "everything"; readonly before: number };

/** What a forgetting took when it was decided: a replay finds that out no more, for OpenCode moves sessions and clocks are set. */
export interface ForgetExtent {
  /** Milliseconds since 1970, by the clock. What is of the scope and was created until then is not read. */
  readonly before: number;
  /** Sessions that went, and are not read again whatever their project and time: of everything only those that are not older than that moment. */
  readonly sessions: readonly string[];
}

export type Forgetting = Extract<Decision, { kind: "forget" }>;

/** A decision before it is given its head. */
export type NewDecision = Decision extends infer D ? (D extends Decision ? Omit<D, keyof DecisionHead> : never) : never;
