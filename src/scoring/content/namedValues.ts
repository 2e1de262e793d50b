import type { Anchor } from "./anchors.js";
import { ALNUM, BARE, DASH, UNDERSCORE, URL_SAFE, isAt } from "./characters.js";
import { CERTAINTY, type Candidate } from "./observation.js";
import type { ScannedText } from "./scannedText.js";
import { secretNameOf, type NameClass } from "./secretNames.js";
import { isGenerated, isPasswordLike, isWordy } from "./strength.js";

const NAME_LIMIT = 64;
/** The key of an object or a table, and no secret's name. */
const BARE_KEY = "key";
const VALUE_LIMIT = 4096;
/** A bare value with more backslashes than this is no value. */
const ESCAPES_LIMIT = 32;

/** How a value is written, since that decides how much it must look like a secret. */
export type ValueStyle = "quoted" | "bare" | "loose" | "spoken";

/**
 * True where `value` may be what its name promises.
 * @param style quoted; bare (`NAME=value`, `name: value` to the end of the line); loose (in running code, where identifiers stand as well); spoken (after `is`, in prose)
 */
export function isSecretValue(value: string, nameClass: NameClass, style: ValueStyle): boolean {
  if (value.length > VALUE_LIMIT || /\s/.test(value) || isReferenceTo(value)) return false;
  if (nameClass === "key") return isGenerated(value, 20) && !/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(value);
  // `token is Tree.Comment2`, `credential: OAuth2TokenCredential`: types in code.
  if (style !== "quoted" && /^[A-Z][a-z]+\w*[.<]|^(?:[A-Z]+[a-z]*\d?){2,}$/.test(value) && !/\d.*\d.*\d/.test(value)) return false;
  if (nameClass === "token") return isGenerated(value, style === "quoted" ? 8 : style === "bare" ? 10 : 16);
  if (!isPasswordLike(value)) return false;
  // "The password is sha256", "… is stored.encrypted".
  if (style === "spoken") return !/^(?:base64|base32|sha-?\d+|md5|utf-?\d+|argon2\w*|aes-?\d*|rot13|x509|\w+\.\w+)$/i.test(value) && (/\d/.test(value) || !/^[\w$.?-]+!?$/.test(value));
  return style !== "loose" || !isIdentifierChain(value) || isGenerated(value, 10);
}

function isIdentifierChain(value: string): boolean {
  return /^[A-Za-z_$][\w$]{0,80}(?:[.?!]{1,2}[A-Za-z_$][\w$]{0,80}){0,20}[?!]?$/.test(value);
}

