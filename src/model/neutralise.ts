/**
 * Characters that change how the text around them is shown, or that show as nothing: C0 and C1 controls, the twelve
 * bidirectional controls, zero-width and other invisible characters, variation selectors, tag characters, interlinear
 * and object-replacement marks, lone surrogates. Tab and line feed are left to the sink.
 */
// eslint-disable-next-line no-control-regex, no-misleading-character-class -- naming the control characters is what this expression is for
const DECEPTIVE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\p{Surrogate}]/gu;

/** Text with each deceptive character written as `written` says; tab and line feed stay. */
export function replaceDeceptive(text: string, written: (char: string) => string): string {
  return text.replace(DECEPTIVE, written);
}

/** Text with each deceptive character written out as `⟨U+202E⟩`; tab and line feed stay. */
export function neutralise(text: string): string {
  return replaceDeceptive(text, (char) => `⟨U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** Whether a text shows nothing to a reader: it has blanks and deceptive characters alone. */
export function showsNothing(text: string): boolean {
  return replaceDeceptive(text, () => "").trim() === "";
}

/** One line of at most `limit` UTF-16 code units, deceptive characters written out, white space folded. */
export function oneLine(text: string, limit: number): string {
  // Cut first: neutralising may lengthen the text, and a megabyte must not be walked for a label of 80.
  const head = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  const folded = neutralise(head.replace(/[\s\u0085]+/g, " ").trim());
  if (folded.length <= limit && head.length === text.length) return folded;
  return `${cutAt(folded, limit - 1)}…`;
}

/** At most `limit` code units, never ending in half of a surrogate pair. */
export function cutAt(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}
