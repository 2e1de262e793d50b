import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCommand } from "cc-safety-net/api";
import { LEVEL_FLOOR } from "../../../src/model/risk.js";
import { assess } from "../../../src/scoring/assess.js";
import { ruleById, RULES } from "../../../src/scoring/catalogue.js";
import { corpus } from "./corpus.js";
import { QUIET_FOR_A_REASON } from "./quiet-for-a-reason.js";
import { caseInput } from "./rule-cases.js";

/** A command of which the two engines think differently. `rule` is ours where it is we who flag it. */
interface Difference {
  readonly text: string;
  readonly rule: string | null;
}

/** Every command of the rules' cases and the corpus on which `cc-safety-net` and this engine disagree. */
export function differences(): Difference[] {
  const folder = mkdtempSync(join(tmpdir(), "spotter-differences-"));
  const cwd = join(folder, "project");
  mkdirSync(cwd);
  try {
    return ownCommands().flatMap((text) => {
      const { score, reasons } = assess(caseInput(text));
      const flagged = score >= LEVEL_FLOOR.medium;
      const denied = checkCommand({ command: text, cwd }).kind === "deny";
      return flagged === denied ? [] : [{ text, rule: flagged ? reasons[0]!.rule : null }];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ownCommands(): string[] {
  const cases = RULES.flatMap((rule) => [...rule.cases.match, ...rule.cases.nearMiss, ...rule.cases.evasion]);
  const lines = [...corpus("risky"), ...corpus("benign")].flatMap((file) => file.cases);
  return [...new Set([...cases, ...lines])].filter((text) => !/^(?:read|write|edit|webfetch|output|prompt|file):\S|^\d+ times: /.test(text));
}

/** The disagreements as Markdown, each with the reason for our verdict. */
export function differencesMarkdown(found: readonly Difference[]): string {
  const quiet = found.filter((difference) => difference.rule === null);
  const rules = [...new Set(found.flatMap(({ rule }) => rule ?? []))].sort();
  const sections = rules.map((rule) => `### ${rule}\n\n${ruleById(rule)!.meaning}\n\n${found.filter((difference) => difference.rule === rule).map(({ text }) => `- ${code(text)}`).join("\n")}\n`);
  return `# Where cc-safety-net judges differently

The commands of the rules' own cases and of \`test/corpus\`, judged by this engine (flagged: medium or higher) and by
[cc-safety-net](https://www.npmjs.com/package/cc-safety-net) (denied). ${found.length} of ${ownCommands().length} are judged differently. This file is written by
\`npm run docs:differences\`; a test keeps it current.

## Denied there, quiet here

${quiet.map(({ text }) => `- ${code(text)}: ${QUIET_FOR_A_REASON.find(({ command }) => command.test(text))?.reason ?? "NO REASON IS GIVEN."}`).join("\n")}

## Flagged here, allowed there

It looks at git, deletions, and what hides them, and was not made for the rest. The reason for each is the meaning of the rule that fires.

${sections.join("\n")}`;
}

function code(text: string): string {
  return `\`\` ${text.replaceAll("\n", "⏎").replaceAll("``", "` `")} \`\``;
}
