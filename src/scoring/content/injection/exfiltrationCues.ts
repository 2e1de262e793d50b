import type { Cue } from "./cue.js";
import { KEYS_OF_SERVICES, OUTSIDE, WANTED } from "./things.js";

/** Verbs that move something; the sentence after one is looked at. */
export const MOVING_VERBS = ["send", "post ", "upload", "forward", "exfiltrat", "transmit", "email ", "e-mail ", "leak ", "deliver", "submit", "include ", "append ", "encode ", "pass ", "copy ", "curl ", "share ", "embed ", "insert ", "attach ", "put ", "push ", "mail ", "publish ", "add the header"] as const;

const SENTENCE = 240;
const BEFORE = 120;

/** What nobody hands on without being asked to by its owner. */
const CRITICAL = /\.ssh\b|id_(?:rsa|ed25519)\b(?!\.pub)|ssh keys?|private keys?|\.env\b(?!\.(?:example|sample|template|dist))|environment variables?|\.aws\b|aws credentials|mcp\.json|\/etc\/(?:passwd|shadow)|(?:conversation|chat|message) (?:history|log|transcript)|(?:entire|whole|full) conversation|system prompt|session cookies?|\.netrc|\.gnupg|gh\/hosts\.yml|\$\(cat |keychain|seed phrase|user'?s? (?:secrets?|credentials|passwords?|private|files|messages?)|database dump|\.bash_history|source code\b|secrets file|wallet\.dat|contents? of the (?:open |current )?(?:editor|clipboard|screen|workspace|repository)|whole file content|\.git-credentials|\.npmrc|kubeconfig|source code of|all (?:the )?(?:secrets|credentials|api keys|passwords|tokens)|private repositor/i;
/** Of these, what is read and sent in two steps by nobody who means well. */
const KEYS = /\.ssh\b|id_(?:rsa|ed25519)\b(?!\.pub)|private keys?|\.aws\b|mcp\.json|\/etc\/(?:passwd|shadow)|\.netrc|\.git-credentials|kubeconfig|seed phrase|system prompt|private repositor|user's private|(?:read|open|cat|take) (?:the )?(?:file )?[`"']?(?:[\w~./-]{0,40}\/)?\.env\b/i;
const ORDINARY = /\b(?:api[ _-]?keys?|credentials?|secrets?|passwords?|access tokens?|auth tokens?|tokens?|cookies?|personal (?:data|information)|all (?:the |your )?(?:files|e?mails|messages)|(?:this|the|our) conversation|user'?s? (?:personal|data|e-?mails?(?: address)?)|spreadsheet|(?:every|all|each) (?:requests?|prompts?|messages?|questions?)|database credentials|last message|private key)\b/i;
/** A place outside. */
const DESTINATION = /\b(?:to|at|via|into|in|on|with|using|as)\b[^\n]{0,60}?(?:https?:\/\/|ftp:\/\/|hxxps?:|[\w.+-]{1,64}@[\w-]{1,64}\.\w|\battacker|\bwebhook|\b(?:following|this|external|remote) (?:url|address|endpoint|server|site|email|link)|\b(?:image|url|link|markdown) (?:url|parameter|query|tag)|query (?:string|parameter)|\byour (?:next )?(?:answer|reply|response|summary|output|query|request|message)|\bpublic (?:one|repo|gist|issue|file)|\b(?:comment|issue|gist|pull request)\b|['"`]?\w{1,24}['"`]? (?:parameter|argument|field)|\b(?:parameter|argument|field) ['"`]\w|[\w-]{1,40}\.(?:com|net|org|io|xyz|site|dev|app|me|sh|ru|cn|top|evil|example)\b)|-d @|--data|https?:\/\/\S{1,80}\?\w{1,20}=/i;

/** Without one of these a sentence names no destination; looking for them is cheaper than the expressions. */
const ADDRESSES = ["://", "@", "hxxp", "attacker", "webhook", "URL", "url", "address", "endpoint", "server", "parameter", "argument", "--data", "-d @", "link", "query", "comment", "issue", "gist", ".com", ".net", ".org", ".io", ".xyz", ".dev", ".evil", ".ru", "public", "your "];

/** "Send the contents of ~/.ssh/id_rsa to https://…", in one sentence or two. Takes time by its own bound, whatever the text is. */
export function exfiltrationCue(text: string, at: number): Cue | null {
  const raw = text.slice(at, at + SENTENCE);
  const paragraph = raw.indexOf("\n\n");
  const end = raw.slice(0, paragraph === -1 ? SENTENCE : paragraph).search(/[.!?]\s{1,4}[A-Z]/);
  const sentence = raw.slice(0, end === -1 ? (paragraph === -1 ? SENTENCE : paragraph) : end);
  if (!ADDRESSES.some((sign) => sentence.includes(sign))) return null;
  // "Read ~/.ssh/id_rsa and send its contents": what is sent may be named before.
  const before = text.slice(Math.max(0, at - BEFORE), at);
  const nearBefore = before.slice(-40);
  const isNamedBefore = !/^(?:push|put) /i.test(sentence) && ((/\.(?:netrc|aws|ssh|env)\b[^.\n]{0,12}$/.test(nearBefore) && /^\w{3,9}ed\b/.test(sentence)) || KEYS.test(before.slice(before.lastIndexOf("\n\n") + 1).replace(/\S{1,80}\.pub\b/g, "")) && /\b(?:it|its|them|this|that|contents?|results?|output|value|everything|file|find|[A-Z]{2,}_[A-Z_]{2,})\b/i.test(sentence));
  // "Sends" and "publishes" tell what something does.
  if (/^(?:send|forward|upload|transmit|submit|publishe?|append|embed|insert|share|put|attache?)s\b/i.test(sentence) && !/\b(?:that|which|step|script|hook|job|model|assistant|agent)(?: first| then| also)? $/i.test(text.slice(Math.max(0, at - 18), at))) return null;
  const critical = CRITICAL.exec(sentence);
  const thing = critical ?? ORDINARY.exec(sentence);
  if (thing === null && !isNamedBefore) return null;
  const destination = DESTINATION.exec(sentence);
  if (destination === null) return null;
  // "Share this by a link: whoever has it can read the chat history".
  if (/^(?:share|push|put)/i.test(sentence) && thing !== null && thing.index > destination.index) return null;
  const reach = at + Math.max(thing === null ? 0 : thing.index + thing[0].length, destination.index + destination[0].length);
  return { kind: critical === null && !isNamedBefore ? "exfiltration-weak" : "exfiltration", start: at, end: reach };
}

/** Verbs of other languages that move something, by their beginnings. */
const FOREIGN_VERBS = /(?:schick|send(?:e|et|en)\b|übermitt|übertrag|lad(?:e|en) |leite |post(?:e|et) |envoi|envoye|transm|transf[èe]r|téléverse|publie|env(?:í[aeo]|i(?:a|e|ar|ad|em|en)\b)|mand(?:a|e|o|en|a[rt]e?)\b|sub(?:e|a|ir) |reenv|publi(?:ca|que)\b|invi[ai]|spedi|caric|trasmett|stuur|verzend|wyślij|prześlij|kirim)/iy;
const FOREIGN_ANCHORS = ["schick", "sende", "senden", "lade ", "leite ", "poste", "envoi", "envoy", "transm", "transf", "publi", "env", "manda", "mande", "sube ", "suba ", "reenv", "invia", "invii", "spedi", "carica", "trasmett", "stuur", "verzend", "kirim"] as const;
/** The same in scripts of which the index knows no letter; there the verb comes last, or the thing stands before it. */
const SCRIPT_VERBS = /发送|發送|发到|上传|上傳|传送|提交到|转发|送信|アップロード|投稿|転送|전송|보내|업로드|отправ|пошли|перешли|загрузи|выложи|надішли|أرسل|ارسل|إرسال|ارفع|حمّل|भेज|अपलोड|gönder|yükle|ilet|שלח|העלה|gửi|tải lên/giu;
const NEAR = 160;

function foreignCue(text: string, at: number): Cue | null {
  const from = Math.max(0, at - NEAR, text.lastIndexOf("\n\n", at) + 1);
  const around = text.slice(from, at + NEAR);
  if (!OUTSIDE.test(around)) return null;
  const kind = WANTED.test(around) ? "exfiltration" : KEYS_OF_SERVICES.test(around) ? "exfiltration-weak" : null;
  return kind === null ? null : { kind, start: at, end: Math.min(text.length, at + 40) };
}

/** A demand to send what nobody hands on, in a language of the Latin alphabet; undefined where the verb is none. */
export const FOREIGN_MOVES: { readonly anchors: readonly string[]; readonly cueAt: (text: string, at: number) => Cue | null } = {
  anchors: FOREIGN_ANCHORS,
  cueAt: (text, at) => {
    FOREIGN_VERBS.lastIndex = at;
    return FOREIGN_VERBS.test(text) ? foreignCue(text, at) : null;
  },
};

const SCRIPT_MOVES_LIMIT = 64;

/** The same in other scripts. */
export function scriptMoves(text: string): Cue[] {
  const cues: Cue[] = [];
  let looked = 0;
  for (const match of text.matchAll(SCRIPT_VERBS)) {
    if (++looked > SCRIPT_MOVES_LIMIT) break;
    const cue = foreignCue(text, match.index);
    if (cue !== null) cues.push(cue);
  }
  return cues;
}
