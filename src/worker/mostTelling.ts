import { cutAt } from "../model/neutralise.js";
import type { Observation } from "../model/storage.js";
import type { KeyedHash } from "../scoring/content/mask.js";

/** Observations of one call that are kept one by one: an output may hold a secret on each of its lines. */
const MOST = 200;
/** UTF-16 code units of a place that are kept; a pointer has the keys of the arguments in it. */
const PLACE_LIMIT = 300;

/**
 * The observations of a call as they are kept: all of them, or of very many the worst. Of the rest the worst of each kind stands for those
 * like it and says how many they are, so that no kind is lost, nor a point.
 */
export function mostTelling(observations: readonly Observation[], keyedHash: KeyedHash): readonly Observation[] {
  const placed = observations.some(({ place }) => place.length > PLACE_LIMIT) ? observations.map((each) => ({ ...each, place: shortPlace(each.place, keyedHash) })) : observations;
  if (placed.length <= MOST) return placed;
  // Sorting is stable: of equals those that stand first are kept.
  const ordered = [...placed].sort((one, other) => (other.score ?? 0) - (one.score ?? 0));
  const rest = new Map<string, Observation>();
  for (const observation of ordered.slice(MOST)) {
    const { kind, place, count = 1 } = observation;
    const like = `${kind} ${place.startsWith("/") ? "arguments" : place}`;
    const worst = rest.get(like);
    rest.set(like, worst === undefined ? { ...observation, count } : { ...worst, count: worst.count! + count });
  }
  return [...ordered.slice(0, MOST), ...rest.values()];
}

/** Two places stay two. */
function shortPlace(place: string, keyedHash: KeyedHash): string {
  return place.length <= PLACE_LIMIT ? place : `${cutAt(place, PLACE_LIMIT)}…${keyedHash(place).slice(0, 8)}`;
}
