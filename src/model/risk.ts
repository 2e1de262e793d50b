/** Risk levels, worst first: the order in which every list shows them. */
export const RISK_LEVELS = ["critical", "high", "medium", "low", "none"] as const;

export type RiskLevel = (typeof RISK_LEVELS)[number];

/** Lowest score (0 to 100) of each level; see docs/scoring.md. */
export const LEVEL_FLOOR: Readonly<Record<RiskLevel, number>> = {
  critical: 80,
  high: 60,
  medium: 30,
  low: 1,
  none: 0,
};

/** The level of a score from 0 to 100. */
export function levelOf(score: number): RiskLevel {
  return RISK_LEVELS.find((level) => score >= LEVEL_FLOOR[level]) ?? "none";
}

/** True when `level` is as bad as `floor` or worse. */
export function isAtLeast(level: RiskLevel, floor: RiskLevel): boolean {
  return RISK_LEVELS.indexOf(level) <= RISK_LEVELS.indexOf(floor);
}
