import { judgeHidden } from "./injection/findInjections.js";
import type { Signal } from "./signal.js";

/** A first look, which most texts pass: one expression over the whole text. */
// eslint-disable-next-line no-control-regex, no-misleading-character-class -- naming such characters is what this expression is for
const SUSPECT = /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3164\ufe00-\ufe0f\ufeff\uffa0\u001b\u0008]|\udb40|[;{}>]\s{200}/;

/** Characters of a text that its reader does not see, or sees elsewhere: with what they are good for, each kind once. */
export function findHiddenText(text: string): Signal[] {
  if (!SUSPECT.test(text)) return [];
  return [...tagCharacters(text), ...invisibleRuns(text), ...splitWords(text), ...bidirectional(text), ...fillers(text), ...terminal(text), ...offScreen(text)];
}

/** Tag characters copy ASCII invisibly. Flags of regions use them too: after a black flag, up to the cancel tag. */
function tagCharacters(text: string): Signal[] {
  const signals: Signal[] = [];
  for (const match of text.matchAll(/(?:\u{1f3f4})?[\u{e0020}-\u{e007f}]{3,}/gu)) {
    const isFlag = match[0].startsWith("\u{1f3f4}") && match[0].length <= 18 && match[0].endsWith("\u{e007f}");
    if (isFlag) continue;
    const start = match.index;
    const end = start + match[0].length;
    const decoded = [...match[0]].map((char) => String.fromCharCode(char.codePointAt(0)! & 0x7f)).join("");
    signals.push({ kind: "hidden-text:tag-characters", start, end, score: 70 }, ...judgeHidden({ start, end, decoded }, "injection:tag-characters"));
  }
  return signals;
}

/** Eight and more in a row carry a message: bits as two kinds of space, or bytes as variation selectors. */
function invisibleRuns(text: string): Signal[] {
  const signals: Signal[] = [];
  for (const match of text.matchAll(/[\u200b-\u200d\u2060-\u2064\ufeff\u180e\u00ad]{8,}/g)) {
    signals.push({ kind: "hidden-text:zero-width", start: match.index, end: match.index + match[0].length, score: 55 });
  }
  for (const match of text.matchAll(/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{4,}/gu)) {
    const decoded = [...match[0]].map((char) => String.fromCharCode(selectorByte(char.codePointAt(0)!))).join("");
    const range = { start: match.index, end: match.index + match[0].length };
    signals.push({ kind: "hidden-text:variation-selectors", ...range, score: 65 }, ...judgeHidden({ ...range, decoded }, "injection:variation-selectors"));
  }
  return signals;
}

function selectorByte(code: number): number {
  return code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xfe00;
}

/** Zero-width characters inside of Latin words, three and more: what splits a word keeps it from being found. */
function splitWords(text: string): Signal[] {
  const matches = [...text.matchAll(/[A-Za-z][\u200b-\u200d\u2060-\u2064\ufeff]{1,7}(?=[A-Za-z])/g)].slice(0, 1000);
  if (matches.length < 3) return [];
  const [first, last] = [matches[0]!, matches.at(-1)!];
  return [{ kind: "hidden-text:split-words", start: first.index, end: last.index + last[0].length, score: 40 }];
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Embeddings, overrides and isolates show text in another order than it runs in (CVE-2021-42574). Texts of right-to-left scripts need
 * them; so do translated messages, which put each value between a first-strong isolate and its end.
 */
function bidirectional(text: string): Signal[] {
  const signals: Signal[] = [];
  for (const match of text.matchAll(/[\u202a\u202b\u202d\u202e\u2066\u2067]/g)) {
    const lineStart = text.lastIndexOf("\n", match.index) + 1;
    const lineEnd = text.indexOf("\n", match.index);
    const line = text.slice(Math.max(lineStart, match.index - 500), Math.min(lineEnd === -1 ? text.length : lineEnd, match.index + 500));
    const isOverride = match[0] === "\u202d" || match[0] === "\u202e";
    if (!isOverride && (RIGHT_TO_LEFT.test(line) || match[0] === "\u202a" || isBalancedMessage(line))) continue;
    if (isOverride && RIGHT_TO_LEFT.test(line) && !/[{};=]/.test(line)) continue;
    signals.push({ kind: "hidden-text:bidirectional", start: match.index, end: match.index + 1, score: isOverride ? 60 : 45 });
    if (signals.length >= 32) break;
  }
  return signals;
}

/** One isolate, closed on its line, with no code around it. */
function isBalancedMessage(line: string): boolean {
  return /^[^\u2066-\u2069]*[\u2066\u2067][^\u2066-\u2069{};=()]*\u2069[^\u2066-\u2069]*$/.test(line);
}

const HANGUL = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]/;

/** Fillers count as letters, so a variable can be made of them. */
function fillers(text: string): Signal[] {
  if (HANGUL.test(text.replace(/[\u115f\u1160\u3164]/g, ""))) return [];
  const match = /[\u115f\u1160\u3164\uffa0]+/.exec(text);
  return match === null ? [] : [{ kind: "hidden-text:invisible-letter", start: match.index, end: match.index + match[0].length, score: 45 }];
}

/** Escape sequences that hide what follows in a terminal: concealed, or in the colour of its ground; or that write over it. */
function terminal(text: string): Signal[] {
  // eslint-disable-next-line no-control-regex -- escape sequences are what this is about
  const match = /\u001b\[(?:[01];)?8(?:;0)?m[^\u001b]{4}|\u001b\[38;5;(\d{1,3});48;5;\1m|\u001b\[3([0-7]);4\2m/.exec(text);
  return match === null ? [] : [{ kind: "hidden-text:terminal", start: match.index, end: match.index + match[0].length, score: 50 }];
}

/** Code pushed out of sight by blanks: a statement's end, two hundred blanks, and more code. */
function offScreen(text: string): Signal[] {
  const match = /[;{}>][ \t]{200,}(?=[A-Za-z_$@(`])/.exec(text);
  return match === null ? [] : [{ kind: "hidden-text:off-screen", start: match.index, end: match.index + match[0].length, score: 40 }];
}
