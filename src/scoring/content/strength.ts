import { DIGIT, LOWER, UPPER, classOf } from "./characters.js";

/** Values longer than this are judged by their beginning. */
const JUDGED_LENGTH = 256;

/** What a value is made of, counted in one walk. */
interface Make {
  readonly length: number;
  readonly distinct: number;
  readonly digits: number;
  readonly letters: number;
  /** Changes between lower case, upper case and digit from one character to the next: many in what a machine drew. */
  readonly changes: number;
  /** Neighbours that are equal or follow each other in the alphabet: `aaaa`, `1234`, `dcba`. */
  readonly steps: number;
}

function makeOf(value: string): Make {
  const seen = new Uint8Array(128);
  let distinct = 0;
  let digits = 0;
  let letters = 0;
  let changes = 0;
  let steps = 0;
  let before = 0;
  const length = Math.min(value.length, JUDGED_LENGTH);
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    const slot = code & 127;
    if (seen[slot] === 0) distinct += seen[slot] = 1;
    const kind = classOf(code) & (DIGIT | LOWER | UPPER);
    if (kind === DIGIT) digits++;
    else if (kind !== 0) letters++;
    if (kind !== 0 && before !== 0 && kind !== before) changes++;
    if (i > 0 && Math.abs(code - value.charCodeAt(i - 1)) <= 1) steps++;
    before = kind;
  }
  return { length, distinct, digits, letters, changes, steps };
}

function isSequence(make: Make): boolean {
  return make.length > 3 && make.steps * 2 >= make.length - 1;
}

/** Words that say "put yours here". The long ones anywhere, the short ones only where they stand alone. */
const STAND_IN =
  /example|placeholder|redacted|change[-_ ]?(?:me|this|it)|replace[-_ ]?(?:me|this|with)|not[-_ ]?a[-_ ]?real|insert[-_]|goes[-_]here|x{6,}|\*{3,}|\.{3,}|…|^(?:your|my|some|the)[-_A-Z]|(?:^|[-_.\s])(?:your|fake|dummy|sample|mock|todo|here|foo|bar)(?:[-_.\s]|$)/i;

/** Variables, templates, references and calls: the value is elsewhere. */
const REFERENCE =
  /^(?:\$\w+$|\$[({]|\$env:|%\w+%|%[sdv@]$|\{\{|\{[\w.$-]*\}$|#\{|<|@\w+@|__\w+__$|!(?:Ref|Sub|GetAtt|vault|reference)\b|ENC\[|op:\/\/|vault:|arn:aws|ref\+|env[:.]|file:|process\.env|import\.meta|os\.(?:environ|getenv)|System\.getenv|(?:secrets|config|settings|env|vars?|ctx|req|request|self|this|args|options|opts|params|props|data|body|local|github|inputs)\.)/;

const PLACEHOLDER = /^\[(?:secret|personal):[a-z0-9-]{1,40}:[0-9a-f]{4}\]$/;

const COMMON_WORDS = new Set(
  ("password passwd pass pwd secret token key api apikey auth user username admin root guest login default test testing demo dev local localhost none null nil undefined " +
    "true false yes no on off string number boolean any unknown object void required optional empty value my your the a an is super very strong secure safe new old " +
    "access private public client bearer basic jwt string123 password1 password123 pass123 test123 secret123 admin123 changeit letmein qwerty").split(" "),
);

/** Parts of a value at its separators and humps. */
function wordsOf(value: string): string[] {
  return value
    .slice(0, JUDGED_LENGTH)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** True for what stands in a value's place: a variable, a template, `<token>`, `xxx`, `changeme`, `1234`, an example. */
export function isStandIn(value: string): boolean {
  const head = value.slice(0, JUDGED_LENGTH);
  if (REFERENCE.test(head) || PLACEHOLDER.test(head) || STAND_IN.test(head)) return true;
  const make = makeOf(head);
  if (make.distinct <= 2 || isSequence(make)) return true;
  return wordsOf(head).every((word) => COMMON_WORDS.has(word));
}

/** True where all parts are plain words, short numbers, or words with a short number: a name, a path, prose, a version. */
export function isWordy(value: string): boolean {
  const parts = value.slice(0, JUDGED_LENGTH).split(/[-_./:\s@?=]+/);
  return parts.every((part) => /^(?:[A-Z]?[a-z]*(?:[A-Z][a-z]+)*[A-Z]{0,2}|[A-Z]+)\d{0,2}$|^\d{1,4}$|^v\d+$/.test(part));
}

/** Body of a token whose prefix is known: drawn by a machine, and not the prefix's name in a manual. */
export function isTokenBody(body: string): boolean {
  const make = makeOf(body);
  if (make.distinct < Math.min(7, make.length / 2) || isSequence(make)) return false;
  if (make.digits < 2 && make.changes < 4) return false;
  return !STAND_IN.test(body.slice(0, JUDGED_LENGTH));
}

/** A value without a format of its own that a machine drew: mixed, long enough, and no words. `length` is the least. */
export function isGenerated(value: string, length: number): boolean {
  if (value.length < length || isStandIn(value) || isWordy(value)) return false;
  const make = makeOf(value);
  return make.distinct >= Math.min(8, length - 1) && make.letters > 0 && (make.digits > 0 || make.changes >= 4) && make.changes * 8 >= make.length;
}

/** What a person may have chosen as a password: not a word, not a stand-in; at least one digit, symbol or odd change of case. */
export function isPasswordLike(value: string): boolean {
  if (value.length < 5 || isStandIn(value)) return false;
  const make = makeOf(value);
  if (make.distinct < 4) return false;
  const symbols = make.length - make.digits - make.letters;
  const plainSymbols = value.slice(0, JUDGED_LENGTH).replace(/[^-_.\s/:]/g, "").length;
  if (make.digits > 0 && make.letters > 0) return true;
  return symbols > plainSymbols || make.changes >= 4 || (make.digits >= 6 && make.letters === 0 && symbols === 0);
}
