import { oneLine } from "../src/model/neutralise.js";
import { rawText, type Untrusted } from "../src/model/untrusted.js";

/** Text for the page: one line, deceptive characters written out. It only ever becomes `textContent`. */
export function pageText(text: Untrusted, limit: number = 160): string {
  return oneLine(rawText(text), limit);
}

/** Puts values where `{0}`, `{1}` … stand. */
export function fill(template: string, ...values: readonly (string | number)[]): string {
  return template.replace(/\{(\d)\}/g, (mark, index: string) => String(values[Number(index)] ?? mark));
}
