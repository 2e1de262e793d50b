import { findSecrets } from "./findSecrets.js";
import { maskFound, type KeyedHash, type Masked } from "./mask.js";
import type { Observation } from "./observation.js";

/**
 * The text with each secret replaced by a typed placeholder (`[secret:github-token:3f9a]`), and what was replaced. Masking a masked
 * text changes nothing.
 *
 * @param known the secrets of the text as it is, where somebody looked for them
 * @throws RangeError where `keyedHash` gives no lower-case hexadecimal
 */
export function maskSecrets(text: string, keyedHash: KeyedHash, known?: readonly Observation[]): Masked {
  return maskFound(text, (part) => (known !== undefined && part === text ? [...known] : findSecrets(part)), keyedHash);
}
