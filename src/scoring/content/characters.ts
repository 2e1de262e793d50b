/** Classes of characters; an alphabet is a union of them. */
export const DIGIT = 1;
export const LOWER = 2;
export const UPPER = 4;
/** a to f and A to F, besides their case. */
export const LOWER_HEX = 8;
export const UPPER_HEX = 16;
export const UNDERSCORE = 32;
export const DASH = 64;
export const DOT = 128;
export const PLUS_SLASH = 256;
export const EQUALS = 512;
export const TILDE = 1024;
/** What an unquoted value may hold: anything but white space, quotes, a shell's operators, comma and backslash. */
export const BARE = 2048;
/** What may stand between `://` and the first slash. */
export const AUTHORITY = 4096;
export const PERCENT = 8192;

export const LETTER = LOWER | UPPER;
export const ALNUM = DIGIT | LETTER;
export const HEX = DIGIT | LOWER_HEX;
export const ANY_HEX = HEX | UPPER_HEX;
export const WORD = ALNUM | UNDERSCORE;
export const URL_SAFE = WORD | DASH;
export const DOTTED = URL_SAFE | DOT;
export const BASE64 = ALNUM | PLUS_SLASH;
/** `token68` of RFC 7235: what stands after `Bearer`. */
export const TOKEN68 = DOTTED | PLUS_SLASH | EQUALS | TILDE;

const CLASSES = new Uint16Array(128);

function mark(characters: string, bits: number): void {
  for (let i = 0; i < characters.length; i++) CLASSES[characters.charCodeAt(i)]! |= bits;
}

mark("0123456789", DIGIT);
mark("abcdefghijklmnopqrstuvwxyz", LOWER);
mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ", UPPER);
mark("abcdef", LOWER_HEX);
mark("ABCDEF", UPPER_HEX);
mark("_", UNDERSCORE);
mark("-", DASH);
mark(".", DOT);
mark("+/", PLUS_SLASH);
mark("=", EQUALS);
mark("~", TILDE);
mark("%", PERCENT);
for (let code = 0x21; code < 0x7f; code++) {
  const char = String.fromCharCode(code);
  if (!"\"'`,;&|<>()\\".includes(char)) mark(char, BARE);
  if (!"\"'`<>\\/".includes(char)) mark(char, AUTHORITY);
}

/** Beyond ASCII only letters and the like are part of a value; white space, typographic quotes and invisible marks end it. */
function classBeyondAscii(code: number): number {
  const ends = code < 0xa1 || (code >= 0x2000 && code <= 0x206f) || code === 0x3000 || code === 0xfeff;
  return ends ? 0 : BARE | AUTHORITY;
}

/** The classes of a UTF-16 code unit; 0 for NaN, which is what `charCodeAt` gives outside a text. */
export function classOf(code: number): number {
  return code < 128 ? CLASSES[code]! : code >= 128 ? classBeyondAscii(code) : 0;
}

/** Whether the character at a place is one of the alphabet; false outside the text, where asking the text itself costs V8 the code that it made. */
export function isAt(text: string, at: number, alphabet: number): boolean {
  return at >= 0 && at < text.length && (classOf(text.charCodeAt(at)) & alphabet) !== 0;
}
