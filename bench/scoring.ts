import type { ScoringInput } from "../src/model/assessment.js";
import { assess } from "../src/scoring/assess.js";
import { type Row, timed } from "./table.js";
import { commandAt } from "./workload.js";

const COMMANDS = 20_000;

/** Inputs made to be slow, each up to 1 MB. */
const HOSTILE: ReadonlyArray<readonly [string, string]> = [
  ["1 MB of nested substitutions", "$(".repeat(500_000)],
  ["1 MB of words", "a ".repeat(500_000)],
  ["1 MB of pipes", "a|".repeat(500_000)],
  ["1 MB of quotes", "'".repeat(999_999)],
  ["1 MB of backslashes", "\\".repeat(1_000_000)],
  ["1 MB of braces", "{a,".repeat(333_000)],
  ["1 MB of assignments", "a=$a; ".repeat(160_000)],
  ["1 MB of base64 to a shell", `echo ${"QUFB".repeat(250_000)} | base64 -d | sh`],
];

function command(text: string): ScoringInput {
  return { tool: "bash", arguments: { command: text }, cwd: "/home/dev/shop", project: "/home/dev/shop" };
}

export function benchScoring(): Row[] {
  for (let index = 0; index < 2_000; index++) assess(command(commandAt(index)));
  const took = timed(() => {
    for (let index = 0; index < COMMANDS; index++) assess(command(commandAt(index)));
  });
  const rows: Row[] = [{ name: "commands scored in a second", value: (COMMANDS / took) * 1000, unit: "/s", limit: 20_000, more: "is better" }];
  for (const [name, text] of HOSTILE) rows.push({ name, value: timed(() => void assess(command(text))), unit: "ms", limit: 100 });
  return rows;
}
