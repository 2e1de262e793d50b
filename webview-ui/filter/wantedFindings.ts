import type { WantedFindings } from "../../src/protocol/dashboard.js";
import type { FilterChoice } from "./filterChoice.js";

type Since = WantedFindings["since"];

const DAY_MS = 86_400_000;
const SINCE = { day: { days: 1 }, week: { days: 7 }, month: { days: 30 }, all: null } as const;

/**
 * The findings that the dashboard's filter leaves, as far as the Risk Explorer's can say it: it knows no agent, no technique and no end of a span.
 *
 * @param changes what is not as the filter has it; a beginning narrows the filter's, null drops it
 * @param now milliseconds since 1970
 */
export function wantedBy({ time, projectId, minLevel, state }: FilterChoice, changes: Partial<WantedFindings>, now: number): WantedFindings {
  const since = typeof time === "object" ? { from: time.from } : SINCE[time];
  return { minLevel: minLevel === "none" ? null : minLevel, state, projectId, since, here: false, ...changes, ...(changes.since ? { since: laterOf(since, changes.since, now) } : {}) };
}

function laterOf(one: Since, other: Since, now: number): Since {
  const begin = (since: Since): number => (since === null ? -Infinity : "days" in since ? now - since.days * DAY_MS : since.from);
  return begin(one) >= begin(other) ? one : other;
}
