import type { Anchor } from "./anchors.js";
import { ALNUM, AUTHORITY, isAt } from "./characters.js";
import { CERTAINTY, type Candidate } from "./observation.js";
import type { ScannedText } from "./scannedText.js";
import { isGenerated, isStandIn } from "./strength.js";

/** User and password together; what is longer is no authority. */
const CREDENTIALS_LIMIT = 512;

/** A port, or a port and what follows it in an address without a path: `host:8080?mail=a@b`. */
const PORT = /^\d{1,5}(?:[?#]|$)/;

/**
 * The password in `scheme://user:password@host` (RFC 3986, 3.2.1), or a token in the user's place. The user, scheme and host stay:
 * they say where the password must be changed.
 */
function detectCredentials(scanned: ScannedText, at: number, found: Candidate[]): void {
  const { text } = scanned;
  if (!isAt(text, at - 1, ALNUM)) return;
  const start = at + 3;
  const end = Math.min(scanned.runEnd(AUTHORITY, start), start + CREDENTIALS_LIMIT);
  const authority = text.slice(start, end);
  const sign = authority.lastIndexOf("@");
  if (sign < 1 || sign === authority.length - 1) return;
  const colon = authority.indexOf(":");
  const question = authority.search(/[?#]/);
  if (question !== -1 && (colon === -1 || question < colon)) return;
  if (colon === -1 || colon > sign) detectUserToken(authority, sign, start, found);
  else detectPassword(authority, colon, sign, start, found);
}

function detectPassword(authority: string, colon: number, sign: number, start: number, found: Candidate[]): void {
  const user = authority.slice(0, colon);
  const password = authority.slice(colon + 1, sign);
  // The default of a container image (`postgres:postgres`) is known to everybody.
  if (password.length < 3 || password === user || PORT.test(password) || isStandIn(password)) return;
  found.push({ kind: "url-password", start: start + colon + 1, end: start + sign, certainty: CERTAINTY.named });
}

function detectUserToken(authority: string, sign: number, start: number, found: Candidate[]): void {
  // The key in a Sentry address is public by design.
  if (/ingest\.|sentry/.test(authority.slice(sign)) || !isGenerated(authority.slice(0, sign), 20)) return;
  found.push({ kind: "url-password", start, end: start + sign, certainty: CERTAINTY.named });
}

export const URL_CREDENTIAL_ANCHORS: readonly Anchor[] = [{ literal: "://", detect: detectCredentials }];
