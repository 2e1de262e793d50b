import { ThemeColor, ThemeIcon } from "vscode";
import type { RiskLevel } from "../../model/risk.js";

/** Each level has its own shape as well as its own colour, since a colour alone tells nothing to many people. */
const SHAPES: Readonly<Record<RiskLevel, string>> = {
  critical: "flame",
  high: "warning",
  medium: "info",
  low: "circle-outline",
  none: "circle-small",
};

/** The icon of a level, in the colours that package.json contributes. */
export function levelIcon(level: RiskLevel): ThemeIcon {
  return new ThemeIcon(SHAPES[level], new ThemeColor(`spotter.${level}`));
}
