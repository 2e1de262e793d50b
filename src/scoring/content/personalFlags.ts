import type { Anchor } from "./anchors.js";
import { findPersonalData } from "./personalData.js";

/** A kind of personal or regulated data in a text: how often, from where to where. */
export interface PersonalFlag {
  /** `personal:email`, `personal:phone`, `personal:iban`, `personal:payment-card` or `personal:health`. */
  readonly kind: string;
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/** A record of a patient has several of these; a text about medicine has one or two of them by chance. */
const HEALTH = /\b(?:patient(?:s|[ _]?id|[ _]?name)?|diagnos[ei]s|icd-?10(?:-?cm)?|medical[ _]record(?:[ _]number)?|mrn|prescription|medication|dosage|allerg(?:y|ies)|blood[ _](?:type|pressure)|insurance[ _](?:id|number)|date[ _]of[ _]birth|dob|physician|treatment|symptoms?|lab[ _]results?|hl7|fhir|ssn)\b/gi;
const HEALTH_HERE = new RegExp(HEALTH, "iy");
const LEAST_HEALTH_WORDS = 4;
/** The shortest of them have three letters, and something stands between them. */
const LEAST_HEALTH_TEXT = 4 * LEAST_HEALTH_WORDS - 1;

/**
 * Personal, health and payment data of a text, one entry a kind.
 *
 * @param apart ranges that are something else, as secrets are
 * @param health the words of health in it, where somebody looked for them
 */
export function personalFlags(text: string, apart: ReadonlyArray<{ readonly start: number; readonly end: number }>, health: HealthWords = healthWordsOf(text)): PersonalFlag[] {
  const flags = new Map<string, PersonalFlag>();
  for (const { kind, start, end } of findPersonalData(text)) {
    if (apart.some((range) => start < range.end && end > range.start)) continue;
    const before = flags.get(kind);
    flags.set(kind, before === undefined ? { kind, count: 1, start, end } : { ...before, count: before.count + 1, end });
  }
  return [...flags.values(), ...healthFlag(health)];
}

/** Words of health in a text. */
export interface HealthWords {
  /** Their beginnings, each once. */
  readonly words: Set<string>;
  count: number;
  /** -1 where there is none. */
  start: number;
  end: number;
}

export function noHealthWords(): HealthWords {
  return { words: new Set(), count: 0, start: -1, end: 0 };
}

/** A literal of each of them; what stands there is asked of the expression. */
export const HEALTH_ANCHORS: readonly Anchor<HealthWords>[] = [
  "patient", "diagnos", "icd", "medical", "mrn", "prescription", "medication", "dosage", "allerg", "blood", "insurance", "date of", "date_of", "dob", "physician", "treatment", "symptom", "lab result", "lab_result", "hl7", "fhir", "ssn",
].map((literal) => ({ literal, detect: (scanned, at, found) => noteHealthWord(scanned.text, at, found) }));

function noteHealthWord(text: string, at: number, found: HealthWords): void {
  HEALTH_HERE.lastIndex = at;
  const match = at < found.end ? null : HEALTH_HERE.exec(text);
  if (match !== null) note(match[0], at, found);
}

function healthWordsOf(text: string): HealthWords {
  const found = noHealthWords();
  if (text.length >= LEAST_HEALTH_TEXT) for (const match of text.matchAll(HEALTH)) note(match[0], match.index, found);
  return found;
}

function note(word: string, at: number, found: HealthWords): void {
  found.words.add(word.toLowerCase().slice(0, 5));
  if (found.start === -1) found.start = at;
  found.end = at + word.length;
  found.count++;
}

function healthFlag({ words, count, start, end }: HealthWords): PersonalFlag[] {
  return words.size < LEAST_HEALTH_WORDS ? [] : [{ kind: "personal:health", count, start, end }];
}
