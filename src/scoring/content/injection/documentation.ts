import type { Cue } from "./cue.js";

/** Words of those who write about such attacks, or defend against them. */
const TOPIC =
  /prompt[- _]?injections?|injections? (?:de |di )?prompts?|inyecci[oó]n(?:es)? de (?:prompts?|instrucciones)|iniezione di prompt|injeç(?:ão|ões) de prompts?|промпт-инъекц|внедрени\p{L}{1,2} (?:промпт|инструкц)|프롬프트 ?(?:인젝션|주입)|حقن (?:الأوامر|المطالبات|التعليمات)|प्रॉम्प्ट इंजेक्शन|istem enjeksiyonu|prompt enjeksiyonu|jailbreak(?:s|ing)?\b(?! mode)|injection (?:attacks?|attempts?|detect\w{0,5}|patterns?)|red[- ]?team\w{0,4}|guardrails?|adversarial|owasp|llm0?1\b|malicious (?:prompts?|instructions?|inputs?|content|users?)|untrusted|attackers?|\battacks?\b|payloads?|detect(?:s|ed|or|ion|ing)?\b|classif\w{1,6}|saniti[sz]\w{1,5}|vulnerab\w{1,8}|exploits?\b|mitigat\w{1,5}|security|heuristics?|false[- ]positives?|benchmark|test[_ ]?cases?|fixtures?|\bassert\w{0,12}|\bexpect\(|\bdescribe\(|\bit\(["'`]|def test_|blocklist|denylist|\bnocase\b|\bcondition:|\bkeywords\b|\bguards?\b|\bblocks \b|\.test\.|suspicious|patterns?\b|regex\w{0,3}|re\.compile|RegExp|hidden instructions|threat model|phishing|filter(?:s|ed|ing)?\b|\blabels?\b|dataset|angriff\w{0,4}|sicherheit\w{0,8}|erkenn\w{1,6}|attaque\w{0,3}|ataque\w{0,3}|attacc\w{1,4}|注入|攻击|攻撃|インジェクション|инъекци|атак|공격|هجوم|هجمات|saldırı|हमल/giu;
const TOPIC_WINDOW = 6_000;

/** Different words of the topic around a place. */
export function topicWords(text: string, at: number): number {
  const words = new Set<string>();
  const around = text.slice(Math.max(0, at - TOPIC_WINDOW), at + TOPIC_WINDOW);
  for (const match of around.matchAll(TOPIC)) {
    words.add(match[0].toLowerCase().slice(0, 6));
    if (words.size >= 6) break;
  }
  return words.size;
}

const OPENING = /["'`“‘«„「『/]/;
const INTRODUCES = /(?:such as|like|e\.g\.|for example|for instance|phrases?|says?|saying|said|reads?|contains?|containing|prompts?|strings?|messages?|texts?|inputs?|instructions?|examples?|attempts? to|asking|asks|tell(?:s|ing)|telling it to|telling the \w{1,12} to|trick\w{0,4}|zum beispiel|z\. ?b\.|wie|comme|como|come|例如|比如|「|“)[\s:,"'`*_(<!-]{1,8}$/i;

/**
 * True where a cue is spoken of and not spoken: quoted, in a code block, a list of patterns or a table, or introduced as an example.
 * The quote has to close again behind it, on its line or the next.
 */
export function isMentioned(text: string, cue: Omit<Cue, "kind">): boolean {
  const lineStart = text.lastIndexOf("\n", cue.start - 1) + 1;
  const before = text.slice(Math.max(lineStart, cue.start - 200), cue.start);
  const after = text.slice(cue.end, cue.end + 400);
  const quote = lastOpening(before);
  if (quote !== null && closes(quote, after)) return true;
  if (INTRODUCES.test(before)) return true;
  return isInFence(text, cue.start) || /^\s{0,8}(?:>|\|)/.test(text.slice(lineStart, lineStart + 12));
}

const PARTNER: Readonly<Record<string, string>> = { "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」", "『": "』" };

/** The sign that opened last on the line and is not closed before the cue. */
function lastOpening(before: string): string | null {
  for (let at = before.length - 1; at >= 0; at--) {
    const char = before.charAt(at);
    if (!OPENING.test(char)) continue;
    const partner = PARTNER[char] ?? char;
    // An apostrophe stands inside of a word.
    if (char === "'" && /\w/.test(before.charAt(at - 1)) && /\w/.test(before.charAt(at + 1))) continue;
    if (partner !== char || count(before, char) % 2 === 1) return char;
  }
  return null;
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

function closes(quote: string, after: string): boolean {
  const partner = PARTNER[quote] ?? quote;
  const at = after.indexOf(partner);
  return at !== -1 && count(after.slice(0, at), "\n") <= 1;
}

function isInFence(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 20_000), at);
  let fences = 0;
  for (let fence = before.indexOf("```"); fence !== -1; fence = before.indexOf("```", fence + 3)) fences++;
  return fences % 2 === 1;
}
