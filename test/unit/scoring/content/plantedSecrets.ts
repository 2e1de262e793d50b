import fc from "fast-check";
import { base62, crc32 } from "../../../../src/scoring/content/checksums.js";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const ALNUM = DIGITS + LOWER + UPPER;
const URL_SAFE = `${ALNUM}_-`;
const HEX = "0123456789abcdef";

/** Text as a machine draws it: `length` characters of `alphabet`, with a digit at either end so that it is no word by chance. */
function drawn(alphabet: string, length: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...alphabet), { minLength: length - 4, maxLength: length - 4 })
    .map((chars) => `7${alphabet.includes("k") ? "k" : alphabet.includes("K") ? "K" : "b"}${chars.join("")}3${alphabet.includes("Q") ? "Q" : "d"}`)
    .filter((text) => new Set(text).size >= Math.min(9, length / 2) && !/(.)\1{4}/.test(text) && stepsOf(text) * 3 < length);
}

function stepsOf(text: string): number {
  return [...text].filter((char, i) => i > 0 && Math.abs(char.charCodeAt(0) - text.charCodeAt(i - 1)) <= 1).length;
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function prefixed(prefix: string, alphabet: string, length: number): fc.Arbitrary<string> {
  return drawn(alphabet, length).map((body) => prefix + body);
}

const checked = (prefix: string) => drawn(ALNUM, 30).map((body) => prefix + body + base62(crc32(body), 6));

/** One arbitrary of valid tokens for each kind; none of them is anybody's. Prefixes are put together here, so that no scanner takes this file for a leak. */
export const PLANTED: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "github-token": fc.oneof(checked("gh" + "p_"), checked("gh" + "s_"), prefixed("github" + "_pat_", ALNUM, 82)),
  "gitlab-token": prefixed("gl" + "pat-", URL_SAFE.replace("-", ""), 20),
  "npm-token": checked("np" + "m_"),
  "pypi-token": prefixed("py" + "pi-AgEIcHlwaS5vcmc", ALNUM, 120),
  "docker-token": prefixed("dckr" + "_pat_", ALNUM, 27),
  "aws-access-key": prefixed("AK" + "IA", UPPER + DIGITS, 16),
  "google-api-key": prefixed("AI" + "za", ALNUM, 35),
  "google-oauth-token": prefixed("ya" + "29.", ALNUM, 80),
  "openai-key": fc.oneof(prefixed("s" + "k-proj-", ALNUM, 60), prefixed("s" + "k-", ALNUM, 48)),
  "anthropic-key": prefixed("sk-" + "ant-api03-", ALNUM, 93),
  "huggingface-token": prefixed("h" + "f_", ALNUM, 34),
  "slack-token": fc.tuple(drawn(DIGITS.replace("7", ""), 12), drawn(ALNUM, 24)).map(([, body]) => `xo${"x"}b-928374651029-482910573846-${body}`),
  "stripe-key": prefixed("sk" + "_live_", ALNUM, 24),
  "sendgrid-key": fc.tuple(drawn(ALNUM, 22), drawn(ALNUM, 43)).map(([id, body]) => `S${"G"}.${id}.${body}`),
  "twilio-key": prefixed("S" + "K", HEX, 32),
  "telegram-token": drawn(ALNUM, 33).map((body) => `982736451:A${"A"}${body}`),
  "airtable-token": fc.tuple(drawn(ALNUM, 13), drawn(HEX, 64)).map(([id, body]) => `pa${"t"}Q${id}.${body}`),
  "discord-token": drawn(ALNUM, 38).map((body) => `${base64url("982736451029384756")}.G7k2Qd.${body}`),
  jwt: drawn(ALNUM, 43).map((signature) => `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url('{"sub":"4711"}')}.${signature}`),
  "vault-token": prefixed("hv" + "s.", ALNUM, 90),
  "databricks-token": prefixed("da" + "pi", HEX, 32),
  "shopify-token": prefixed("shp" + "at_", HEX, 32),
  "private-key": drawn(ALNUM, 256).map((body) => `-----BEGIN RSA ${"PRIVATE"} KEY-----\n${body.replace(/(.{64})/g, "$1\n")}-----END RSA ${"PRIVATE"} KEY-----`),
  "ssh-private-key": drawn(ALNUM, 256).map((body) => `-----BEGIN OPENSSH ${"PRIVATE"} KEY-----\n${body.replace(/(.{64})/g, "$1\n")}-----END OPENSSH ${"PRIVATE"} KEY-----`),
};

/** A password as a person or a generator makes it: letters, digits, one symbol that no quoting touches. */
export const PASSWORD: fc.Arbitrary<string> = fc.tuple(drawn(ALNUM, 8), fc.constantFrom("!", "%", "*", "^", "+", "-"), drawn(ALNUM, 6)).map(([a, symbol, b]) => a + symbol + b);

/** A secret key without a prefix. */
export const DRAWN_KEY: fc.Arbitrary<string> = fc.oneof(drawn(ALNUM, 40), drawn(HEX, 32));

/** Text around a secret: words, punctuation, line ends, other scripts; it ends and begins with a character that no token has. */
export const SURROUNDINGS: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom("the", "key", "token", "=", ":", "\n", '"', "{", "}", "https://", "-----", "[secret:", "🙂", "ключ", "\\n", "$HOME", "|", "&&"), fc.string({ unit: "binary", maxLength: 6 })), { maxLength: 12 })
  .map((parts) => parts.join(" "));
