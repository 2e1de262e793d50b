/** How much a name promises: a password, a machine-drawn secret, or only some key. */
export type NameClass = "password" | "token" | "key";

export interface SecretName {
  readonly class: NameClass;
  /** Type of the observation, without its family. */
  readonly kind: string;
}

const PASSWORD_WORDS = new Set(["password", "passwd", "passphrase", "passcode", "passwort", "pwd", "pass", "requirepass", "masterauth", "userpass"]);
const TOKEN_WORDS = new Set(["secret", "secrets", "token", "apikey", "apitoken", "authtoken", "accesstoken", "refreshtoken", "credential", "credentials", "apisecret"]);
/** Words before `key` that make it secret; a key alone is one of an object, a table or a keyboard. */
const KEY_QUALIFIERS = new Set(
  ("api access secret private auth authentication encryption encrypt decryption signing sign master account service session client storage shared subscription jwt hmac aes " +
    "webhook deploy admin root ssh license app application server bot host integration function functions vault consumer write ingest openai anthropic stripe aws azure gemini " +
    "google mistral groq deepseek sendgrid mailgun datadog dd newrelic algolia twilio cohere tavily serpapi huggingface hf openrouter xai claude cookie crypto cipher kms").split(" "),
);
/** A compound in one case: `accesskey`, `SECRETKEY`. */
const KEY_COMPOUND = /(?:api|access|secret|private|auth|account|signing|encryption|master|consumer|shared)key$/;
/** Words before a keyword that make it something else: `next_page_token`, `eos_token`, `public_key`. */
const DISARMING = new Set(
  ("page next previous prev continuation cursor sync max min num stop eos bos pad unk cls sep mask special cancellation cancel syntax public publishable primary foreign " +
    "design color input output prompt completion total cached reasoning no has is forgot reset show hide invalid missing wrong confirm label pair start end").split(" "),
);
/** What may follow the keyword in a name: the value is still the secret. */
const SUFFIXES = new Set("value val base b64 base64 text string plain plaintext raw prod production live dev test staging current new old primary secondary hash main default temp auth".split(" "));

const NAME_LIMIT = 80;
/** All of these words hold one of these, whatever separates the words: most names are through with this look. */
const MAY_BE_SECRET = /pass|pwd|secret|token|key|credential|auth/i;

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function classOfWord(word: string): NameClass | null {
  if (PASSWORD_WORDS.has(word) || /(?:password|passwd|passphrase)$/.test(word)) return "password";
  if (TOKEN_WORDS.has(word) || KEY_COMPOUND.test(word) || /(?:token|secret|apikey)$/.test(word)) return "token";
  return word === "key" || word === "auth" ? "key" : null;
}

function kindOf(nameClass: NameClass, words: readonly string[], at: number): string {
  if (nameClass === "password") return "password";
  const name = words.slice(Math.max(0, at - 2), at + 1).join("-");
  if (/api-?(?:key|token|secret)$/.test(name)) return "api-key";
  if (/secret-?access-?key$/.test(name)) return "aws-secret-key";
  if (/secret/.test(name)) return "client-secret";
  return nameClass === "key" || /key$/.test(name) ? "key" : "token";
}

/**
 * What the name of a field, variable, option or column says about its value; null where it names no secret, as `password_file`,
 * `max_tokens` and `publicKey` do not.
 */
export function secretNameOf(name: string): SecretName | null {
  if (name.length > NAME_LIMIT || !MAY_BE_SECRET.test(name)) return null;
  const words = wordsOf(name);
  let at = words.length - 1;
  while (at > 0 && (SUFFIXES.has(words[at]!) || /^\d{1,3}$/.test(words[at]!)) && !isQualifiedAuth(name, words[at]!)) at--;
  const word = words[at]?.replace(/\d{1,2}$/, "");
  if (word === undefined) return null;
  const nameClass = classOfWord(word);
  const before = words[at - 1];
  if (nameClass === null || (before !== undefined && DISARMING.has(before))) return null;
  if (word === "auth" && !/^_auth$/i.test(name)) return null;
  if (nameClass !== "key" || word === "auth") return { class: nameClass === "key" ? "token" : nameClass, kind: kindOf(nameClass, words, at) };
  if (before === undefined) return null;
  if (KEY_QUALIFIERS.has(before)) return { class: "token", kind: kindOf("key", words, at) };
  // SOME_VENDOR_KEY: an environment variable may hold anything, so only what a machine drew counts.
  return /^[A-Z][A-Z0-9_]*$/.test(name) ? { class: "key", kind: "key" } : null;
}

/** `_auth` in `.npmrc` is a word of its own, and no suffix. */
function isQualifiedAuth(name: string, word: string): boolean {
  return word === "auth" && /^_auth$/i.test(name);
}
