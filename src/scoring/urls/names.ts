import { isAscii } from "../../model/ascii.js";

/** Names of services that people log in to, as look-alike hosts imitate them. */
const KNOWN: readonly string[] = "github gitlab bitbucket google gmail youtube microsoft office apple icloud amazon aws paypal npmjs pypi docker cloudflare openai anthropic slack dropbox facebook instagram whatsapp okta stripe atlassian linkedin twitter heroku vercel netlify binance coinbase reddit ebay netflix steam discord telegram yahoo wikipedia rust-lang crates kubernetes python nodejs ubuntu debian".split(" ");
/** Letters of other scripts that look like Latin ones, one for one (a selection of Unicode's confusables). */
const ALIKE: ReadonlyMap<string, string> = new Map("аa сc ԁd еe һh іi јj ӏl ոn оo рp ԛq гr ѕs тt υu νv ѡw хx уy кk мm вb нh οo αa ρp ιi κk τt χx γy єe ɡg ɑa ıi".split(" ").map((pair) => [pair[0]!, pair[1]!] as const));
const SCRIPTS: readonly RegExp[] = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Hebrew}/u, /\p{Script=Arabic}/u, /\p{Script=Cherokee}/u];

/**
 * True for a host with a label that is written to be taken for another: letters of several alphabets in one label, letters
 * that all look like Latin ones, a known name with an accent, or an encoding that cannot be read. A word of a real language is none.
 */
export function isDeceptiveName(host: string): boolean {
  return host.split(".").some((label) => {
    const text = label.startsWith("xn--") ? decodePunycode(label.slice(4)) : label;
    if (text === null) return true;
    if (isAscii(text)) return false;
    const letters = text.replace(/[\d_-]/g, "");
    if (SCRIPTS.filter((script) => script.test(letters)).length > 1) return true;
    if ([...letters].every((letter) => ALIKE.has(letter))) return true;
    const skeleton = [...text.normalize("NFKD").replace(/\p{Mark}/gu, "")].map((letter) => ALIKE.get(letter) ?? letter).join("");
    const plain = text.replace(/[^a-z]/g, "");
    return KNOWN.some((name) => name === skeleton || (plain.length >= 4 && name.length - plain.length <= 2 && leavesOut(plain, name)));
  });
}

/** True for a name without some of its letters, in their order. */
function leavesOut(part: string, name: string): boolean {
  let at = 0;
  for (const letter of name) if (letter === part[at]) at++;
  return at === part.length;
}

/** A label of an internationalised name after its `xn--` (RFC 3492); null where it is not well formed. */
export function decodePunycode(text: string): string | null {
  const basic = text.lastIndexOf("-");
  const out = basic > 0 ? [...text.slice(0, basic)] : [];
  let [code, position, bias] = [128, 0, 72];
  for (let at = basic > 0 ? basic + 1 : 0; at < text.length; ) {
    const before = position;
    for (let weight = 1, threshold = 36; ; threshold += 36) {
      const digit = digitOf(text.charCodeAt(at++));
      if (digit === null) return null;
      position += digit * weight;
      const least = Math.min(26, Math.max(1, threshold - bias));
      if (digit < least) break;
      weight *= 36 - least;
      if (position > 0x7fffffff || weight > 0x7fffffff) return null;
    }
    bias = adapted(position - before, out.length + 1, before === 0);
    code += Math.floor(position / (out.length + 1));
    position %= out.length + 1;
    if (code > 0x10ffff) return null;
    out.splice(position++, 0, String.fromCodePoint(code));
  }
  return out.join("");
}

function digitOf(code: number): number | null {
  if (code >= 48 && code <= 57) return code - 22;
  const letter = code | 32;
  return letter >= 97 && letter <= 122 ? letter - 97 : null;
}

function adapted(delta: number, length: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? 700 : 2));
  rest += Math.floor(rest / length);
  let bias = 0;
  for (; rest > 455; bias += 36) rest = Math.floor(rest / 35);
  return bias + Math.floor((36 * rest) / (rest + 38));
}
