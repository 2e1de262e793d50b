import { l10n } from "vscode";
import type { FindingState } from "../model/finding.js";
import { RISK_LEVELS, type RiskLevel } from "../model/risk.js";
import { rawText, untrusted, type Untrusted } from "../model/untrusted.js";
import type { CallRow, LevelCounts, ReasonRow } from "../protocol/rows.js";

/** A level's name, in the reader's language. */
export function levelWord(level: RiskLevel): string {
  switch (level) {
    case "critical":
      return l10n.t("critical");
    case "high":
      return l10n.t("high");
    case "medium":
      return l10n.t("medium");
    case "low":
      return l10n.t("low");
    case "none":
      return l10n.t("no risk");
  }
}

/** What became of a call, in the reader's language. */
export function outcomeWord(outcome: CallRow["outcome"]): string {
  switch (outcome) {
    case "pending":
      return l10n.t("waiting");
    case "running":
      return l10n.t("running");
    case "succeeded":
      return l10n.t("ran");
    case "failed":
      return l10n.t("failed");
    case "denied":
      return l10n.t("denied by a rule");
    case "rejected":
      return l10n.t("rejected by you");
    case "blocked":
      return l10n.t("blocked");
    case "aborted":
      return l10n.t("aborted");
    case "interrupted":
      return l10n.t("interrupted");
  }
}

/** What was decided of a finding, in the reader's language. */
export function findingStateWord(state: FindingState): string {
  switch (state) {
    case "open":
      return l10n.t("open");
    case "acknowledged":
      return l10n.t("acknowledged");
    case "false-positive":
      return l10n.t("false positive");
    case "accepted-risk":
      return l10n.t("accepted risk");
    case "resolved":
      return l10n.t("resolved");
    case "suppressed":
      return l10n.t("suppressed");
  }
}

/** Whether a session goes on or is gone, in a word or two; empty where it has just ended. */
export function sessionStateWord({ live, deleted }: { readonly live: boolean; readonly deleted: boolean }): string {
  return live ? l10n.t("running") : deleted ? l10n.t("deleted in OpenCode") : "";
}

/** The same as a sentence. */
export function sessionStateSentence({ live, deleted }: { readonly live: boolean; readonly deleted: boolean }): string {
  return live ? l10n.t("It is running.") : deleted ? l10n.t("OpenCode has deleted it.") : "";
}

/** How many findings, in words. */
export function findingsWord(count: number): string {
  return count === 1 ? l10n.t("1 finding") : l10n.t("{0} findings", count);
}

/** `2 critical, 1 high`: the levels that occur, worst first, down to `floor`. */
export function countWords(counts: LevelCounts, floor: RiskLevel, separator: string = ", "): string {
  return RISK_LEVELS.slice(0, RISK_LEVELS.indexOf(floor) + 1)
    .filter((level) => counts[level] > 0)
    .map((level) => `${counts[level]} ${levelWord(level)}`)
    .join(separator);
}

/** A rule's title, meaning or advice, in the reader's language where it is translated. */
export function ruleText(english: string): string {
  return english === "" ? "" : l10n.t(english);
}

/** The sentences of rules and the words for outcomes in the reader's language, by the English ones, for texts that are made elsewhere. */
export function translatedSentences(): Record<string, string> {
  return { ...l10n.bundle, denied: outcomeWord("denied"), rejected: outcomeWord("rejected") };
}

/** What a rule saw, in the reader's language where it is translated; the values in it were written by others. */
export function reasonWords({ template, args }: ReasonRow): Untrusted {
  const values = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, rawText(value)]));
  const sentence = l10n.t(template, values);
  const { decoded, more } = values;
  const hidden = decoded === undefined ? "" : ` ${l10n.t("It stood encoded in the command; decoded: {0}", decoded)}`;
  const counted = more === undefined ? "" : ` ${l10n.t("The call holds {0} more of that family.", more)}`;
  return untrusted(`${sentence}${hidden}${counted}`);
}
