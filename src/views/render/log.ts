import { cutAt, neutralise } from "../../model/neutralise.js";
import { rawText, type Untrusted } from "../../model/untrusted.js";

const ENTRY_LIMIT = 8_000;

/** Shapes of secrets: each keeps what names the secret (its first group) and hides the rest. All are linear. */
const SECRETS: readonly RegExp[] = [
  /((?:password|passwd|secret|token|api[_-]?key|access[_-]?key|credential)["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"',;&]{3,}/gi,
  /(authorization["']?\s{0,3}[=:]\s{0,3}["']?)(?:\w{1,16}\s)?[^\s"',;]{3,}/gi,
  /(bearer\s{1,3})[\w.~+/=-]{8,}/gi,
  /([a-z][a-z0-9+.-]{0,16}:\/\/)[^\s/@:]{1,200}:[^\s/@]{1,200}(?=@)/gi,
  /((?:sk|pk|rk)[-_])[\w-]{16,}/g,
  /(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|npm_|hf_)[\w-]{10,}/g,
  /(AKIA|ASIA)[A-Z0-9]{16}/g,
  /(?<![\w-])(eyJ)[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g,
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]*/g,
];

/** Text for the log: secrets masked, deceptive characters written out, lines kept, at most 8,000 code units. */
export function logText(text: Untrusted): string {
  const head = cutAt(rawText(text), ENTRY_LIMIT * 2).replace(/\r\n?/g, "\n");
  const masked = SECRETS.reduce((rest, secret) => rest.replace(secret, "$1•••"), head);
  const shown = neutralise(masked);
  return shown.length <= ENTRY_LIMIT && rawText(text).length <= ENTRY_LIMIT * 2 ? shown : `${cutAt(shown, ENTRY_LIMIT - 1)}…`;
}
