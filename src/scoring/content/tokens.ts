import type { Anchor } from "./anchors.js";
import { ALNUM, BASE64, DASH, DIGIT, DOTTED, EQUALS, HEX, TILDE, URL_SAFE, isAt } from "./characters.js";
import { CERTAINTY, type Candidate } from "./observation.js";
import type { ScannedText } from "./scannedText.js";
import { isGenerated, isTokenBody } from "./strength.js";
import { TOKEN_FORMATS, type TokenFormat } from "./tokenFormats.js";

const AWS_SECRET_LENGTH = 40;
/** How far from its id an AWS secret key is looked for: a line of CSV, or a few lines of an INI file. */
const AWS_NEIGHBOURHOOD = 256;

/** Anchors of all tokens with a prefix. */
export function tokenAnchors(): Anchor[] {
  return TOKEN_FORMATS.flatMap((format) => format.prefixes.flatMap((prefix) => anchorsOf(format, prefix)));
}

function anchorsOf(format: TokenFormat, prefix: string): Anchor[] {
  const detect: Anchor["detect"] = (scanned, at, found) => detectToken(format, prefix, scanned, at, found);
  if (prefix.length >= 3) return [{ literal: prefix, detect }];
  // A prefix of two characters is indexed with each that may follow it.
  return [..."0123456789abcdef"].map((next) => ({ literal: prefix + next, detect }));
}

function detectToken(format: TokenFormat, prefix: string, scanned: ScannedText, at: number, found: Candidate[]): void {
  const { text } = scanned;
  if (!text.startsWith(prefix, at)) return;
  if (format.wordStart && !scanned.startsWord(at)) return;
  // `task-`, `risk-`: a dash before a short prefix makes it a part of a word in kebab case.
  if (format.wordStart && prefix.includes("-") && isAt(text, at - 1, DASH)) return;
  const from = at + prefix.length;
  const end = withoutFullStop(text, scanned.runEnd(format.body, from));
  const length = end - from;
  if (length < format.min || length > format.max) return;
  const body = text.slice(from, end);
  if (!(format.proves?.(body) ?? false) && !isTokenBody(body)) return;
  const start = format.kind === "azure-client-secret" ? scanned.runStart(DOTTED | TILDE, at, 3) : at;
  found.push({ kind: format.kind, start, end, certainty: CERTAINTY.format });
  if (format.kind === "aws-access-key") detectAwsSecrets(scanned, at, found);
}

/** A full stop after a token ends a sentence, not the token. */
function withoutFullStop(text: string, end: number): number {
  return text.charAt(end - 1) === "." ? end - 1 : end;
}

/** The secret key has no prefix: 40 characters of base64, and an id next to it. */
function detectAwsSecrets(scanned: ScannedText, at: number, found: Candidate[]): void {
  const { text } = scanned;
  const floor = Math.max(0, at - AWS_NEIGHBOURHOOD);
  const window = text.slice(floor, at + AWS_NEIGHBOURHOOD);
  for (const match of window.matchAll(/[A-Za-z0-9/+]{40,}/g)) {
    const start = floor + match.index;
    if (match[0].length > AWS_SECRET_LENGTH || isAt(text, start - 1, BASE64)) continue;
    const isHash = /^[0-9a-f]+$/.test(match[0]);
    if (!isHash && isGenerated(match[0], AWS_SECRET_LENGTH)) {
      found.push({ kind: "aws-secret-key", start, end: start + AWS_SECRET_LENGTH, certainty: CERTAINTY.format });
    }
  }
}

/** Tokens that are known by something in their middle. */
export const INNER_ANCHORS: readonly Anchor[] = [
  // A Telegram bot: its number, a colon and 35 characters that begin with AA.
  {
    literal: ":AA",
    detect(scanned, at, found) {
      const start = scanned.runStart(DIGIT, at, 11);
      const end = scanned.runEnd(URL_SAFE, at + 1);
      if (at - start < 8 || at - start > 10 || end - at - 1 !== 35 || !isTokenBody(scanned.text.slice(at + 3, end))) return;
      found.push({ kind: "telegram-token", start, end, certainty: CERTAINTY.format });
    },
  },
  // Airtable: `pat` and 14 characters, a full stop, 64 hexadecimal digits. `path` and `pattern` stand in every text: the full stop is asked for first.
  {
    literal: "pat",
    detect(scanned, at, found) {
      const { text } = scanned;
      if (text.charCodeAt(at + 17) !== 0x2e || !text.startsWith("pat", at) || !scanned.startsWord(at)) return;
      const end = scanned.runEnd(HEX, at + 18);
      if (end - at !== 82 || isAt(text, end, ALNUM) || !/^[A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*$/.test(text.slice(at + 3, at + 17)) || !isTokenBody(text.slice(at + 18, end))) return;
      found.push({ kind: "airtable-token", start: at, end, certainty: CERTAINTY.format });
    },
  },
  // Terraform Cloud: 14 characters, `.atlasv1.`, 60 and more.
  {
    literal: ".atlasv1.",
    detect(scanned, at, found) {
      const start = scanned.runStart(ALNUM, at, 15);
      const end = scanned.runEnd(URL_SAFE | EQUALS, at + 9);
      if (at - start !== 14 || end - at < 60) return;
      found.push({ kind: "terraform-token", start, end, certainty: CERTAINTY.format });
    },
  },
  // A chat's incoming webhook: who knows the address may post.
  { literal: "hooks.slack.com/", detect: (scanned, at, found) => detectWebhook("slack-webhook", /hooks\.slack\.com\/(?:services|workflows|triggers)\//y, scanned, at, found) },
  { literal: "discord.com/api/webhooks/", detect: (scanned, at, found) => detectWebhook("discord-webhook", /discord\.com\/api\/webhooks\/\d{15,21}\//y, scanned, at, found) },
  { literal: "discordapp.com/api/webhooks/", detect: (scanned, at, found) => detectWebhook("discord-webhook", /discordapp\.com\/api\/webhooks\/\d{15,21}\//y, scanned, at, found) },
];

function detectWebhook(kind: string, head: RegExp, scanned: ScannedText, at: number, found: Candidate[]): void {
  head.lastIndex = at;
  const match = head.exec(scanned.text);
  if (match === null) return;
  const start = at + match[0].length;
  const end = scanned.runEnd(BASE64 | URL_SAFE, start);
  if (end - start < 30 || end - start > 200 || !isTokenBody(scanned.text.slice(start, end))) return;
  found.push({ kind, start, end, certainty: CERTAINTY.format });
}
