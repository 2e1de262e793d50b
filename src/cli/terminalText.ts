import { oneLine } from "../model/neutralise.js";
import { type Untrusted, rawText } from "../model/untrusted.js";

/** Untrusted text for a terminal: one line, capped, without escape sequences or other control characters. */
export function terminalText(text: Untrusted, limit = 100): string {
  return oneLine(rawText(text), limit);
}
