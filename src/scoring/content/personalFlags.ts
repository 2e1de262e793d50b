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
const LEAST_HEALTH_WORDS = 4;
/** The shortest of them have three letters, and something stands between them. */
const LEAST_HEALTH_TEXT = 4 * LEAST_HEALTH_WORDS - 1;

/** Personal, health and payment data of a text, one entry a kind; `apart` are ranges that are something else, as secrets are. */
export function personalFlags(text: string, apart: ReadonlyArray<{ readonly start: number; readonly end: number }>): PersonalFlag[] {
  const flags = new Map<string, PersonalFlag>();
  for (const { kind, start, end } of findPersonalData(text)) {
    if (apart.some((range) => start < range.end && end > range.start)) continue;
    const before = flags.get(kind);
    flags.set(kind, before === undefined ? { kind, count: 1, start, end } : { ...before, count: before.count + 1, end });
  }
  return [...flags.values(), ...healthFlag(text)];
}

function healthFlag(text: string): PersonalFlag[] {
  if (text.length < LEAST_HEALTH_TEXT) return [];
  const words = new Set<string>();
  let [start, end, count] = [-1, 0, 0];
  for (const match of text.matchAll(HEALTH)) {
    words.add(match[0].toLowerCase().slice(0, 5));
    if (start === -1) start = match.index;
    end = match.index + match[0].length;
    count++;
  }
  return words.size < LEAST_HEALTH_WORDS ? [] : [{ kind: "personal:health", count, start, end }];
}