/** A path, an address or a name in dots says where the secret is. */
function isReferenceTo(value: string): boolean {
  const isPlace = /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|https?:\/\/)/.test(value);
  return (isPlace && isWordy(value.replace(/^[a-z]+:\/\//, ""))) || (/^[A-Za-z_$][\w$]*\.[A-Za-z_$]/.test(value) && isIdentifierChain(value) && isWordy(value));
}

/**
 * What may stand between a name and its value. Quotes may be escaped (JSON in JSON), signs percent-encoded, and the value may be
 * the neighbour of the name (`"name": "DB_PASSWORD", "value": "…"`, `key="Password" value="…"`, `define('PASSWORD', '…')`).
 */
const SEPARATOR =
  /\\{0,7}["'`]?\]?(?:[ \t]{0,8}(?::=|=>|[:=]{1,2}|%3[adAD]|->)[ \t]{0,8}|[ \t]{0,4},[ \t\r\n]{0,16}\\{0,3}["']?value\\{0,3}["']?[ \t]{0,4}:[ \t]{0,4}|\r?\n[ \t]{0,16}value:[ \t]{1,4}|[ \t]{1,4}value[ \t]{0,2}=[ \t]{0,2})/iy;
const ARGUMENT = /\\{0,3}["'],[ \t]{0,4}(?=\\{0,3}["'])/y;
const ELEMENT = />(?=[^<\s])/y;
const OPTION = /[ \t]{1,4}(?=[^\s-])/y;
/** As people write it in a prompt: "the password for the server is …". */
const PROSE = /(?:[ \t]{1,2}(?:for|to|of|on|für|zum|zur|de|del|pour|per|do|da)(?:[ \t][\wäöüßéè.-]{1,20}){1,3})?[ \t]{1,2}(?:is|was|ist|lautet|es|est|è|é):?[ \t]{1,2}/iy;
/** "My api key: …", in two words. */
const SPOKEN_KEY = /(?:api|access|secret|private|license|licence)[ ]$/i;

/** End of the separator after the name at `nameEnd`, or -1; the style that it makes of an unquoted value. */
function separatorAfter(text: string, nameStart: number, nameEnd: number): { end: number; style: ValueStyle } | null {
  const take = (expression: RegExp): number => {
    expression.lastIndex = nameEnd;
    const match = expression.exec(text);
    return match === null ? -1 : nameEnd + match[0].length;
  };
  const end = take(SEPARATOR);
  // `==` compares, and so does `!=`, which is no separator.
  if (end !== -1) return text.startsWith("==", end - 2) ? null : { end, style: /[ \t(]$/.test(text.slice(nameEnd, end)) ? "loose" : "bare" };
  if (!/[\s"'\\>]/.test(text.charAt(nameEnd))) return null;
  const before = text.charAt(nameStart - 1);
  const argument = /["']/.test(before) && /[([,]\s?\\{0,3}$/.test(text.slice(Math.max(0, nameStart - 6), nameStart - 1)) ? take(ARGUMENT) : -1;
  if (argument !== -1) return { end: argument, style: "bare" };
  const element = before === "<" || before === ":" ? take(ELEMENT) : -1;
  if (element !== -1) return { end: element, style: "bare" };
  const isOption = text.startsWith("--", nameStart) || /(?:^|[\s:])(?:set|add)\s(?:\S{1,80}:)?$/.test(text.slice(Math.max(0, nameStart - 90), nameStart)) || before === ":";
  const option = isOption ? take(OPTION) : -1;
  if (option !== -1) return { end: option, style: "bare" };
  const prose = take(PROSE);
  return prose === -1 ? null : { end: prose, style: "spoken" };
}

interface Value {
  readonly start: number;
  readonly end: number;
  readonly style: ValueStyle;
}

const QUOTE = /(\\{0,7})(["'`])/y;

/** The value at `at`: what its quotes hold, or a word. */
function valueAt(scanned: ScannedText, at: number, style: ValueStyle): Value | null {
  const { text } = scanned;
  QUOTE.lastIndex = at;
  const quote = QUOTE.exec(text);
  if (quote === null) return bareValue(scanned, at, style);
  const start = at + quote[0].length;
  const end = closingQuote(text, start, quote[2]!, quote[1]!.length);
  return end <= start ? null : { start, end, style: "quoted" };
}

function closingQuote(text: string, start: number, quote: string, escapes: number): number {
  const limit = Math.min(text.length, start + VALUE_LIMIT);
  let backslashes = 0;
  for (let i = start; i < limit; i++) {
    const char = text.charAt(i);
    if (char === "\\") {
      backslashes++;
      continue;
    }
    // A quote with more backslashes than the opening one belongs to the value.
    if (char === quote && backslashes <= escapes) return i - backslashes;
    // No secret of these holds white space, so the walk ends early in prose.
    if (char === "\n" || char === "\r" || char === " ") return -1;
    backslashes = 0;
  }
  return -1;
}

function bareValue(scanned: ScannedText, at: number, style: ValueStyle): Value | null {
  const { text } = scanned;
  let end = scanned.runEnd(BARE, at);
  for (let escapes = 0; escapes < ESCAPES_LIMIT && text.charAt(end) === "\\" && !/[nrtu"'`\\\r\n]/.test(text.charAt(end + 1)); escapes++) {
    end = scanned.runEnd(BARE, end + 1);
  }
  if (end - at > VALUE_LIMIT) return null;
  // A call or an index is code: what stands here is a name.
  if (/[([]/.test(text.charAt(end))) return null;
  if (style === "bare" || style === "quoted") end = throughFileLine(text, at, end);
  while (end > at && /[.:?\]}]/.test(text.charAt(end - 1)) && !/[{[]/.test(text.slice(at, end))) end--;
  return end <= at ? null : { start: at, end, style: isEndOfLine(text, end) && style !== "loose" && style !== "spoken" ? "bare" : style };
}

/** In a file of settings an operator belongs to the value: `PASSWORD=a&b;c` with nothing after it, where no command can follow. */
function throughFileLine(text: string, start: number, end: number): number {
  if (!/[&;|,()<>]/.test(text.charAt(end))) return end;
  const lineStart = text.lastIndexOf("\n", start) + 1;
  if (start - lineStart > NAME_LIMIT || !/^(?:export )?[A-Z][A-Z0-9_]*=$/.test(text.slice(lineStart, start))) return end;
  const rest = /^[^\s"'`\\$]{1,128}(?=\r?\n|$)/.exec(text.slice(end, end + 130))?.[0];
  return rest === undefined || /&&|\|\||;$|\$|^;.*[a-z]{2}/.test(rest) ? end : end + rest.length;
}

function isEndOfLine(text: string, at: number): boolean {
  return at >= text.length || text.charAt(at) === "\n" || text.charAt(at) === "\r" || text.charAt(at) === "\\";
}

/** A key-like name, and what stands as its value. */
function detectNamedValue(scanned: ScannedText, at: number, found: Candidate[]): void {
  const { text } = scanned;
  const nameEnd = scanned.runEnd(URL_SAFE, at);
  if (nameEnd - at > NAME_LIMIT || !couldSeparate(text, nameEnd)) return;
  const nameStart = scanned.runStart(ALNUM | UNDERSCORE | DASH, at, NAME_LIMIT);
  const isKeyAlone = nameEnd - nameStart <= BARE_KEY.length && text.startsWith(BARE_KEY, nameStart);
  if (isKeyAlone && !SPOKEN_KEY.test(text.slice(Math.max(0, nameStart - 8), nameStart))) return;
  // The separator before the name, since looking for it is cheaper, and most of these words stand in prose.
  const separator = separatorAfter(text, nameStart, nameEnd);
  const name = separator === null ? null : secretNameOf(isKeyAlone ? "api_key" : withoutEscape(scanned, nameStart, nameEnd));
  if (separator === null || name === null) return;
  const value = valueAt(scanned, separator.end, separator.style);
  if (value === null || !isSecretValue(text.slice(value.start, value.end), name.class, value.style)) return;
  found.push({ kind: name.kind, start: value.start, end: value.end, certainty: CERTAINTY.named });
}

/** A cheap look before the expensive ones: most words that look like a name's are in prose. */
function couldSeparate(text: string, nameEnd: number): boolean {
  return /[:=\s"'`\\\],>%-]/.test(text.charAt(nameEnd));
}

/** The name without an escape before it: in `\npassword=`, the `n` is none of its letters. */
function withoutEscape(scanned: ScannedText, start: number, end: number): string {
  const { text } = scanned;
  const isEscaped = text.charAt(start - 1) === "\\" && /[nrt]/.test(text.charAt(start)) && isAt(text, start + 1, ALNUM | UNDERSCORE);
  return text.slice(isEscaped ? start + 1 : start, end);
}

export const NAMED_VALUE_ANCHORS: readonly Anchor[] = ["pass", "pwd", "secret", "token", "key", "credential", "_auth"].map((literal) => ({
  literal,
  detect: detectNamedValue,
}));
