import * as v from "valibot";
import { FINDING_STATES } from "../model/finding.js";
import { GROUPINGS, LIST_ORDERS } from "../model/findingList.js";
import { callRow, levelCounts, sessionRow, untrustedText } from "./rows.js";

/** Which risky calls are listed, by what they are grouped, and in which order; see `model/findingList.ts`. */
export const groupedList = v.object({
  by: v.picklist(GROUPINGS),
  order: v.picklist(LIST_ORDERS),
  filter: v.object({
    minLevel: v.picklist(["critical", "high", "medium", "low"]),
    text: v.string(),
    tool: v.string(),
    project: v.string(),
    state: v.nullable(v.picklist([...FINDING_STATES, "any"])),
    since: v.nullable(v.number()),
    folders: v.pipe(v.array(v.string()), v.maxLength(100)),
  }),
  zoneMinutes: v.pipe(v.number(), v.minValue(-1_440), v.maxValue(1_440)),
});
export type GroupedList = v.InferOutput<typeof groupedList>;

export const groupRow = v.object({
  /** Names the group towards the engine; never shown as it is. */
  value: v.string(),
  /** A project's folder, a session's title, else the value. */
  title: untrustedText,
  calls: v.number(),
  byLevel: levelCounts,
  worstScore: v.number(),
  newest: v.number(),
  /** The session, where sessions are the groups. */
  session: v.nullable(sessionRow),
});
export type GroupRow = v.InferOutput<typeof groupRow>;

export const listedCall = v.object({ ...callRow.entries, sessionTitle: untrustedText });
export type ListedCall = v.InferOutput<typeof listedCall>;
