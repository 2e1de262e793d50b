import type { Decision } from "../../model/decision.js";
import { RequestError } from "../../protocol/channel.js";
import type { Store } from "../../store/store.js";

export interface TriageParts {
  readonly store: Store;
  /** Tells of a decision: the sessions whose findings it is about; null for many. */
  readonly changed: (sessions: ReadonlySet<string> | null) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What undoes all of these. */
export function actOf([first]: readonly Decision[]): string {
  return first!.act ?? first!.id;
}

/** A finding that is named and is not there. */
export function endedFinding(): RequestError {
  return new RequestError("ended", "There is no such finding any more: its calls are judged otherwise by now, or were forgotten. Nothing was decided. List the findings again.");
}

/** @throws {RequestError} `past` for an expiry that has passed: the decision would hold for nothing */
export function futureExpiry(expires: number | null, now: number): number | null {
  if (expires !== null && expires <= now) throw new RequestError("past", "The expiry is in the past. Name a day that is still to come.");
  return expires;
}
