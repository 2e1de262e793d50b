import type { Anchor } from "./anchors.js";
import { BASE64, EQUALS, isAt } from "./characters.js";
import { CERTAINTY } from "./observation.js";
import type { ScannedText } from "./scannedText.js";

/** A key of 16 kilobits is 13 KB; what is longer than this is no key. */
const BLOCK_LIMIT = 64 * 1024;
/** Less base64 than this is a placeholder or a manual's `MIIE...`; an Ed25519 key in PKCS#8 has 64 characters. */
const LEAST_MATERIAL = 40;
/** One line of key material at least this long: words of prose are shorter. */
const LEAST_LINE = 16;

const HEADER = /(?:BEGIN )((?:[A-Z0-9]{1,12} ){0,3})PRIVATE KEY(?: BLOCK)?-----/y;
const FOOTER = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;

/**
 * Where the block's body ends, and how much base64 it holds. The body may be quoted, concatenated, indented, escaped (`\n`) or cut
 * off: everything up to the footer counts, or, without one, everything that can be key material.
 */
function bodyOf(scanned: ScannedText, from: number): { end: number; material: number } {
  const { text } = scanned;
  const limit = Math.min(text.length, from + BLOCK_LIMIT);
  let material = 0;
  let lastMaterial = from;
  for (let i = from; i < limit; ) {
    if (text.startsWith("-----", i)) {
      FOOTER.lastIndex = i;
      const footer = FOOTER.exec(text);
      return { end: footer === null ? lastMaterial : i + footer[0].length, material };
    }
    const runEnd = Math.min(limit, scanned.runEnd(BASE64 | EQUALS, i));
    if (runEnd - i >= LEAST_LINE) {
      material += runEnd - i;
      lastMaterial = runEnd;
    }
    // Without key material for a while, what follows is another text.
    if (i - lastMaterial > 1024) break;
    i = Math.max(i + 1, runEnd);
  }
  return { end: lastMaterial, material };
}

/** PEM, OpenSSH and PGP private keys: from the header to the footer (RFC 7468, RFC 9580). */
const pem: Anchor = {
  literal: "BEGIN ",
  detect(scanned, at, found) {
    const { text } = scanned;
    if (text.slice(Math.max(0, at - 5), at) !== "-----") return;
    HEADER.lastIndex = at;
    const header = HEADER.exec(text);
    if (header === null) return;
    const { end, material } = bodyOf(scanned, at + header[0].length);
    if (material < LEAST_MATERIAL) return;
    const algorithm = header[1]!.trim();
    const kind = algorithm === "PGP" ? "pgp-private-key" : algorithm === "OPENSSH" ? "ssh-private-key" : "private-key";
    found.push({ kind, start: at - 5, end, certainty: CERTAINTY.block });
  },
};

const PUTTY_LINES = /Private-Lines: \d{1,3}(?:\r?\n|\\r|\\n)/y;

/** PuTTY's own format: the private part is a number of lines of base64. */
const putty: Anchor = {
  literal: "Private-Lines: ",
  detect(scanned, at, found) {
    PUTTY_LINES.lastIndex = at;
    const header = PUTTY_LINES.exec(scanned.text);
    if (header === null) return;
    const start = at + header[0].length;
    let end = start;
    while (isAt(scanned.text, end, BASE64 | EQUALS) && end - start < BLOCK_LIMIT) {
      const lineEnd = scanned.runEnd(BASE64 | EQUALS, end);
      // `Private-MAC:` follows the last line; a colon is in no line of base64.
      if (lineEnd - end < 4 || "-:".includes(scanned.text.charAt(lineEnd) || " ")) break;
      end = lineEnd;
      while (/[\r\n]/.test(scanned.text.charAt(end))) end++;
    }
    if (end - start >= LEAST_MATERIAL) found.push({ kind: "ssh-private-key", start, end, certainty: CERTAINTY.block });
  },
};

export const PRIVATE_KEY_ANCHORS: readonly Anchor[] = [pem, putty];
