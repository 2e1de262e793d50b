import { RISK_LEVELS, type RiskLevel } from "../../src/model/risk.js";
import type { Theme } from "./theme.js";

const KINDS = ["command", "read", "write", "fetch", "other"];

export function isRiskLevel(name: string): name is RiskLevel {
  return (RISK_LEVELS as readonly string[]).includes(name);
}

export function seriesColour(theme: Theme, name: string): string {
  if (isRiskLevel(name)) return theme.levels[name];
  return theme.series[KINDS.indexOf(name)] ?? theme.muted;
}

/** A pattern for each series, so that the colour is not alone in telling them apart; the first and the last are plain. */
export function decalOf(theme: Theme, name: string): object | undefined {
  const pattern = PATTERNS[isRiskLevel(name) ? RISK_LEVELS.indexOf(name) : KINDS.indexOf(name)];
  return pattern ? { ...pattern, color: theme.contrast ? theme.background : "rgba(0, 0, 0, 0.35)" } : undefined;
}

const PATTERNS: ReadonlyArray<object | null> = [
  null,
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1.5, 4], rotation: Math.PI / 4 },
  { symbol: "circle", symbolSize: 0.6, dashArrayX: [[5, 5], [0, 5, 5, 0]], dashArrayY: [5, 0] },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 4] },
  null,
];
