import * as v from "valibot";
import { FINDING_STATES } from "../../src/model/finding.js";
import { riskLevel } from "../../src/protocol/rows.js";
import type { DashboardFilter } from "../../src/protocol/widgets.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Spans that end now, in milliseconds. */
const SPANS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;
export const NAMED_SPANS = ["day", "week", "month", "all"] as const;

/** What a person chose in the filter bar. A named span moves with the clock, a chosen one stays. */
export const filterChoice = v.object({
  time: v.union([v.picklist(NAMED_SPANS), v.object({ from: v.number(), to: v.number() })]),
  projectId: v.nullable(v.string()),
  agent: v.nullable(v.string()),
  technique: v.nullable(v.string()),
  minLevel: riskLevel,
  state: v.nullable(v.picklist([...FINDING_STATES, "any"])),
});
export type FilterChoice = v.InferOutput<typeof filterChoice>;

export const NO_FILTER: FilterChoice = { time: "month", projectId: null, agent: null, technique: null, minLevel: "none", state: null };

/** True when a person chose something. */
export function narrows(choice: FilterChoice): boolean {
  return choice.time !== NO_FILTER.time || choice.projectId !== null || choice.agent !== null || choice.technique !== null || choice.minLevel !== NO_FILTER.minLevel || choice.state !== null;
}

/** The choice as widgets ask by it. The beginning is a whole hour, as counts are, so that the same is asked within one. */
export function filterOf(choice: FilterChoice, now: number, zone: string): DashboardFilter {
  const { time, projectId, agent, technique, minLevel, state } = choice;
  const span = typeof time === "object" ? time : { from: time === "all" ? null : Math.floor((now - SPANS[time]) / HOUR_MS) * HOUR_MS, to: null };
  return { from: span.from, to: span.to, projectId, agent, technique, minLevel, state, zone };
}

/** A span from two moments, whichever came first, in whole hours of the reader's clock and of one at least. */
export function chosenSpan(one: number, other: number): { readonly from: number; readonly to: number } {
  const from = hourOfClock(Math.min(one, other), Math.floor);
  return { from, to: Math.max(from + HOUR_MS, hourOfClock(Math.max(one, other), Math.ceil)) };
}

/** Where an hour of the reader's clock begins, which in some zones is no whole hour of UTC. */
function hourOfClock(time: number, round: (hours: number) => number): number {
  const ahead = -new Date(time).getTimezoneOffset() * 60_000;
  return round((time + ahead) / HOUR_MS) * HOUR_MS - ahead;
}
