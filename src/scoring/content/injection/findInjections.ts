import type { Signal } from "../signal.js";
import { concealedPlaceAt, type ConcealedPlace } from "./concealedPlaces.js";
import { CUE_POINTS, pointsOf, type Cue } from "./cue.js";
import { disguisedPassages } from "./disguises.js";
import { isMentioned, topicWords } from "./documentation.js";
import { encodedBlocks, type EncodedBlock } from "./encodedBlocks.js";
import { findCues, type FoundCues } from "./findCues.js";
import { foldText, placeOf, type FoldedText } from "./foldedText.js";

/** Cues this far from each other do not belong together. */
const PASSAGE_GAP = 700;
/** Added where the reader was not meant to see it. */
const CONCEALED = 30;
/** What is worth less is said in every manual, and no observation. */
const LEAST = 20;
/** An article on the topic: so many of its words around. */
const ARTICLE_WORDS = 4;

/** Cues that any read-me has: they add to others, and are nothing by themselves. */
const SUPPORTING: ReadonlySet<string> = new Set(["run", "remote-code", "urgency", "role", "exfiltration-weak", "steering", "sabotage", "demand-weak"] satisfies Cue["kind"][]);

/** Terms of use say that a user agreed, and manuals what to delete: who is not spoken to is asked for nothing. */
const UNADDRESSED = 0.6;

/** Who speaks in the text: what a user says to the agent is no attack, unless it was pasted. */
export type Voice = "outside" | "user" | "agent";

/**
 * Instructions to the agent in a text that it read: phrases in several languages, hidden by markup, characters or encodings. What is quoted
 * by those who write about such attacks counts for little. Linear in the text; throws nothing.
 *
 * @param known the cues of the text as it is, where somebody looked for them
 */
export function findInjections(text: string, voice: Voice, known?: FoundCues): Signal[] {
  const folded = foldText(text);
  const { cues, disguised } = folded.offsets === null && known !== undefined ? known : findCues(folded.text);
  const found = passagesOf(cues).flatMap((passage) => judgePassage(text, folded, passage, voice));
  for (const block of encodedBlocks(text)) found.push(...judgeHidden(block, "injection:encoded"));
  if (disguised) for (const block of disguisedPassages(folded.text)) found.push(...judgeHidden({ ...block, start: placeOf(folded, block.start), end: placeOf(folded, block.end) }, "injection:disguised"));
  return found;
}

/** What a hidden text says, found elsewhere: tag characters, or an encoded block. Nothing where it tells the agent nothing. */
export function judgeHidden(block: EncodedBlock, kind: string): Signal[] {
  const { cues } = findCues(foldText(block.decoded).text);
  const nested = cues.length > 0 ? [] : encodedBlocks(block.decoded).flatMap((inner) => findCues(inner.decoded).cues);
  const points = pointsOf([...cues, ...nested]);
  return points < 15 ? [] : [{ kind, start: block.start, end: block.end, score: Math.min(95, Math.round(points) + CONCEALED) }];
}

function passagesOf(cues: readonly Cue[]): Cue[][] {
  const passages: Cue[][] = [];
  for (const cue of [...cues].sort((a, b) => a.start - b.start)) {
    const last = passages.at(-1);
    if (last !== undefined && cue.start - last.at(-1)!.end <= PASSAGE_GAP) last.push(cue);
    else passages.push([cue]);
  }
  return passages;
}

function judgePassage(text: string, folded: FoldedText, cues: readonly Cue[], voice: Voice): Signal[] {
  // Hidden or not it would come to nothing; most passages of honest texts are such.
  if (isMarginal(cues)) return [];
  const places = cues.map((cue) => concealedPlaceAt(folded.text, cue.start));
  const inPlace = places.findIndex((place) => place !== null);
  const place = inPlace === -1 ? null : places[inPlace]!;
  // A comment that is shown in an article, in a sentence or a block of code, is seen.
  const isShown = place !== null && topicWords(folded.text, place.start) >= 2 && isMentioned(folded.text, place);
  const concealed = place === null || isShown ? [] : cues.filter((_cue, index) => places[index] !== null);
  const hidden = pointsOf(concealed) >= 15 && !isMarginal(concealed) ? pointsOf(concealed) + CONCEALED : 0;
  const spoken = cues.filter((cue) => !isMentionedHere(folded.text, cue));
  const isAgreedAlone = spoken.every((cue) => cue.kind === "consent" || SUPPORTING.has(cue.kind));
  const open = (isAgreedAlone ? UNADDRESSED : 1) * articleShare(folded.text, cues) * pointsOf(spoken) * voiceShare(cues, voice);
  const score = Math.min(95, Math.round(Math.max(hidden, open)));
  if (score < LEAST || cues.every((cue) => SUPPORTING.has(cue.kind)) && hidden === 0) return [];
  const [kind, start, end] = hidden >= open && place !== null ? [`injection:${place.kind}`, ...rangeOf(place, concealed)] as const : [`injection:${worst(spoken)}`, spoken[0]!.start, Math.max(...spoken.map((cue) => cue.end))] as const;
  return [{ kind, start: placeOf(folded, start), end: Math.min(text.length, placeOf(folded, end)), score }];
}

const MARGINAL: ReadonlySet<string> = new Set(["run", "urgency", "role", "sabotage", "steering", "demand-weak", "exfiltration-weak"] satisfies Cue["kind"][]);

/** "Do not edit, run `make docs` instead" is a comment like any other. */
function isMarginal(cues: readonly Cue[]): boolean {
  return new Set(cues.map((cue) => cue.kind)).size === 1 && MARGINAL.has(cues[0]!.kind);
}

function rangeOf(place: ConcealedPlace, cues: readonly Cue[]): readonly [number, number] {
  return [Math.min(place.start, cues[0]!.start), Math.max(place.end, cues.at(-1)!.end)];
}

function isMentionedHere(text: string, cue: Cue): boolean {
  return topicWords(text, cue.start) >= 1 && isMentioned(text, cue);
}

/** An article about attacks speaks of them in its own words, too. */
function articleShare(text: string, cues: readonly Cue[]): number {
  return topicWords(text, cues[0]!.start) >= ARTICLE_WORDS ? 0.5 : 1;
}

/** The user may tell the agent to forget what was said; only more than that is strange. What the agent wrote is judged in between. */
function voiceShare(cues: readonly Cue[], voice: Voice): number {
  const kinds = new Set(cues.map((cue) => cue.kind.replace(/-weak$/, "")));
  return voice === "user" && kinds.size === 1 ? 0.5 : 1;
}

function worst(cues: readonly Cue[]): string {
  return cues.reduce((best, cue) => (CUE_POINTS[cue.kind] > CUE_POINTS[best.kind] ? cue : best)).kind;
}
