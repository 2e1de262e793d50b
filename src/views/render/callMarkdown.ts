import { env, l10n } from "vscode";
import { untrusted, type Untrusted } from "../../model/untrusted.js";
import type { CallRow, SessionRow } from "../../protocol/rows.js";
import { countWords, levelWord, outcomeWord, reasonWords, ruleText } from "../words.js";
import { codeText, markdownText } from "./markdown.js";
import { longTime } from "./time.js";

/** Longest command that is copied, in code units; what is cut ends with an ellipsis. */
const COMMAND_LIMIT = 2_000;
/** No mark of Markdown in the middle of a word: `_` is one only at a word's edge. A dot would make a link of what begins with `www`. */
const PLAIN_ID = /^[A-Za-z0-9](?:\w{0,78}[A-Za-z0-9])?$/;
/** Of ATT&CK and its relatives, such as `T1059.004` and `AML.T0051`. */
const TECHNIQUE = /^(?:[A-Z]{2,5}\.)?[A-Z]{1,5}\d{4}(?:\.\d{3})?$/;

/** A call as Markdown for an issue or a message: verdict, command, reasons. Whatever an agent wrote stays text in it. */
export function callMarkdown(row: CallRow, sessionTitle: Untrusted): string {
  const verdict = row.score === null ? l10n.t("not scored yet") : l10n.t("{0}, score {1} of 100", levelWord(row.level ?? "none"), row.score);
  const command = codeText(row.subject, COMMAND_LIMIT);
  const techniques = row.techniques.filter((id) => TECHNIQUE.test(id));
  const facts = [markdownText(row.tool, 40), outcomeWord(row.outcome), longTime(row.time, env.language), ...techniques];
  const fence = fenceAround(command);
  return [
    `**${verdict}** · ${facts.join(" · ")}`,
    `${markdownText(sessionTitle, 200)} (${plainId(row.sessionId)})`,
    `${fence}sh\n${command}\n${fence}`,
    row.reasons.map((reason) => `- **+${reason.score}** ${markdownText(untrusted(ruleText(reason.title)))}: ${markdownText(reasonWords(reason))}`).join("\n"),
  ]
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

/** A session as Markdown: its title, when it was last active, and what was risky in it. */
export function sessionMarkdown(row: SessionRow): string {
  const facts = [plainId(row.id), longTime(row.timeUpdated, env.language), countWords(row.byLevel, "low")].filter((fact) => fact !== "");
  return `**${markdownText(row.title, 200)}** · ${facts.join(" · ")}`;
}

/** An id that OpenCode made as it is, any other with its marks escaped. */
function plainId(id: string): string {
  return PLAIN_ID.test(id) ? id : markdownText(untrusted(id), 80);
}

/** Longer than any run of backticks in the text, so that nothing in it ends the block. */
function fenceAround(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 2);
  return "`".repeat(longest + 1);
}
