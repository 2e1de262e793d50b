import { env, l10n, MarkdownString } from "vscode";
import { durationText } from "../../model/duration.js";
import { techniqueName } from "../../model/techniques.js";
import { untrusted, type Untrusted } from "../../model/untrusted.js";
import type { CallRow, SessionRow } from "../../protocol/rows.js";
import { codeText, markdownText } from "../render/markdown.js";
import { longTime } from "../render/time.js";
import { decidedWord } from "./callItem.js";
import { countWords, levelWord, outcomeWord, reasonWords, ruleText } from "../words.js";

/** Reasons that are listed; the rest is counted. */
const REASONS = 8;

/** A call with all that made its score. Never trusted: what it shows was written by others. */
export function callTooltip(row: CallRow, sessionTitle: Untrusted): MarkdownString {
  const level = levelWord(row.level ?? "none");
  const tooltip = new MarkdownString(`**${ownWords(l10n.t("{0}, score {1} of 100", level, row.score ?? 0))}**\n\n`);
  tooltip.appendCodeblock(codeText(row.subject), "shellscript");
  for (const reason of row.reasons.slice(0, REASONS)) {
    tooltip.appendMarkdown(`\n- **+${reason.score}** ${ownWords(ruleText(reason.title))}: ${markdownText(reasonWords(reason))}`);
  }
  if (row.reasons.length > REASONS) tooltip.appendMarkdown(`\n- ${ownWords(l10n.t("and {0} more reasons", row.reasons.length - REASONS))}`);
  const facts = [markdownText(row.tool, 40), ownWords(outcomeWord(row.outcome)), ownWords(longTime(row.time, env.language)), ...row.techniques.map((id) => ownWords(`${id} ${techniqueName(id)}`.trim())), markdownText(sessionTitle, 80)].filter(Boolean);
  const decided = decidedWord(row);
  if (decided !== "") tooltip.appendMarkdown(`\n\n${ownWords(l10n.t("Its finding: {0}.", decided))}`);
  return tooltip.appendMarkdown(`\n\n${facts.join(" · ")}`);
}

export function sessionTooltip(row: SessionRow): MarkdownString {
  const lines = [
    `**${markdownText(row.title) || ownWords(l10n.t("Untitled session"))}**`,
    markdownText(row.directory),
    ownWords(l10n.t("Tool calls: {0} ({1})", row.calls, countWords(row.byLevel, "low") || l10n.t("none risky"))),
    ownWords(l10n.t("Began {0}, last active {1}, {2} later", longTime(row.timeCreated, env.language), longTime(row.timeUpdated, env.language), durationText(row.timeUpdated - row.timeCreated))),
  ];
  const who = [row.agent, row.modelId].filter((name) => name !== null).map((name) => markdownText(name, 80));
  if (who.length > 0) lines.push(who.join(" · "));
  if (row.cost > 0) lines.push(ownWords(l10n.t("Cost: {0}", costText(row.cost))));
  if (row.deleted) lines.push(ownWords(l10n.t("OpenCode has deleted this session. What Spotter kept of it is shown.")));
  return new MarkdownString(lines.join("\n\n"));
}

/** Paragraphs, each at most 1,000 characters. */
export function paragraphs(...texts: readonly Untrusted[]): MarkdownString {
  return new MarkdownString(texts.map((text) => markdownText(text, 1_000)).join("\n\n"));
}

/** Our own words hold numbers, paths and names too; they are escaped all the same. */
export function ownWords(words: string): string {
  return markdownText(untrusted(words));
}

/** @param dollars US dollars */
export function costText(dollars: number): string {
  return `$${dollars.toFixed(dollars < 0.1 ? 3 : 2)}`;
}
