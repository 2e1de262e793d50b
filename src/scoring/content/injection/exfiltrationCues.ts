import type { Cue } from "./cue.js";

/** Verbs that move something; the sentence after one is looked at. */
export const MOVING_VERBS = ["send", "post ", "upload", "forward", "exfiltrat", "transmit", "email ", "e-mail ", "leak ", "deliver", "submit", "include ", "append ", "encode ", "pass ", "copy ", "curl ", "share ", "embed ", "insert ", "attach "] as const;

const SENTENCE = 240;
const BEFORE = 120;

/** What nobody hands on without being asked to by its owner. */
const CRITICAL = /\.ssh\b|id_(?:rsa|ed25519)\b(?!\.pub)|ssh keys?|private keys?|\.env\b(?!\.(?:example|sample|template|dist))|environment variables?|\.aws\b|aws credentials|mcp\.json|\/etc\/(?:passwd|shadow)|(?:conversation|chat|message) (?:history|log|transcript)|(?:this|the|entire|whole|full|our) conversation|system prompt|session cookies?|\.netrc|keychain|seed phrase|user'?s? (?:secrets?|credentials|passwords?|private|personal|data|files|emails?|messages?)|\.git-credentials|\.npmrc|kubeconfig|source code of|all (?:the )?(?:secrets|credentials|api keys|passwords|tokens|files|emails)/i;
/** Of these, what is read and sent in two steps by nobody who means well. */
const KEYS = /\.ssh\b|id_(?:rsa|ed25519)\b(?!\.pub)|private keys?|\.aws\b|mcp\.json|\/etc\/(?:passwd|shadow)|\.netrc|\.git-credentials|kubeconfig|seed phrase|system prompt/i;
const ORDINARY = /\b(?:api[ _-]?keys?|credentials?|secrets?|passwords?|access tokens?|auth tokens?|tokens?|cookies?|personal (?:data|information))\b/i;
/** A place outside. */
const DESTINATION = /\b(?:to|at|via|into|in|on|with|using|as)\b[^\n]{0,60}?(?:https?:\/\/|hxxps?:|[\w.+-]{1,64}@[\w-]{1,64}\.\w|\battacker|\bwebhook|\b(?:following|this|external|remote) (?:url|address|endpoint|server|site|email|link)|\b(?:image|url|link|markdown) (?:url|parameter|query|tag)|query (?:string|parameter)|\b(?:comment|issue|gist|pull request)\b|['"`]?\w{1,24}['"`]? (?:parameter|argument|field)|[\w-]{1,40}\.(?:com|net|org|io|xyz|site|dev|app|me|sh|ru|cn|top|evil|example)\b)|-d @|--data|https?:\/\/\S{1,80}\?\w{1,20}=/i;

/** Without one of these a sentence names no destination; looking for them is cheaper than the expressions. */
const ADDRESSES = ["://", "@", "hxxp", "attacker", "webhook", "URL", "url", "address", "endpoint", "server", "parameter", "argument", "--data", "-d @", "link", "query", "comment", "issue", "gist", ".com", ".net", ".org", ".io", ".xyz", ".dev", ".evil", ".ru"];

/** "Send the contents of ~/.ssh/id_rsa to https://…", in one sentence or two. Takes time by its own bound, whatever the text is. */
export function exfiltrationCue(text: string, at: number): Cue | null {
  const raw = text.slice(at, at + SENTENCE);
  const paragraph = raw.indexOf("\n\n");
  const end = raw.slice(0, paragraph === -1 ? SENTENCE : paragraph).search(/[.!?]\s{1,4}[A-Z]/);
  const sentence = raw.slice(0, end === -1 ? (paragraph === -1 ? SENTENCE : paragraph) : end);
  if (!ADDRESSES.some((sign) => sentence.includes(sign))) return null;
  // "Read ~/.ssh/id_rsa and send its contents": what is sent may be named before.
  const before = text.slice(Math.max(0, at - BEFORE), at);
  const isNamedBefore = KEYS.test(before.slice(before.lastIndexOf("\n\n") + 1).replace(/\S{1,80}\.pub\b/g, "")) && /\b(?:it|its|them|this|that|contents?|results?|output|value|everything|file)\b/i.test(sentence);
  const critical = CRITICAL.exec(sentence);
  const thing = critical ?? ORDINARY.exec(sentence);
  if (thing === null && !isNamedBefore) return null;
  const destination = DESTINATION.exec(sentence);
  if (destination === null) return null;
  const reach = at + Math.max(thing === null ? 0 : thing.index + thing[0].length, destination.index + destination[0].length);
  return { kind: critical === null && !isNamedBefore ? "exfiltration-weak" : "exfiltration", start: at, end: reach };
}
