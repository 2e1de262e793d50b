import { isAscii } from "../../../model/ascii.js";

/** A text as a model reads it: invisible characters gone, look-alike letters made plain, lower case left to the expressions. */
export interface FoldedText {
  readonly text: string;
  /** Offset in the given text of each code unit, and of the end; null where the text is as it was. */
  readonly offsets: Uint32Array | null;
}

/** Shown as nothing, or nearly so: soft hyphen, joiners, zero-width spaces, directional marks, variation selectors, tags, fillers. */
// eslint-disable-next-line no-misleading-character-class -- naming such characters is what this expression is for
const INVISIBLE = /[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\u{e0000}-\u{e0fff}]/u;
/** Letters that only look Latin, full-width and mathematical letters. */
const LOOK_ALIKE = /[\u0391-\u03c9\u0400-\u04ff\u1d00-\u1d7f\u2100-\u214f\uff01-\uff5e\u{1d400}-\u{1d7ff}\u{1f130}-\u{1f189}]/u;
/** The same, astral ones by their first half: a look that costs little, which nearly all texts pass. */
// eslint-disable-next-line no-misleading-character-class -- naming such characters is what this expression is for
const DISGUISED = /[\u00ad\u034f\u0391-\u03c9\u0400-\u04ff\u061c\u115f\u1160\u180b-\u180f\u1d00-\u1d7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2100-\u214f\u3164\ud835\ud83c\udb40\ufe00-\ufe0f\ufeff\uff01-\uff5e\uffa0]/;

const CONFUSABLES: Readonly<Record<string, string>> = {
  а: "a", в: "b", с: "c", ԁ: "d", е: "e", һ: "h", і: "i", ј: "j", к: "k", ӏ: "l", м: "m", о: "o", р: "p", ԛ: "q", ѕ: "s", т: "t", у: "y", х: "x", ѵ: "v", ԝ: "w",
  А: "A", В: "B", С: "C", Е: "E", Н: "H", І: "I", Ј: "J", К: "K", М: "M", О: "O", Р: "P", Ѕ: "S", Т: "T", У: "Y", Х: "X",
  α: "a", ε: "e", ι: "i", κ: "k", ν: "v", ο: "o", ρ: "p", τ: "t", υ: "u", χ: "x", γ: "y", Α: "A", Β: "B", Ε: "E", Ζ: "Z", Η: "H", Ι: "I", Κ: "K", Μ: "M", Ν: "N", Ο: "O", Ρ: "P", Τ: "T", Υ: "Y", Χ: "X",
  ɡ: "g", ı: "i", ᴀ: "a", ᴄ: "c", ᴅ: "d", ᴇ: "e", ɪ: "i", ᴊ: "j", ᴋ: "k", ᴍ: "m", ᴏ: "o", ᴘ: "p", ᴛ: "t", ᴜ: "u", ᴠ: "v", ᴡ: "w", ᴢ: "z",
};

const LATIN_LETTER = /[A-Za-z]/;

/** The text folded; time linear. A text of another script stays as it is: only letters beside Latin ones are disguises. */
export function foldText(text: string): FoldedText {
  // None of these is ASCII, and looking for that takes half of the time.
  const first = isAscii(text) ? -1 : text.search(DISGUISED);
  return first === -1 ? { text, offsets: null } : foldFrom(text, first);
}

function foldFrom(text: string, first: number): FoldedText {
  const parts: string[] = [];
  const offsets = new Uint32Array(text.length + 1);
  let length = 0;
  let done = 0;
  let changed = false;
  const copyTo = (end: number): void => {
    if (end > done) parts.push(text.slice(done, end));
    while (done < end) offsets[length++] = done++;
  };
  const disguised = new RegExp(DISGUISED, "g");
  disguised.lastIndex = first;
  for (let match = disguised.exec(text); match !== null; match = disguised.exec(text)) {
    const at = match.index;
    const char = String.fromCodePoint(text.codePointAt(at)!);
    const plain = plainOf(char, text, at);
    disguised.lastIndex = at + char.length;
    if (plain === char) continue;
    changed = true;
    copyTo(at);
    for (let unit = 0; unit < plain.length; unit++) offsets[length++] = at;
    if (plain !== "") parts.push(plain);
    done = at + char.length;
  }
  if (!changed) return { text, offsets: null };
  copyTo(text.length);
  offsets[length] = text.length;
  return { text: parts.join(""), offsets };
}

function plainOf(char: string, text: string, at: number): string {
  if (INVISIBLE.test(char)) return "";
  if (!LOOK_ALIKE.test(char) && CONFUSABLES[char] === undefined) return char;
  const confusable = CONFUSABLES[char];
  if (confusable !== undefined) return besideLatin(text, at) ? confusable : char;
  const normal = char.normalize("NFKC");
  // What grows would leave offsets without a place of their own.
  return normal.length <= char.length ? normal : char;
}

/** A Latin letter stands near, in the same word. */
function besideLatin(text: string, at: number): boolean {
  for (let before = at - 1; before >= at - 3 && before >= 0; before--) {
    if (LATIN_LETTER.test(text.charAt(before))) return true;
    if (/\s/.test(text.charAt(before))) break;
  }
  for (let after = at + 1; after <= at + 3; after++) {
    if (LATIN_LETTER.test(text.charAt(after))) return true;
    if (/\s/.test(text.charAt(after))) break;
  }
  return false;
}

/** The place in the given text of a place in the folded one. */
export function placeOf(folded: FoldedText, at: number): number {
  return folded.offsets === null ? at : folded.offsets[at]!;
}
