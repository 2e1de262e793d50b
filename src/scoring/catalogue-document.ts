import { levelOf } from "../model/risk.js";
import { RULES } from "./catalogue.js";
import type { Rule } from "./rules/rule.js";

/** The catalogue of rules as Markdown: what diagnostics link to, one heading per rule id. */
export function catalogueMarkdown(): string {
  const head = `# Rules

${RULES.length} rules, by topic. Each heading is the id that findings, diagnostics and the command line name. The points are where a verdict
starts; [scoring.md](scoring.md) says how points add up. This file is written by \`npm run docs:rules\`.
`;
  return `${head}\n${RULES.map(section).join("\n")}`;
}

function section(rule: Rule): string {
  const techniques = rule.techniques.map((id) => `[${id}](https://attack.mitre.org/techniques/${id.replace(".", "/")}/)`).join(", ");
  const related = rule.related === undefined ? "" : `, ${rule.related.join(", ")}`;
  return `## ${rule.id}

**${rule.title}.** ${rule.meaning}

- Level: ${levelOf(rule.score)} (${rule.score} points). Category: ${rule.category}. Attack vector: ${rule.attackVector}. Maturity: ${rule.maturity}.
- Techniques: ${techniques}${related}
- What to do: ${rule.remediation}
- Known false positives: ${rule.falsePositives}
${examples("Fires on", [...rule.cases.match.slice(0, 3), ...rule.cases.evasion.slice(0, 2)])}${examples("Stays quiet on", rule.cases.nearMiss.slice(0, 3))}`;
}

function examples(title: string, cases: readonly string[]): string {
  if (cases.length === 0) return "";
  return `- ${title}: ${cases.map((text) => `\`\` ${text.replaceAll("\n", "⏎").replaceAll("``", "` `")} \`\``).join(", ")}\n`;
}
