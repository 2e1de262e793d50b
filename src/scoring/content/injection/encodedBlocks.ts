import { decodeBase64 } from "../base64.js";
import { BASE64, URL_SAFE, classOf } from "../characters.js";

/** 1 for each ASCII character of base64 and base64url. */
const ENCODED = new Uint8Array(128).map((_zero, code) => ((classOf(code) & (BASE64 | URL_SAFE)) === 0 ? 0 : 1));

/** Text that was written so that nobody reads it, and what it says. */
export interface EncodedBlock {
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
}

/** Shorter runs are words, hashes and ids. */
const LEAST_RUN = 32;
const DECODED_LIMIT = 65_536;
const BLOCK_LIMIT = 200;

/**
 * Blocks of base64, hexadecimal, escapes and references that decode to text. Linear: a run is looked for at every 32nd character only,
 * since none that counts is shorter.
 */
export function encodedBlocks(text: string): EncodedBlock[] {
  const blocks: EncodedBlock[] = [];
  for (let at = LEAST_RUN - 1; at < text.length && blocks.length < BLOCK_LIMIT; at += LEAST_RUN) {
    let start = at + 1;
    while (start > 0 && at - start < LEAST_RUN && isEncoded(text.charCodeAt(start - 1))) start--;
    if (at - start < LEAST_RUN - 1) {
      // Before the next place to look lies the end of a run that begins here at the earliest.
      at = start - 1;
      continue;
    }
    let end = at + 1;
    while (end < text.length && isEncoded(text.charCodeAt(end))) end++;
    const decoded = decodeRun(text.slice(start, Math.min(end, start + DECODED_LIMIT)));
    if (decoded !== null) blocks.push({ start, end, decoded });
    at = end;
  }
  for (const block of escapedRuns(text)) blocks.push(block);
  return blocks;
}

function isEncoded(code: number): boolean {
  return code < 128 && ENCODED[code] === 1;
}

/** Decoded first, to see whether the rest is worth it: a path of 32 characters decodes to noise. */
const PROBE = 24;

function decodeRun(encoded: string): string | null {
  const run = /^0x[0-9a-fA-F]+$/.test(encoded) ? encoded.slice(2) : encoded;
  if (!/^[0-9a-fA-F]+$/.test(run)) {
    const probe = decodeBase64(run.slice(0, PROBE));
    // eslint-disable-next-line no-control-regex -- text has no control characters but white space
    if (probe === null || fromUtf8(probe) === null || /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/.test(probe)) return null;
  }
  if (/^[0-9a-fA-F]+$/.test(run)) return run.length % 2 === 0 ? readable(bytesOfHex(run)) : null;
  const decoded = decodeBase64(run);
  return decoded === null ? null : readable(decoded);
}

function bytesOfHex(run: string): string {
  return run.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

/** Bytes as UTF-8 text where they are one; null for what is none. */
function readable(bytes: string): string | null {
  const text = fromUtf8(bytes);
  if (text === null) return null;
  // eslint-disable-next-line no-control-regex -- text has no control characters but white space
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/.test(text) || !/[ \u3040-\u30ff\u4e00-\u9fff]/.test(text) ? null : text;
}

/** UTF-8 (RFC 3629) to text; null where the bytes are none. By hand, since noise is the normal case and an exception costs more than all the rest. */
function fromUtf8(bytes: string): string | null {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes.charCodeAt(at);
    if (first < 0x80) {
      text += bytes.charAt(at++);
      continue;
    }
    const more = first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0;
    // The last character may be cut off where a block was.
    if (more === 0) return null;
    if (at + more >= bytes.length) return text;
    let code = first & (0x3f >> more);
    for (let next = 1; next <= more; next++) {
      const byte = bytes.charCodeAt(at + next);
      if ((byte & 0xc0) !== 0x80) return null;
      code = (code << 6) | (byte & 0x3f);
    }
    if (code > 0x10ffff) return null;
    text += String.fromCodePoint(code);
    at += more + 1;
  }
  return text;
}

const ESCAPES = /(?:\\u[0-9a-fA-F]{4}){8,}|(?:\\x[0-9a-fA-F]{2}){8,}|(?:%[0-9a-fA-F]{2}){8,}|(?:&#x?[0-9a-fA-F]{2,6};){8,}|(?:[01]{8} ){8,}[01]{8}/g;

/** Runs of `\u0069`, `\x69`, `%69`, `&#105;`, and binary, each long enough to be no accident. */
function escapedRuns(text: string): EncodedBlock[] {
  const mayHold = text.includes("\\u") || text.includes("\\x") || text.includes("&#") || /%[0-9a-fA-F]{2}%[0-9a-fA-F]{2}%|\b[01]{8} [01]{8} /.test(text);
  if (!mayHold) return [];
  const blocks: EncodedBlock[] = [];
  for (const match of text.matchAll(ESCAPES)) {
    const decoded = decodeEscapes(match[0].slice(0, DECODED_LIMIT));
    if (decoded !== null) blocks.push({ start: match.index, end: match.index + match[0].length, decoded });
    if (blocks.length >= BLOCK_LIMIT) break;
  }
  return blocks;
}

function decodeEscapes(run: string): string | null {
  if (run.startsWith("&#")) return run.replace(/&#(x?)([0-9a-fA-F]{2,6});/g, (_all, hex: string, digits: string) => fromCode(Number.parseInt(digits, hex === "" ? 10 : 16)));
  if (/^[01]{8} /.test(run)) return readable(run.trim().split(" ").map((bits) => String.fromCharCode(Number.parseInt(bits, 2))).join(""));
  if (run.startsWith("\\u")) return run.replace(/\\u([0-9a-fA-F]{4})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return readable(run.replace(/(?:\\x|%)([0-9a-fA-F]{2})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))));
}

function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
