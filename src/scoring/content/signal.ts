import type { Observation } from "./observation.js";

/** An observation that counts for itself: what inspection adds up. */
export interface Signal extends Observation {
  /** 1 to 100, as for a reason of an assessment. */
  readonly score: number;
}
