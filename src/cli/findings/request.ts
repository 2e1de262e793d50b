import { asciiJson } from "../../model/asciiJson.js";
import { showsNothing } from "../../model/neutralise.js";
import { LONGEST_REASON } from "../../model/suppression.js";
import type { Ask } from "../engineAccess.js";
import { counted } from "../counted.js";
import { EXPIRY_WORDS, expiryOf } from "../moments.js";
import type { Terminal } from "../scan.js";

/** Version of the JSON that `spotter findings … --json` prints (docs/command-line.md). */
const SCHEMA_VERSION = 1;

/** What a subcommand works with. */
export interface Request {
  readonly ask: Ask;
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The command was asked in a way that cannot be answered: a sentence that says why, and what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Prints one JSON object, or what people read. */
export function print({ json, terminal }: Request, value: object, words: () => string): void {
  terminal.out(json ? `${asciiJson({ schemaVersion: SCHEMA_VERSION, ...value })}\n` : words());
}

/** A reason or comment as it is sent. @throws {UsageError} for one that is empty, also once control characters are gone, or too long */
export function reasonOf(text: string, what: "reason" | "comment"): string {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_REASON) {
    throw new UsageError(`The ${what} has ${counted(trimmed.length)} characters, and at most ${counted(LONGEST_REASON)} are kept, so nothing was written. Shorten it.`);
  }
  if (showsNothing(trimmed)) throw new UsageError(`The ${what} is empty. Say in a few words why: whoever looks at this later has only that.`);
  return trimmed;
}

/** Until when a decision holds; null where nobody says. @throws {UsageError} for what is no moment, or is over */
export function expiresOf(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  const expires = expiryOf(text, now);
  if (expires === null) throw new UsageError(`--expires takes ${EXPIRY_WORDS}.`);
  if (expires <= now) throw new UsageError(`--expires names a moment that has passed (${new Date(expires).toISOString()}), so the decision would hold for nothing. Name a later one.`);
  return expires;
}
