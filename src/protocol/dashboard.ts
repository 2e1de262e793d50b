import * as v from "valibot";
import type { Contract } from "./channel.js";
import { callRow, sessionRow } from "./rows.js";
import { engineStatus } from "./engine.js";

export const dashboardState = v.object({
  status: engineStatus,
  newestRisky: v.array(callRow),
  topSessions: v.array(sessionRow),
  /** When these numbers were asked of the engine; milliseconds since 1970. */
  asOf: v.number(),
});
export type DashboardState = v.InferOutput<typeof dashboardState>;

/** What the dashboard's page may ask of the extension host: numbers and jumps, nothing else. */
export const dashboardContract = {
  requests: {
    state: { params: v.object({}), result: dashboardState },
    openCall: { params: v.object({ sessionId: v.string(), callId: v.string() }), result: v.object({}) },
    openSession: { params: v.object({ sessionId: v.string() }), result: v.object({}) },
    refresh: { params: v.object({}), result: v.object({}) },
  },
  events: {
    state: dashboardState,
  },
} as const satisfies Contract;
export type DashboardContract = typeof dashboardContract;
