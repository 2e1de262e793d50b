import { neutralise } from "../../model/neutralise.js";
import { rawText, type Untrusted } from "../../model/untrusted.js";

/**
 * Text for a read-only document: deceptive characters written out, with the same number of `\n` as before, so that line
 * numbers stay true. A lone `\r` would be a line end to the editor, and is written out too.
 */
export function documentText(text: Untrusted): string {
  return neutralise(rawText(text));
}
