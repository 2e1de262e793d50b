import { createHash } from "node:crypto";

/** A short hash of a text: to tell whether it is the same one, without keeping it. 132 bits in base64url. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
