import { findSecrets } from "./findSecrets.js";
import { maskFound, type KeyedHash, type Masked } from "./mask.js";

/**
 * The text with each secret replaced by a typed placeholder (`[secret:github-token:3f9a]`), and what was replaced. Masking a masked
 * text changes nothing.
 * @throws RangeError where `keyedHash` gives no lower-case hexadecimal
 */
export function maskSecrets(text: string, keyedHash: KeyedHash): Masked {
  return maskFound(text, findSecrets, keyedHash);
}
