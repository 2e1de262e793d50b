import type { SettledState } from "../model/finding.js";
import { counted } from "./counted.js";

/** How many findings are in each settled state. */
export type SettledCounts = Readonly<Record<SettledState, number>>;

/** Says how many findings a list leaves out since they are settled, and how to see them; empty where it leaves out none. */
export function leftOutWords(settled: SettledCounts, howToSee: string): string {
  const states = Object.entries(settled).filter(([, count]) => count > 0);
  if (states.length === 0) return "";
  const total = states.reduce((sum, [, count]) => sum + count, 0);
  return `Left out, since they are settled: ${counted(total)} (${states.map(([state, count]) => `${counted(count)} ${state}`).join(", ")}). '${howToSee}' lists them, too.\n`;
}
