import { levelOf, RISK_LEVELS, type RiskLevel } from "../src/model/risk.js";
import type { DashboardStrings } from "../src/protocol/dashboardStrings.js";
import type { LevelCounts } from "../src/protocol/rows.js";
import { element } from "./element.js";
import { fill } from "./text.js";
import { number } from "./words.js";

/** A level's shape and colour; words stand beside it. */
export function levelMark(level: RiskLevel): HTMLElement {
  return element("span", { class: `mark ${level}`, "aria-hidden": "true" });
}

/** A level's shape and name. */
export function levelLabel(strings: DashboardStrings, level: RiskLevel, text: string = strings[level]): HTMLElement {
  return element("span", { class: "level" }, levelMark(level), text);
}

/** The level of a score, and the score. */
export function scoreLabel(strings: DashboardStrings, score: number): HTMLElement {
  const level = levelOf(score);
  const label = levelLabel(strings, level);
  label.append(element("span", { class: "points", title: fill(strings.score, score) }, String(score)));
  return label;
}

/** Calls by level as one bar, as long as its share of the longest. Its words are the title, and the table's other columns. */
export function levelBar(strings: DashboardStrings, counts: LevelCounts, share: number): HTMLElement {
  const bar = element("span", { class: "spread", title: levelWords(strings, counts), "aria-hidden": "true" });
  bar.style.width = `${Math.max(2, Math.round(share * 100))}%`;
  for (const level of RISK_LEVELS.filter((each) => counts[each] > 0)) {
    const part = element("span", { class: level });
    part.style.flexGrow = String(counts[level]);
    bar.append(part);
  }
  return bar;
}

/** `2 critical, 1 high`: the levels that occur, worst first. */
export function levelWords(strings: DashboardStrings, counts: LevelCounts): string {
  return RISK_LEVELS.filter((level) => counts[level] > 0).map((level) => `${number(counts[level])} ${strings[level]}`).join(", ");
}

/** How full a cell of a heat map is, in percent: so little that the text on it is read easily in every theme. */
export function heatOf(value: number, most: number): number {
  return Math.round(6 + 30 * Math.sqrt(value / most));
}
