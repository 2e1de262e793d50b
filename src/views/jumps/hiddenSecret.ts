/** A placeholder in a transcript. */
export interface HiddenSecret {
  readonly sessionId: string;
  /** Id of the message or call in whose text it stands. */
  readonly place: string;
  /** For example `github-token`. */
  readonly kind: string;
  /** First digits of its keyed hash. */
  readonly digits: string;
}

/** Reads a placeholder out of a command's argument; null where it holds none. */
export function hiddenSecretOf(argument: unknown): HiddenSecret | null {
  if (typeof argument !== "object" || argument === null) return null;
  const { sessionId, place, kind, digits } = argument as Record<string, unknown>;
  if (typeof sessionId !== "string" || typeof place !== "string" || typeof kind !== "string" || typeof digits !== "string") return null;
  return /^[a-z][a-z0-9-]{1,30}$/.test(kind) && /^[0-9a-f]{4}$/.test(digits) ? { sessionId, place, kind, digits } : null;
}
