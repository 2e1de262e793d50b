/** What a suppression recognises: the three texts of which a finding's fingerprint is made. */
export interface FindingPattern {
  /** Rule id. */
  readonly rule: string;
  /** Normalised command, or the path's or URL's class. */
  readonly normalised: string;
  /** Class of the worst reason's target; empty where it has none. */
  readonly target: string;
}

/** A folder, by its absolute path and by those through links that led to it when it was decided: a session may have been started by any. */
export interface FolderPaths {
  readonly folder: string;
  readonly aliases?: readonly string[] | undefined;
}

/** Where a suppression holds. */
export type SuppressionScope =
  | { readonly kind: "call"; readonly callId: string; readonly sessionId: string }
  | { readonly kind: "session"; readonly sessionId: string }
  | { readonly kind: "project"; readonly projectId: string }
  /** Sessions that work in this folder or below. */
  | ({ readonly kind: "workspace" } & FolderPaths)
  | { readonly kind: "everywhere" };

export const SUPPRESSION_SCOPES = ["call", "session", "project", "workspace", "everywhere"] as const satisfies ReadonlyArray<SuppressionScope["kind"]>;

/** Beyond a project a critical finding is hidden only where a person said so twice. */
export function isWide(scope: SuppressionScope["kind"]): boolean {
  return scope === "workspace" || scope === "everywhere";
}

/** An entry of a team's file. It holds in the file's folder and below. */
export interface TeamSuppression extends FindingPattern {
  readonly reason: string;
  /** Who put it into the file, as the file says. */
  readonly by: string;
  /** Milliseconds since 1970; null for ever. */
  readonly expires: number | null;
  /** It may hide critical findings. */
  readonly critical: boolean;
}

/** The same for entries that say the same. */
export function entryKey({ rule, normalised, target, reason, by, expires, critical }: TeamSuppression): string {
  return JSON.stringify([rule, normalised, target, reason, by, expires, critical]);
}

/** Longest reason or comment, in UTF-16 code units. */
export const LONGEST_REASON = 1_000;
