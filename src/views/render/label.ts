import { cutAt, oneLine } from "../../model/neutralise.js";
import { rawText, type Untrusted } from "../../model/untrusted.js";

/** Longest label, in UTF-16 code units: what a wide side bar shows. */
const LABEL_LIMIT = 80;

/**
 * Text for a label, a description, a status-bar item or a message: one line of at most `limit` code units, deceptive
 * characters written out. `$(` would start an icon there, so a narrow no-break space parts it.
 */
export function label(text: Untrusted, limit: number = LABEL_LIMIT): string {
  const parted = oneLine(rawText(text), limit).replaceAll("$(", "$\u202f(");
  // Parting lengthens: what is cut off for that, too, is said.
  return parted.length > limit ? `${cutAt(parted, limit - 1)}…` : parted;
}
