import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ScoringInput } from "../src/model/assessment.js";
import { assessWithRules } from "../src/scoring/sigma/assessWithRules.js";
import { parseRules } from "../src/scoring/sigma/parseRules.js";
import { SigmaRuleSet } from "../src/scoring/sigma/ruleSet.js";
import { type Row, timed } from "./table.js";
import { commandAt } from "./workload.js";

const COMMANDS = 10_000;
const FOLDERS = ["process_creation", "file_event", "network_connection"];

function input(command: string): ScoringInput {
  return { tool: "bash", arguments: { command }, cwd: "/home/dev/shop", project: "/home/dev/shop" };
}

/** As many rules as a large team has, each with words, an exception and an expression of its own. */
function ownRules(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `title: Rule ${index}
id: bench-${index}
logsource: {category: process_creation}
detection:
    image: {Image|endswith: ['/curl', '/npm', '/tool-${index}']}
    words: {CommandLine|contains|all: [' --flag-${index % 50}', 'x${index}']}
    expression: {CommandLine|re: '(a+)+b${index}$'}
    filter: {CommandLine|contains: '--dry-run'}
    condition: (image and words) or (image and expression) and not filter
`);
}

function published(checkout: string): string[] {
  return FOLDERS.flatMap((folder) => {
    const path = join(checkout, "rules", "linux", folder);
    return readdirSync(path).filter((name) => name.endsWith(".yml")).map((name) => readFileSync(join(path, name), "utf8"));
  });
}

/** Whole assessments with users' rules. With SIGMA_CHECKOUT set also with all Linux rules of that checkout of SigmaHQ/sigma. */
export function benchSigma(): Row[] {
  const checkout = process.env["SIGMA_CHECKOUT"];
  const sets: Array<readonly [string, string[]]> = [["500 rules made for this", ownRules(500)]];
  if (checkout !== undefined) sets.push(["all SigmaHQ rules for Linux", published(checkout)]);
  return sets.flatMap(([name, texts]) => {
    const rules = texts.flatMap((text) => parseRules(text).rules).map((rule) => ({ ...rule, maturity: "stable" as const }));
    let set = new SigmaRuleSet([]);
    const compiling = timed(() => (set = new SigmaRuleSet(rules)));
    for (let index = 0; index < 1_000; index++) assessWithRules(set, input(commandAt(index)));
    const took = timed(() => {
      for (let index = 0; index < COMMANDS; index++) assessWithRules(set, input(commandAt(index)));
    });
    return [
      { name: `commands a second with ${name} (${rules.length})`, value: (COMMANDS / took) * 1000, unit: "/s", limit: 3_000, more: "is better" },
      { name: `compiling ${name}`, value: compiling, unit: "ms", limit: null },
      { name: `1 MB of 'curl aaaa…' with ${name}`, value: timed(() => void assessWithRules(set, input(`curl ${"a".repeat(30_000)};`.repeat(30)))), unit: "ms", limit: null },
    ] satisfies Row[];
  });
}
