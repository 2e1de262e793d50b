import { cutAt } from "../model/neutralise.js";
import type { ContentHasher } from "./contentHash.js";

/** Arguments longer than this, as JSON, keep the heads of their texts. */
export const ARGUMENTS_LIMIT = 4096;
const SMALLEST_HEAD = 64;
/** Of an error these code units are kept. */
const ERROR_HEAD = 4096;

export interface KeptArguments {
  /** Valid JSON of the same shape. */
  readonly json: string;
  /** Length of the whole JSON in UTF-16 code units, and its hash; null where all of it is kept. */
  readonly length: number | null;
  readonly hash: string | null;
}

/**
 * Arguments as they are kept: whole up to 4,096 code units of JSON; above that with their texts cut to heads that fit, the
 * shape unchanged, so that a query by field still finds its field.
 */
export function trimArguments(value: Readonly<Record<string, unknown>>, hasher: ContentHasher): KeptArguments {
  const json = JSON.stringify(value);
  if (json.length <= ARGUMENTS_LIMIT) return { json, length: null, hash: null };
  const hash = hasher.of(json);
  for (let head = ARGUMENTS_LIMIT / 2; head >= SMALLEST_HEAD; head /= 2) {
    const trimmed = JSON.stringify(value, (_key, field: unknown) => (typeof field === "string" ? cutAt(field, head) : field));
    if (trimmed.length <= ARGUMENTS_LIMIT) return { json: trimmed, length: json.length, hash };
  }
  // Not long texts but very many of them: the shape itself is what is too large.
  return { json: JSON.stringify({ arguments: cutAt(json, ARGUMENTS_LIMIT / 4) }), length: json.length, hash };
}

/** An error as it is kept: whole, or its head and how long it was; the hash of its call is made of all of it. */
export function trimError(error: string): string {
  return error.length <= ERROR_HEAD ? error : `${cutAt(error, ERROR_HEAD)}… (${error.length} characters)`;
}
