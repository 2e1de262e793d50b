import { createHash } from "node:crypto";
import type { ImageBytes } from "./databaseFile.js";

/** Begins the seal; its last digit is the seal's version. */
const MARK = Buffer.from("spotter sealed 1", "latin1");
/** The mark, the length of what is sealed (8 bytes), its SHA-256 (32), and 8 bytes for later. */
export const SEAL_BYTES = 64;

/** What the end of an image says of the rest of it. */
export interface Unsealed {
  /** The database without the seal. */
  readonly database: ImageBytes;
  /** `broken`: what was written is not what is there; `none`: nothing is said. */
  readonly seal: "sound" | "broken" | "none";
}

/**
 * Pieces with a seal behind them, by which a reader sees in a fraction of a second that the image is as it was written; SQLite's
 * own check of a large one takes seconds. SQLite leaves alone what stands behind its last page.
 */
export function* sealed(pieces: Iterable<Uint8Array>): Iterable<Uint8Array> {
  const hash = createHash("sha256");
  let length = 0;
  for (const piece of pieces) {
    hash.update(piece);
    length += piece.length;
    yield piece;
  }
  const seal = Buffer.alloc(SEAL_BYTES);
  MARK.copy(seal);
  seal.writeBigUInt64BE(BigInt(length), MARK.length);
  hash.digest().copy(seal, MARK.length + 8);
  yield seal;
}

/** Takes the seal off, and compares. Of an image without one nothing is said: older versions and backups have none. */
export function unsealed(image: ImageBytes): Unsealed {
  const pieces = image instanceof Uint8Array ? [image] : image;
  const last = pieces.at(-1);
  // A database is a whole number of pages, and a piece too: a seal never lies across two pieces.
  if (last === undefined || last.length < SEAL_BYTES) return { database: image, seal: "none" };
  const seal = Buffer.from(last.buffer, last.byteOffset + last.length - SEAL_BYTES, SEAL_BYTES);
  if (!seal.subarray(0, MARK.length).equals(MARK)) return { database: image, seal: "none" };
  const rest = last.subarray(0, last.length - SEAL_BYTES);
  const database = image instanceof Uint8Array ? rest : [...pieces.slice(0, -1), ...(rest.length > 0 ? [rest] : [])];
  return { database, seal: isSound(seal, database instanceof Uint8Array ? [database] : database) ? "sound" : "broken" };
}

function isSound(seal: Buffer, pieces: readonly Uint8Array[]): boolean {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (seal.readBigUInt64BE(MARK.length) !== BigInt(length)) return false;
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest().equals(seal.subarray(MARK.length + 8, MARK.length + 40));
}
