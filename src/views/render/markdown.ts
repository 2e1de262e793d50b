import { cutAt, neutralise, oneLine } from "../../model/neutralise.js";
import { rawText, type Untrusted } from "../../model/untrusted.js";

const TEXT_LIMIT = 300;
const CODE_LIMIT = 1_000;

/**
 * One line of Markdown that shows the text as it is. Every ASCII punctuation mark is escaped, as CommonMark allows, and
 * not only the marks that build structure, as `appendText` does: it leaves `https://…` to become a link that the text's author chose.
 */
export function markdownText(text: Untrusted, limit: number = TEXT_LIMIT): string {
  return oneLine(rawText(text), limit).replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

/** What `appendCodeblock` may be given: lines of at most `limit` code units in all, deceptive characters written out. */
export function codeText(text: Untrusted, limit: number = CODE_LIMIT): string {
  const raw = rawText(text);
  const head = neutralise(cutAt(raw, limit).replace(/\r\n?/g, "\n"));
  return head.length <= limit && raw.length <= limit ? head : `${cutAt(head, limit - 1)}…`;
}
