import { AnchorIndex, reportingTo } from "./anchors.js";
import { SECRET_ANCHORS, secretsAmong } from "./findSecrets.js";
import { CUE_ANCHORS, cuesOf, newCueSearch, type CueSearch, type FoundCues } from "./injection/findCues.js";
import type { Candidate, Observation } from "./observation.js";
import { HEALTH_ANCHORS, noHealthWords, type HealthWords } from "./personalFlags.js";
import { ScannedText } from "./scannedText.js";

interface Found {
  readonly candidates: Candidate[];
  readonly search: CueSearch;
  readonly health: HealthWords;
}

/** What was found in one walk over a text, for each of those who look for it. */
export interface Walked {
  readonly secrets: readonly Observation[];
  readonly cues: FoundCues;
  readonly health: HealthWords;
}

/** Longer texts are looked at in windows, by each for himself: what a search remembers stays small. In UTF-16 code units. */
export const WALK_LIMIT = 512 * 1024;

const INDEX = new AnchorIndex<Found>([
  ...reportingTo(SECRET_ANCHORS, ({ candidates }: Found) => candidates),
  ...reportingTo(CUE_ANCHORS, ({ search }: Found) => search),
  ...reportingTo(HEALTH_ANCHORS, ({ health }: Found) => health),
]);

/**
 * Looks for all that begins with an anchor at once: outputs are most of what is read, and walking over a text costs more than what is
 * found in it. Undefined for a text that is too long for that.
 */
export function walkText(text: string): Walked | undefined {
  if (text.length > WALK_LIMIT) return undefined;
  const found: Found = { candidates: [], search: newCueSearch(), health: noHealthWords() };
  INDEX.scan(new ScannedText(text), found);
  return { secrets: secretsAmong(found.candidates, text), cues: cuesOf(found.search, text), health: found.health };
}
