import { env, l10n } from "vscode";
import type { FindingRow } from "../../protocol/rows.js";
import type { SelectionPreview } from "../../protocol/triage.js";
import { label } from "../render/label.js";
import { longTime } from "../render/time.js";
import { countWords, findingStateWord, levelWord, ruleText } from "../words.js";
import { untrusted } from "../../model/untrusted.js";

/** Findings that a question names; the rest is counted. */
const NAMED = 8;

/** A finding in one line: how bad, which rule, what was run, and where. */
export function findingLine({ level, title, call, callCount, suppressedCalls, sessionTitle, state }: FindingRow): string {
  const words = l10n.t("{0}, {1}: {2}, in session {3}", levelWord(level), titleWords(title), label(call.subject, 100) || label(call.tool, 40), label(sessionTitle, 60) || l10n.t("Untitled session"));
  const facts = [callsWords(callCount, suppressedCalls), state === "open" ? "" : findingStateWord(state)].filter(Boolean);
  return facts.length > 0 ? `${words} (${facts.join(", ")})` : words;
}

/** A finding in lines that a document has room for: what it is, what was run, and where. */
export function findingLines({ level, score, title, call, callCount, suppressedCalls, sessionTitle, state }: FindingRow): string[] {
  const facts = [l10n.t("{0}, score {1} of 100", levelWord(level), score), callsWords(callCount, suppressedCalls), state === "open" ? "" : findingStateWord(state)];
  return [
    `${titleWords(title)} (${facts.filter(Boolean).join(", ")})`,
    `    ${label(call.subject, 300) || label(call.tool, 40)}`,
    `    ${l10n.t("in session {0}, {1}", label(sessionTitle, 100) || l10n.t("Untitled session"), longTime(call.time, env.language))}`,
  ];
}

/** How many calls, and how many of them lists leave out while the finding stays; empty for one alone. */
function callsWords(calls: number, suppressed: number): string {
  if (suppressed > 0) return l10n.t("calls: {0}, of which suppressed: {1}", calls, suppressed);
  return calls > 1 ? l10n.t("calls: {0}", calls) : "";
}

/** A rule's title as text of one line; a person's own rule may say anything in it. */
export function titleWords(title: string): string {
  return label(untrusted(ruleText(title)), 100);
}

/** What a decision would touch, in lines: how many of each level, and the worst of them by name. */
export function previewLines({ findings, byLevel, sample }: SelectionPreview): string[] {
  const named = sample.slice(0, NAMED);
  return [
    l10n.t("Findings: {0} ({1}).", findings, countWords(byLevel, "none")),
    ...named.map((finding) => `• ${findingLine(finding)}`),
    ...(findings > named.length ? [l10n.t("And {0} more.", findings - named.length)] : []),
  ];
}
