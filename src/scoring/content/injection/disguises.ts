import type { EncodedBlock } from "./encodedBlocks.js";

const PASSAGE = 400;

/** How words can be hidden from a search and still be read: digits for letters, blanks between letters, backwards, letters moved by 13. */
const DISGUISES: ReadonlyArray<{ readonly sign: RegExp; readonly backwards?: true; readonly reveal: (passage: string) => string }> = [
  { sign: /\b(?:1gn0r|ign0r|1gnor|!gn0r|d1sr3g|d1sreg|disr3g|f0rg3t|0v3rr|byp4ss)/gi, reveal: plainLetters },
  { sign: /\b(?:i([ .\-_*])g\1n\1o\1r\1e|d([ .\-_*])i\2s\2r\2e\2g\2a\2r\2d|f([ .\-_*])o\3r\3g\3e\3t)\b/gi, reveal: joined },
  { sign: /snoitcurtsni|stpmorp|erongi\b/gi, backwards: true, reveal: (passage) => [...passage].reverse().join("") },
  { sign: /\bvtaber\b|\bqvfertneq\b|\bsbetrg\b/gi, reveal: rotated },
];

/** Literals of which each disguise has one: without any of them there is nothing to look for. */
export const DISGUISE_ANCHORS: readonly string[] = [
  "1gn0r", "ign0r", "1gnor", "!gn0r", "d1sr", "disr3g", "f0rg3t", "0v3rr", "byp4ss", "snoitcurtsni", "stpmorp", "erongi", "vtaber", "qvfertneq", "sbetrg",
  ...[" ", ".", "-", "_", "*"].flatMap((sign) => ["igno", "disr", "forg"].map((word) => [...word].join(sign))),
];

/** Passages that are disguised, with what they say. */
export function disguisedPassages(text: string): EncodedBlock[] {
  const found: EncodedBlock[] = [];
  for (const { sign, backwards, reveal } of DISGUISES) {
    let last = -PASSAGE;
    for (const match of text.matchAll(sign)) {
      if (match.index - last < PASSAGE / 2) continue;
      last = match.index;
      const start = backwards === true ? Math.max(0, match.index - PASSAGE / 2) : match.index;
      const end = Math.min(text.length, match.index + PASSAGE);
      found.push({ start: backwards === true ? match.index : start, end, decoded: reveal(text.slice(start, end)) });
      if (found.length >= 50) return found;
    }
  }
  return found;
}

const LETTERS: Readonly<Record<string, string>> = { "0": "o", "1": "i", "!": "i", "3": "e", "4": "a", "@": "a", "5": "s", $: "s", "7": "t", "8": "b" };

function plainLetters(passage: string): string {
  return passage.replace(/[01!345@$78]/g, (sign) => LETTERS[sign]!);
}

/** Single letters with one sign between them, put together; wider gaps are gaps of words. */
function joined(passage: string): string {
  const sign = passage.charAt(1);
  return passage
    .split(/\s{2,}|\n| (?=\/ )/)
    .map((word) => word.split(sign).join(""))
    .join(" ")
    .replace(/(ignore|disregard|forget)(all|any|the|your|previous|prior)?(the|your|previous|prior)?(previous|prior|above|earlier|system)?(instructions?|prompts?|directions?|rules)?/gi, (_all, ...words: unknown[]) => words.slice(0, 5).filter((word) => typeof word === "string").join(" "));
}

function rotated(passage: string): string {
  return passage.replace(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}
