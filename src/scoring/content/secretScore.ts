/** What a secret is worth, by how sure its kind is: a key opens what it opens, a password has to be tried somewhere. */
const BLOCKS = new Set(["secret:private-key", "secret:ssh-private-key", "secret:pgp-private-key"]);
/** Known by a name or a place beside them, and not by their own form. */
const NAMED = new Set(["secret:password", "secret:token", "secret:key", "secret:api-key", "secret:client-secret", "secret:cookie", "secret:authorization", "secret:bearer-token", "secret:basic-credentials", "secret:url-password", "secret:password-hash"]);
/** Masked to be safe, and hardly a secret: worth a mark, no alarm. */
const DOUBTFUL = 20;

/** A version, a part of a regular expression, a name in code. */
const CODE_LIKE = /^[\^~>=<]{0,2}v?\d{1,4}(?:\.\d{1,6}){1,3}(?:-[\w.]{1,24})?$|[[\](){}|]{2}|\\[dws]|[a-z]-z|^[!&*@]{1,2}[A-Za-z_]\w*(?:[.$]\w{1,80})+$|^[A-Za-z]{3,40}\$\d{0,2}$/;

/**
 * Score of a secret that inspection saw. In an output or a prompt it went to the model's provider with the next request; in an input the model
 * had it already. A badge's token of ten characters, or three letters before an `@`, are masked without an alarm.
 */
export function secretScore(kind: string, value: string, where: "tool-output" | "tool-input" | "user-prompt"): number {
  if (isDoubtful(kind, value)) return DOUBTFUL;
  const base = BLOCKS.has(kind) ? 78 : NAMED.has(kind) ? 45 : 65;
  return where === "tool-input" ? base - 5 : base;
}

function isDoubtful(kind: string, value: string): boolean {
  if (kind === "secret:token" || kind === "secret:key") return value.length < 16 || CODE_LIKE.test(value);
  if (kind === "secret:url-password") return value.length < 5;
  return NAMED.has(kind) && value.length < 120 && CODE_LIKE.test(value);
}
