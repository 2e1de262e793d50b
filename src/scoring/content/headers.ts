import type { Anchor } from "./anchors.js";
import { decodeBase64 } from "./base64.js";
import { BASE64, EQUALS, TOKEN68 } from "./characters.js";
import { CERTAINTY, type Candidate } from "./observation.js";
import type { ScannedText } from "./scannedText.js";
import { isGenerated, isStandIn, isTokenBody } from "./strength.js";

/** Between a scheme and its credentials: white space, or that white space in a URL or a quoted string. */
const GAP = /(?:[ \t]{1,8}|%20|\+|\\t)["']?/y;

function afterGap(text: string, at: number): number {
  GAP.lastIndex = at;
  const gap = GAP.exec(text);
  return gap === null ? -1 : at + gap[0].length;
}

/** `Bearer <token>` (RFC 6750), wherever it stands. */
function detectBearer(scanned: ScannedText, at: number, found: Candidate[]): void {
  const start = scanned.startsWord(at) ? afterGap(scanned.text, at + "bearer".length) : -1;
  if (start === -1) return;
  const end = scanned.runEnd(TOKEN68, start);
  if (isCredential(scanned.text.slice(start, end))) found.push({ kind: "bearer-token", start, end, certainty: CERTAINTY.named });
}

/** `Basic <base64 of user:password>` (RFC 7617): base64 that decodes to printable text with a colon. */
function detectBasic(scanned: ScannedText, at: number, found: Candidate[]): void {
  const start = scanned.startsWord(at) ? afterGap(scanned.text, at + "basic".length) : -1;
  if (start === -1) return;
  const end = scanned.runEnd(BASE64 | EQUALS, start);
  if (end - start < 8 || end - start > 4096) return;
  const decoded = decodeBase64(scanned.text.slice(start, end));
  if (decoded === null || !/^[\x20-\x7e\xa0-\xff]*:[\x20-\x7e\xa0-\xff]+$/.test(decoded)) return;
  if (!isStandIn(decoded.slice(decoded.indexOf(":") + 1))) found.push({ kind: "basic-credentials", start, end, certainty: CERTAINTY.named });
}

const AUTHORIZATION = /authorization\\{0,3}["']?[ \t]{0,4}(?:[:=]|=>|,)[ \t]{0,4}\\{0,3}["'`]?(?:[A-Za-z][A-Za-z-]{1,15}[ \t]{1,4})?/iy;

/** `Authorization: <scheme> <credentials>`, or the credentials alone, as many services take them. */
function detectAuthorization(scanned: ScannedText, at: number, found: Candidate[]): void {
  AUTHORIZATION.lastIndex = at;
  const head = AUTHORIZATION.exec(scanned.text);
  // `Basic` is looked at by what it says, decoded.
  if (head === null || /basic\s+$/i.test(head[0])) return;
  const start = at + head[0].length;
  const end = scanned.runEnd(TOKEN68, start);
  if (isCredential(scanned.text.slice(start, end))) found.push({ kind: "authorization", start, end, certainty: CERTAINTY.named });
}

function isCredential(value: string): boolean {
  return isGenerated(value, 16) || (value.length >= 16 && !isStandIn(value) && /\d/.test(value) && isTokenBody(value) && !value.includes("."));
}

const COOKIE_LINE = /cookie\\{0,3}["']?[ \t]{0,4}[:=][ \t]{0,4}["']?/iy;
const COOKIE_LIMIT = 4096;

/** The values of a `Cookie` or `Set-Cookie` header that a machine drew: whoever has them is the user. */
function detectCookies(scanned: ScannedText, at: number, found: Candidate[]): void {
  COOKIE_LINE.lastIndex = at;
  const head = COOKIE_LINE.exec(scanned.text);
  if (head === null) return;
  const from = at + head[0].length;
  const line = /^[^\r\n"'\\]*/.exec(scanned.text.slice(from, from + COOKIE_LIMIT))![0];
  for (const pair of line.matchAll(/[\w.-]{1,64}=([^;\s]+)/g)) {
    const value = pair[1]!;
    if (!isGenerated(value, 16)) continue;
    const start = from + pair.index + pair[0].length - value.length;
    found.push({ kind: "cookie", start, end: start + value.length, certainty: CERTAINTY.named });
  }
}

export const HEADER_ANCHORS: readonly Anchor[] = [
  { literal: "bearer", detect: detectBearer },
  { literal: "basic", detect: detectBasic },
  { literal: "authorization", detect: detectAuthorization },
  { literal: "cookie", detect: detectCookies },
];
