/** Characters of decoded text that are kept. */
const LIMIT = 262_144;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SEXTET = new Int8Array(128).fill(-1);
for (let index = 0; index < ALPHABET.length; index++) SEXTET[ALPHABET.charCodeAt(index)] = index;
SEXTET[45] = 62;
SEXTET[95] = 63;

/** Bytes of base64 text, either alphabet, white space and padding ignored (RFC 4648); null where it is none. */
export function base64Bytes(text: string): Uint8Array | null {
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  const end = Math.min(text.length, LIMIT);
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === 61 || code === 10 || code === 13 || code === 32 || code === 9) continue;
    const value = code < 128 ? SEXTET[code]! : -1;
    if (value < 0) return null;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  return out.length === 0 ? null : Uint8Array.from(out);
}

/** Decoded base64 text; null where it is no base64 or not text. */
export function decodeBase64(text: string): string | null {
  const bytes = base64Bytes(text);
  return bytes === null ? null : bytesToText(bytes);
}

/** Text of bytes as UTF-8; null where they hold control characters that no text has. */
export function bytesToText(bytes: Uint8Array): string | null {
  let control = 0;
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++;
  if (control * 20 > bytes.length) return null;
  return new TextDecoder().decode(bytes);
}

/** Decoded base32 text (RFC 4648); null where it is none. */
export function decodeBase32(text: string): string | null {
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of text.slice(0, LIMIT).toUpperCase()) {
    if (char === "=" || char <= " ") continue;
    const value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((held >> bits) & 255);
    }
  }
  return out.length === 0 ? null : bytesToText(Uint8Array.from(out));
}

/** Text of hexadecimal digits, white space, `0x` and `\x` ignored; null where it is none. */
export function decodeHex(text: string): string | null {
  const digits = text.slice(0, LIMIT).replace(/0x|\\x|[\s:,]/g, "");
  if (digits.length < 2 || digits.length % 2 === 1 || !/^[0-9a-fA-F]+$/.test(digits)) return null;
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  return bytesToText(bytes);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v", e: "\u001b", "\\": "\\", "'": "'", '"': '"' };

/** Text with backslash escapes as `printf` and `echo -e` read them: `\n`, `\x41`, `\101`, `\0101`, `\u0041`. */
export function decodeEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|0?([0-7]{1,3})|([\s\S]))/g, (all, hex, short, long, octal, char) => {
    const digits = (hex ?? short ?? long) as string | undefined;
    if (digits !== undefined) return codePoint(Number.parseInt(digits, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal as string, 8) & 255);
    return ESCAPES[char as string] ?? (all as string);
  });
}

function codePoint(value: number): string {
  return value <= 0x10ffff ? String.fromCodePoint(value) : "\ufffd";
}

/** Text with `%41` escapes decoded byte by byte; others stay. */
export function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = new Uint8Array(run.length / 3);
    for (let index = 0; index < bytes.length; index++) bytes[index] = Number.parseInt(run.slice(index * 3 + 1, index * 3 + 3), 16);
    return new TextDecoder().decode(bytes);
  });
}

/** Characters of `tr` sets with ranges and classes written out; null where a class is not known. */
export function expandSet(set: string): string | null {
  const classes: Readonly<Record<string, string>> = { upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", lower: "abcdefghijklmnopqrstuvwxyz", digit: "0123456789", space: " \t\n\r\f\v" };
  let text = decodeEscapes(set);
  text = text.replace(/\[:(\w+):\]/g, (all, name) => classes[name as string] ?? (all as string));
  if (text.includes("[:")) return null;
  return text.replace(/(.)-(.)/g, (all, from, to) => {
    const first = (from as string).charCodeAt(0);
    const count = (to as string).charCodeAt(0) - first + 1;
    if (count < 1 || count > 300) return all as string;
    return Array.from({ length: count }, (_, index) => String.fromCharCode(first + index)).join("");
  });
}
