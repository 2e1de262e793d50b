import type { Observation } from "./observation.js";
import { placeholderFor } from "./placeholder.js";

/** A keyed hash of a secret, in lower-case hexadecimal, at least four digits; the key never leaves the store. */
export type KeyedHash = (secret: string) => string;

export type MaskedObservation = Observation & { readonly hash: string };

export interface Masked {
  readonly masked: string;
  /** In order; offsets are of the text as it was given, and apart from each other. */
  readonly observations: MaskedObservation[];
}

/** A replaced range: where it was in the given text, and where its placeholder stands now. */
interface Piece extends MaskedObservation {
  readonly maskedStart: number;
  readonly maskedEnd: number;
}

/**
 * A placeholder may bring to light what its secret hid (a token that begins right behind it), so the masked text is looked at
 * again until nothing is left. Real texts need the second look only to see that; hostile ones are not followed for ever.
 */
const ROUNDS = 16;

/** Replaces what `find` finds by placeholders. Masking the result again changes nothing. */
export function maskFound(text: string, find: (text: string) => Observation[], keyedHash: KeyedHash): Masked {
  let masked = text;
  let pieces: Piece[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const found = find(masked);
    if (found.length === 0) break;
    const next = replace(text, masked, pieces, found, keyedHash);
    masked = next.masked;
    pieces = next.pieces;
  }
  return { masked, observations: pieces.map(({ kind, start, end, hash }) => ({ kind, start, end, hash })) };
}

/** One round: `found` are ranges of `masked`, which was made of `text` by `pieces`. */
function replace(text: string, masked: string, pieces: readonly Piece[], found: readonly Observation[], keyedHash: KeyedHash): { masked: string; pieces: Piece[] } {
  const next: Piece[] = [];
  const parts: string[] = [];
  let length = 0;
  let done = 0;
  let drift = 0;
  let at = 0;
  const copyTo = (end: number): void => {
    // Pieces up to here stay; they move with what was replaced before them.
    for (; at < pieces.length && pieces[at]!.maskedEnd <= end; at++) {
      const piece = pieces[at]!;
      drift = piece.end - piece.maskedEnd;
      next.push({ ...piece, maskedStart: piece.maskedStart - done + length, maskedEnd: piece.maskedEnd - done + length });
    }
    parts.push(masked.slice(done, end));
    length += end - done;
    done = end;
  };
  for (const { kind, start, end } of found) {
    copyTo(start);
    const originalStart = start + drift;
    // Pieces within are part of the larger secret now.
    for (; at < pieces.length && pieces[at]!.maskedEnd <= end; at++) drift = pieces[at]!.end - pieces[at]!.maskedEnd;
    const originalEnd = end + drift;
    const hash = keyedHash(identityOf(text.slice(originalStart, originalEnd)));
    const placeholder = placeholderFor(kind, hash);
    next.push({ kind, start: originalStart, end: originalEnd, hash, maskedStart: length, maskedEnd: length + placeholder.length });
    parts.push(placeholder);
    length += placeholder.length;
    done = end;
  }
  copyTo(masked.length);
  return { masked: parts.join(""), pieces: next };
}

/** The same key is the same secret, however its lines are broken or escaped. */
export function identityOf(secret: string): string {
  return secret.startsWith("-----BEGIN ") ? secret.replace(/\\+[nrt]|\s+/g, "") : secret;
}
