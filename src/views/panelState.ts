import { isAtLeast, RISK_LEVELS, type RiskLevel } from "../model/risk.js";
import type { EngineStatus } from "../protocol/engine.js";
import type { EngineState } from "./engine/engineClient.js";

/** What the panel as a whole has to say. Each state in which the tree has no row has a welcome text in package.json. */
export const PANEL_STATES = ["starting", "reading", "resting", "noStorage", "nothingRisky", "findings", "failed"] as const;
export type PanelState = (typeof PANEL_STATES)[number];

/** The state to show while calls from `minLevel` on are listed. */
export function panelStateOf(engine: EngineState, minLevel: RiskLevel): PanelState {
  if (engine.kind !== "running") return engine.kind;
  const { status } = engine;
  if (status.phase === "failed") return "failed";
  if (RISK_LEVELS.some((level) => isAtLeast(level, minLevel) && status.byLevel[level] > 0)) return "findings";
  if (status.phase === "starting") return "starting";
  if (status.phase !== "following") return "reading";
  if (isResting(status)) return "resting";
  // Storage that was found just now: it is about to be read.
  if (status.readingMode === "live" && status.sources.some(({ problem, lastRead }) => problem === null && lastRead === null)) return "reading";
  return status.sources.some((source) => source.problem?.reason !== "not-found") ? "nothingRisky" : "noStorage";
}

/** Nothing was read of some storage yet, and nothing is until a person asks: that nothing is known says nothing. */
export function isResting({ readingMode, toolCalls, sources }: EngineStatus): boolean {
  return readingMode !== "live" && toolCalls === 0 && sources.some(({ lastRead }) => lastRead === null);
}
