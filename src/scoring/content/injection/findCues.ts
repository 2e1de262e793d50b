import { isAscii } from "../../../model/ascii.js";
import { AnchorIndex, type Anchor } from "../anchors.js";
import { ScannedText } from "../scannedText.js";
import type { Cue } from "./cue.js";
import { DISGUISE_ANCHORS } from "./disguises.js";
import { ENGLISH_CUES, type PhraseCue } from "./englishCues.js";
import { FOREIGN_MOVES, MOVING_VERBS, exfiltrationCue, scriptMoves } from "./exfiltrationCues.js";
import { LATIN_CUES, SCRIPT_CUES } from "./languageCues.js";
import { LATIN_REQUESTS, SCRIPT_REQUESTS } from "./languageRequests.js";
import { REQUEST_CUES } from "./requests.js";

/** Cues of one text that are kept: more tell nothing more. */
const CUE_LIMIT = 64;
/** A sentence is looked at once, however many of its words could begin a phrase of this kind. */
const VERB_DISTANCE = 48;
/** An expression that begins at every third character of a hostile text would cost more than the text's length. */
const PHRASE_LIMIT = 20_000;

/** What the detectors of cues fill. */
export interface CueSearch {
  readonly cues: Cue[];
  disguised: boolean;
  phrases: number;
  lastVerb: number;
}

const NEGATION = /(?:\b(?:do not|don't|never|not|cannot|can't|must not|should not|refuse to|shouldn't|mustn't|won't|attempts? to|tries to|trying to|asks? (?:you |it |them |me )?to|asked to|requests? to|able to|order to|how to|users? to|model to|into|by|from)\s{1,4})$/i;

/** What a file for agents forbids is not asked for: "never run `git push --force`". */
const WANTS: ReadonlySet<string> = new Set(["sabotage", "demand-weak", "demand", "steering"] satisfies Cue["kind"][]);
const FORBIDDEN = /\b(?:never|do not|don't|must not|should not|cannot|can't|avoid|instead of|before you|without)\b[^,.;:!?\n]{0,40}$/i;

function anchorsOf(cue: PhraseCue): Anchor<CueSearch>[] {
  return cue.anchors.map((literal) => ({
    literal,
    detect: (scanned, at, search) => {
      if (search.cues.length >= CUE_LIMIT || ++search.phrases > PHRASE_LIMIT) return;
      const { text } = scanned;
      if (!scanned.startsWord(at) && /\w/.test(literal.charAt(0))) return;
      cue.expression.lastIndex = at;
      const match = cue.expression.exec(text);
      if (match === null) return;
      if (WANTS.has(cue.kind) && FORBIDDEN.test(text.slice(Math.max(0, at - 48), at))) return;
      if (cue.negatable === true && NEGATION.test(text.slice(Math.max(0, at - 24), at))) return;
      search.cues.push({ kind: cue.kind, start: at, end: at + match[0].length });
    },
  }));
}

const MOVES: Anchor<CueSearch>[] = MOVING_VERBS.map((literal) => ({
  literal,
  detect: (scanned, at, search) => {
    if (search.cues.length >= CUE_LIMIT || at - search.lastVerb < VERB_DISTANCE || !scanned.startsWord(at)) return;
    search.lastVerb = at;
    const cue = exfiltrationCue(scanned.text, at);
    if (cue !== null && !NEGATION.test(scanned.text.slice(Math.max(0, at - 24), at))) search.cues.push(cue);
  },
}));

const ABROAD: Anchor<CueSearch>[] = FOREIGN_MOVES.anchors.map((literal) => ({
  literal,
  detect: (scanned, at, search) => {
    if (search.cues.length >= CUE_LIMIT || ++search.phrases > PHRASE_LIMIT || !scanned.startsWord(at)) return;
    const cue = FOREIGN_MOVES.cueAt(scanned.text, at);
    if (cue !== null) search.cues.push(cue);
  },
}));

const SIGNS: Anchor<CueSearch>[] = DISGUISE_ANCHORS.map((literal) => ({
  literal,
  detect: (_scanned, _at, search) => {
    search.disguised = true;
  },
}));

export const CUE_ANCHORS: readonly Anchor<CueSearch>[] = [...[...ENGLISH_CUES, ...REQUEST_CUES, ...LATIN_CUES, ...LATIN_REQUESTS].flatMap(anchorsOf), ...MOVES, ...ABROAD, ...SIGNS];
const INDEX = new AnchorIndex(CUE_ANCHORS);

/** What one walk over a text finds. */
export interface FoundCues {
  readonly cues: readonly Cue[];
  /** A word stands there that may be one in disguise. */
  readonly disguised: boolean;
}

export function newCueSearch(): CueSearch {
  return { cues: [], disguised: false, phrases: 0, lastVerb: -VERB_DISTANCE };
}

/** The cues of a text, in order of their kinds and places. Linear in the text; throws nothing. */
export function findCues(text: string): FoundCues {
  const search = newCueSearch();
  INDEX.scan(new ScannedText(text), search);
  return cuesOf(search, text);
}

/** What the detectors found in a text, and the cues in scripts of which the index knows no letter. */
export function cuesOf(search: CueSearch, text: string): FoundCues {
  if (!isAscii(text)) for (const cue of scriptCues(text)) search.cues.push(cue);
  return search;
}

/** A character of one of the scripts: a look that most texts pass, which hold dashes and ticks beyond ASCII and no more. */
// eslint-disable-next-line no-misleading-character-class -- ranges of scripts, and no characters that combine
const ANY_SCRIPT = /[\u0370-\u06ff\u0900-\u097f\u0e00-\u0e7f\u1ea0-\u1ef9\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3ăđơưĂĐƠƯğışİŞĞ]/;
const SCRIPTS = [...SCRIPT_CUES, ...SCRIPT_REQUESTS];

function scriptCues(text: string): Cue[] {
  if (!ANY_SCRIPT.test(text)) return [];
  const cues: Cue[] = scriptMoves(text);
  for (const { kind, script, expression } of SCRIPTS) {
    if (!script.test(text)) continue;
    let count = 0;
    for (const match of text.matchAll(expression)) {
      cues.push({ kind, start: match.index, end: match.index + match[0].length });
      if (++count >= CUE_LIMIT) break;
    }
  }
  return cues;
}
