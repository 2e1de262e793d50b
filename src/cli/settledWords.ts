import type { SettledState } from "../model/finding.js";
import { counted } from "./counted.js";

/** How many findings are in each settled state. */
export type SettledCounts = Readonly<Record<SettledState, number>>;

/**
 * Says how many findings a list leaves out since they are settled, and how to see them; empty where it leaves out none.
 *
 * @param partly how many of the suppressed ones are listed all the same, and only calls of them are left out
 */
export function leftOutWords(settled: SettledCounts, partly: number, howToSee: string): string {
  const states = Object.entries(settled).filter(([, count]) => count > 0);
  if (states.length === 0) return "";
  const total = states.reduce((sum, [, count]) => sum + count, 0);
  return `Left out, since they are settled: ${counted(total)} (${states.map(([state, count]) => `${counted(count)} ${state}`).join(", ")})${partlyWords(partly)}. '${howToSee}' lists them, too.\n`;
}

function partlyWords(partly: number): string {
  if (partly === 0) return "";
  return partly === 1 ? "; 1 of them stays listed, and only calls of it are suppressed" : `; ${counted(partly)} of them stay listed, and only calls of them are suppressed`;
}
