import * as v from "valibot";
import { FINDING_STATES } from "../model/finding.js";
import { alert } from "./alerts.js";
import type { Contract } from "./channel.js";
import { engineStatus } from "./engine.js";
import { riskLevel } from "./rows.js";
import { dashboardFilter, widgetRequests } from "./widgets.js";

/** Longest file that the page may save, in UTF-16 code units. */
const LONGEST_FILE = 20_000_000;

/** Which findings the Risk Explorer is to list: what its own filter can say. Null is any, of states those that are not settled. */
export const wantedFindings = v.object({
  minLevel: v.nullable(riskLevel),
  state: v.nullable(v.picklist([...FINDING_STATES, "any"])),
  projectId: v.nullable(v.string()),
  /** Days back from now, or from the day of a moment on, in milliseconds since 1970. */
  since: v.nullable(v.union([v.object({ days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9_999)) }), v.object({ from: v.number() })])),
  /** Those of the workspace's folders alone. */
  here: v.boolean(),
});
export type WantedFindings = v.InferOutput<typeof wantedFindings>;

/** So many alerts stand above the cards, the newest. */
export const ALERTS_SHOWN = 3;

/** What the page asks of the host: the engine's aggregates with words in the reader's language, jumps, and a file to be saved. */
export const dashboardContract = {
  requests: {
    status: { params: v.object({}), result: engineStatus },
    ...widgetRequests,
    /** The host knows the workspace's folders; the page does not. */
    threatLevel: { params: v.object({ filter: dashboardFilter }), result: widgetRequests.threatLevel.result },
    openCall: { params: v.object({ sessionId: v.string(), callId: v.string() }), result: v.object({}) },
    openSession: { params: v.object({ sessionId: v.string() }), result: v.object({}) },
    openFindings: { params: wantedFindings, result: v.object({}) },
    openCoverage: { params: v.object({}), result: v.object({}) },
    /** Alerts that came while no page was there, the oldest first, each once; from then on the page is told. */
    alerts: { params: v.object({}), result: v.object({ alerts: v.array(alert) }) },
    refresh: { params: v.object({}), result: v.object({}) },
    /** Asks a person where to put a file, and writes it; `saved` is false where they thought better of it. */
    save: {
      params: v.object({ name: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/)), format: v.picklist(["svg", "csv"]), text: v.pipe(v.string(), v.maxLength(LONGEST_FILE)) }),
      result: v.object({ saved: v.boolean() }),
    },
  },
  events: {
    /** Something is not as it was: rows, or only how the engine is. At most four a second, and none while the page is hidden. */
    changed: v.object({ rows: v.boolean() }),
    alert,
  },
} as const satisfies Contract;
export type DashboardContract = typeof dashboardContract;
