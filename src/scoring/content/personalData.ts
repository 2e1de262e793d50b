import { ALNUM, DASH, DOT, LETTER, PERCENT, UNDERSCORE, isAt } from "./characters.js";
import { passesLuhn, passesMod97 } from "./checksums.js";
import { maskFound, type KeyedHash, type Masked } from "./mask.js";
import { CERTAINTY, mergeCandidates, type Candidate, type Observation } from "./observation.js";
import { outsidePlaceholders, placeholdersIn } from "./placeholder.js";
import { ScannedText } from "./scannedText.js";

const LOCAL_PART = ALNUM | DOT | UNDERSCORE | DASH | PERCENT;
const DOMAIN = ALNUM | DOT | DASH;
/** Names of software and of no person, and the domains that RFC 2606 keeps for examples. */
const IMPERSONAL = /^(?:git|noreply|no-reply|donotreply|root|hg|svn)@|@(?:.*\.)?(?:example\.(?:com|org|net)|test|invalid|example|localhost)$|@users\.noreply\./i;

function detectEmail(scanned: ScannedText, sign: number, found: Candidate[]): void {
  const { text } = scanned;
  let start = scanned.runStart(LOCAL_PART, sign, 64);
  if (text.charAt(start - 1) === "\\" && /[nrt]/.test(text.charAt(start))) start++;
  if (text.charAt(start - 1) === "+") start = scanned.runStart(LOCAL_PART, start - 1, 64);
  let end = scanned.runEnd(DOMAIN, sign + 1);
  while (end > sign && !isAt(text, end - 1, ALNUM)) end--;
  if (start === sign || end - sign > 254) return;
  // `react@18.2.0` is a package, `user@host` no address: the last label is letters, and not the only one.
  if (!/^@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}$/.test(text.slice(sign, end)) || IMPERSONAL.test(text.slice(start, end))) return;
  found.push({ kind: "email", start, end, certainty: CERTAINTY.format });
}

const PHONE = /\+[1-9]\d{0,2}(?:[ .\-/]?\(?\d{1,5}\)?){2,6}/y;

/** International form (ITU-T E.164): a plus sign, a country, eight to fifteen digits in all, in groups. */
function detectPhone(scanned: ScannedText, at: number, found: Candidate[]): void {
  const { text } = scanned;
  if (isAt(text, at - 1, ALNUM) || /[+.)\]]/.test(text.charAt(at - 1))) return;
  PHONE.lastIndex = at;
  const match = PHONE.exec(text);
  if (match === null) return;
  const digits = match[0].replace(/\D/g, "").length;
  const end = at + match[0].length;
  if (digits < 8 || digits > 15 || isAt(text, end, ALNUM | UNDERSCORE)) return;
  found.push({ kind: "phone", start: at, end, certainty: CERTAINTY.format });
}

const IBAN = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?/y;

/** ISO 13616: two letters, two check digits, 11 to 30 characters, often in groups of four. */
function detectIban(scanned: ScannedText, at: number, found: Candidate[]): void {
  const { text } = scanned;
  IBAN.lastIndex = at;
  const match = IBAN.exec(text);
  if (match === null) return;
  // The last group may be a word that follows: the longest beginning that passes the check counts.
  for (let end = at + match[0].length; end - at >= 15; end--) {
    if (isAt(text, end, ALNUM) || text.charAt(end - 1) === " ") continue;
    const compact = text.slice(at, end).replaceAll(" ", "");
    if (compact.length < 15 || compact.length > 34 || !passesMod97(compact)) continue;
    found.push({ kind: "iban", start: at, end, certainty: CERTAINTY.format });
    return;
  }
}

const CARD = /[2-6]\d{3}(?:[ -]?\d){8,15}/y;

/** ISO/IEC 7812: 13 to 19 digits of a card scheme with the Luhn digit, in groups. */
function detectCard(scanned: ScannedText, at: number, found: Candidate[]): void {
  const { text } = scanned;
  CARD.lastIndex = at;
  const match = CARD.exec(text);
  if (match === null) return;
  const end = at + match[0].length;
  const digits = match[0].replace(/\D/g, "");
  const isIssued = /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|62\d{14,17}|35\d{14})$/.test(digits);
  if (!isIssued || /[\d.]/.test(text.charAt(end)) || isAt(text, end, LETTER) || !passesLuhn(digits) || /^(\d)\1+$/.test(digits)) return;
  found.push({ kind: "payment-card", start: at, end, certainty: CERTAINTY.format });
}

const [SIGN, PLUS, ISSUER, CAPITAL] = [1, 2, 3, 4];
/** With what something may begin, by character: most begin nothing, and cost a look-up. */
const BEGINNINGS = new Uint8Array(128);
for (const [chars, beginning] of [["@", SIGN], ["+", PLUS], ["23456", ISSUER], ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", CAPITAL]] as const) for (const char of chars) BEGINNINGS[char.charCodeAt(0)] = beginning;
/** The shortest of them, a phone number, has nine characters; an address has six. */
const LEAST_TEXT = 6;

/** Email addresses, international phone numbers, IBANs and payment cards, in order and apart. Linear; throws nothing. */
export function findPersonalData(text: string): Observation[] {
  if (text.length < LEAST_TEXT) return [];
  const scanned = new ScannedText(text);
  const found: Candidate[] = [];
  // At the last character nothing begins: what is asked of its follower stays inside the text.
  for (let i = 0; i < text.length - 1; i++) {
    const code = text.charCodeAt(i);
    if (code >= 128 || BEGINNINGS[code] === 0) continue;
    if (BEGINNINGS[code] === CAPITAL) {
      const next = text.charCodeAt(i + 1);
      if (next < 128 && BEGINNINGS[next] === CAPITAL && areDigits(text, i + 2, 2) && standsApart(scanned, i)) detectIban(scanned, i, found);
    } else if (BEGINNINGS[code] === ISSUER) {
      if (areDigits(text, i + 1, 3) && standsApart(scanned, i)) detectCard(scanned, i, found);
    } else if (code === 0x40) detectEmail(scanned, i, found);
    else if (areDigits(text, i + 1, 1)) detectPhone(scanned, i, found);
  }
  if (found.length === 0) return [];
  return mergeCandidates(outsidePlaceholders(found, placeholdersIn(text))).map(({ kind, start, end }) => ({ kind: `personal:${kind}`, start, end }));
}

function areDigits(text: string, from: number, count: number): boolean {
  if (from + count > text.length) return false;
  for (let i = from; i < from + count; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/** No part of a longer number, version or range. */
function standsApart(scanned: ScannedText, at: number): boolean {
  return scanned.startsWord(at) && !/[.\d-]/.test(scanned.text.charAt(at - 1));
}

/**
 * The text with personal data replaced by placeholders (`[personal:email:3f9a]`). To be used after secrets are masked: a password in an
 * address looks like the beginning of an email. Masking twice changes nothing.
 * @throws RangeError where `keyedHash` gives no lower-case hexadecimal
 */
export function maskPersonalData(text: string, keyedHash: KeyedHash): Masked {
  return maskFound(text, findPersonalData, keyedHash);
}
