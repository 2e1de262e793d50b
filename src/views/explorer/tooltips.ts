import { env, l10n, MarkdownString } from "vscode";
import { untrusted, type Untrusted } from "../../model/untrusted.js";
import { codeText, markdownText } from "../render/markdown.js";
import { longTime } from "../render/time.js";
import { countWords, levelWord, outcomeWord, reasonWords, ruleTitle } from "../words.js";
import type { CallNode, ExplorerNode, SessionNode } from "./nodes.js";

/** The tooltip of a node, or undefined where its label says everything. Never trusted: what it shows was written by others. */
export function tooltipOf(node: ExplorerNode): MarkdownString | undefined {
  switch (node.kind) {
    case "call":
      return callTooltip(node);
    case "session":
      return sessionTooltip(node);
    case "problem":
      return text(untrusted(node.message), ...(node.source ? [untrusted(node.source.path)] : []));
    case "deadLetter":
      return text(untrusted(node.row.detail), untrusted(node.row.locator), untrusted(node.row.source));
    default:
      return undefined;
  }
}

function callTooltip({ row }: CallNode): MarkdownString {
  const level = levelWord(row.level ?? "none");
  const tooltip = new MarkdownString(`**${own(l10n.t("{0}, score {1} of 100", level, row.score ?? 0))}**\n\n`);
  tooltip.appendCodeblock(codeText(row.subject), "shellscript");
  for (const reason of row.reasons.slice(0, 8)) {
    tooltip.appendMarkdown(`\n- **+${reason.score}** ${own(ruleTitle(reason.title))}: ${markdownText(reasonWords(reason))}`);
  }
  if (row.reasons.length > 8) tooltip.appendMarkdown(`\n- ${own(l10n.t("and {0} more reasons", row.reasons.length - 8))}`);
  const facts = [markdownText(row.tool, 40), own(outcomeWord(row.outcome)), own(longTime(row.time, env.language)), ...row.techniques.map(own), markdownText(row.sessionTitle, 80)].filter(Boolean);
  return tooltip.appendMarkdown(`\n\n${facts.join(" · ")}`);
}

function sessionTooltip({ row }: SessionNode): MarkdownString {
  const lines = [
    `**${markdownText(row.title) || own(l10n.t("Untitled session"))}**`,
    markdownText(row.directory),
    own(l10n.t("Tool calls: {0} ({1})", row.calls, countWords(row.byLevel, "low"))),
    own(l10n.t("Began {0}, last active {1}", longTime(row.timeCreated, env.language), longTime(row.timeUpdated, env.language))),
  ];
  const who = [row.agent, row.modelId].filter((name) => name !== null).map((name) => markdownText(name, 80));
  if (who.length > 0) lines.push(who.join(" · "));
  if (row.cost > 0) lines.push(own(l10n.t("Cost: ${0}", row.cost.toFixed(2))));
  if (row.deleted) lines.push(own(l10n.t("OpenCode has deleted this session. What Spotter kept of it is shown.")));
  return new MarkdownString(lines.join("\n\n"));
}

function text(...paragraphs: readonly Untrusted[]): MarkdownString {
  return new MarkdownString(paragraphs.map((paragraph) => markdownText(paragraph, 1_000)).join("\n\n"));
}

/** Our own words hold numbers, paths and names too; they are escaped all the same. */
function own(words: string): string {
  return markdownText(untrusted(words));
}
