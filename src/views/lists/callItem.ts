import { env, l10n, ThemeColor, ThemeIcon, type TreeItem } from "vscode";
import { isAtLeast } from "../../model/risk.js";
import { kindOfTool, type ToolKind } from "../../model/toolKind.js";
import { rawText, type Untrusted } from "../../model/untrusted.js";
import type { CallRow } from "../../protocol/rows.js";
import { label } from "../render/label.js";
import { longTime, shortTime } from "../render/time.js";
import { findingStateWord, levelWord, outcomeWord, reasonWords } from "../words.js";
import { levelUri } from "./levelMarks.js";
import { plainItem } from "./plainItem.js";

/** One shape for each kind of tool; how bad a call is tell its colour and, since a colour alone tells nothing to many people, a word. */
const SHAPES: Readonly<Record<ToolKind, string>> = { command: "terminal", read: "book", write: "edit", fetch: "globe", other: "tools", prompt: "comment" };

/** What was decided of a call's finding, in words; empty where it is open, or there is none. */
export function decidedWord({ findingState }: CallRow): string {
  return findingState === null || findingState === "open" ? "" : findingStateWord(findingState);
}

/**
 * A call's line in a tree.
 *
 * @param where what stands there beside the call: whether the line names its level and its session
 */
export function callItem(row: CallRow, sessionTitle: Untrusted, where: { readonly namesLevel: boolean; readonly namesSession: boolean }): TreeItem {
  const level = row.level ?? "none";
  const tool = label(row.tool, 30);
  const subject = label(row.subject, 120) || tool;
  const session = label(sessionTitle, 60) || l10n.t("Untitled session");
  const decided = decidedWord(row);
  const facts = [
    decided,
    where.namesLevel && isAtLeast(level, "low") ? levelWord(level) : "",
    tool,
    row.outcome === "succeeded" ? "" : outcomeWord(row.outcome),
    shortTime(row.time, Date.now(), env.language),
    where.namesSession ? session : "",
  ];
  const item = plainItem(
    subject,
    facts.filter(Boolean).join(" · "),
    new ThemeIcon(SHAPES[kindOfTool(rawText(row.tool))], isAtLeast(level, "low") ? new ThemeColor(`spotter.${level}`) : undefined),
    [
      l10n.t(
        "{0} call, {1}, score {2} of 100: {3}. Reason: {4}. Outcome: {5}. {6}, in session {7}.",
        tool,
        levelWord(level),
        row.score ?? 0,
        subject,
        row.reasons[0] ? label(reasonWords(row.reasons[0]), 200).replace(/\.$/, "") : row.score === null ? l10n.t("not scored yet") : l10n.t("none"),
        outcomeWord(row.outcome),
        longTime(row.time, env.language),
        session,
      ),
      decided === "" ? "" : l10n.t("Its finding: {0}.", decided),
    ]
      .filter(Boolean)
      .join(" "),
  );
  if (where.namesLevel && isAtLeast(level, "low")) item.resourceUri = levelUri(level);
  return item;
}
