import { env, l10n, ThemeColor, ThemeIcon, TreeItemCollapsibleState, type MarkdownString, type TreeItem } from "vscode";
import { rawText, untrusted } from "../../model/untrusted.js";
import type { RuleQuality, SuppressionRow } from "../../protocol/triage.js";
import type { NoisyRuleNode, NoisyRulesNode, SuppressedNode, SuppressionNode, SuppressionsNode, TriageNode } from "../coverage/nodes.js";
import { levelUri } from "../lists/levelMarks.js";
import { plainItem } from "../lists/plainItem.js";
import { callTooltip, paragraphs } from "../lists/rowTooltips.js";
import { label } from "../render/label.js";
import { longTime, shortTime } from "../render/time.js";
import { ruleUri } from "../problems/rulePages.js";
import { countWords, levelWord } from "../words.js";
import { scopeWord } from "./decisionWords.js";
import { titleWords } from "./findingWords.js";

/** What was decided, as lines of the Coverage view: suppressions with what they hide, and rules that were often judged wrong. */
export function triageItem(node: TriageNode): TreeItem {
  switch (node.kind) {
    case "suppressions":
      return suppressionsItem(node);
    case "suppression":
      return suppressionItem(node);
    case "suppressed":
      return suppressedItem(node);
    case "noisyRules":
      return noisyRulesItem(node);
    case "noisyRule":
      return noisyRuleItem(node);
  }
}

/** The tooltip of a line that says more than its label. */
export function triageTooltip(node: SuppressionNode | SuppressedNode | NoisyRuleNode): MarkdownString {
  switch (node.kind) {
    case "suppression":
      return suppressionTooltip(node.row);
    case "suppressed":
      return callTooltip(node.row.call, node.row.sessionTitle);
    case "noisyRule":
      return paragraphs(...qualityWords(node.row).map(untrusted));
  }
}

function suppressionsItem({ total }: SuppressionsNode): TreeItem {
  const item = plainItem(l10n.t("Suppressions"), String(total), new ThemeIcon("eye-closed"), l10n.t("Suppressions: {0}. What they hide is not listed elsewhere.", total));
  item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  return item;
}

function suppressionItem({ row }: SuppressionNode): TreeItem {
  const title = titleWords(row.title);
  const origin = row.origin === "team" ? l10n.t("by the team's file") : "";
  // What a folder's path would cover comes before it.
  const facts = [scopeWord(row.scope), hidesWords(row), expiryWords(row), origin, label(row.scopeTitle, 60)];
  const item = plainItem(title, facts.filter(Boolean).join(" · "), suppressionIcon(row), l10n.t("Suppression of {0}: {1}. Reason: {2}.", title, facts.filter(Boolean).join(", "), label(row.reason, 200).replace(/\.$/, "") || l10n.t("none")));
  if (row.hides > 0) item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  return item;
}

/** Each state has its own shape; the description has it in words. */
function suppressionIcon({ expired, hides, byLevel }: SuppressionRow): ThemeIcon {
  if (expired) return new ThemeIcon("history");
  if (hides === 0) return new ThemeIcon("circle-slash");
  return byLevel.critical > 0 ? new ThemeIcon("flame", new ThemeColor("spotter.critical")) : new ThemeIcon("eye-closed");
}

function hidesWords({ expired, hides, partly, byLevel, lastHid }: SuppressionRow): string {
  if (expired) return l10n.t("expired");
  if (hides === 0) return l10n.t("hides nothing now");
  const counts = partly > 0 ? l10n.t("hides 1 call of a finding that stays listed") : l10n.t("hides {0}", countWords(byLevel, "none") || String(hides));
  return lastHid === null ? counts : l10n.t("{0}, last {1}", counts, shortTime(lastHid, Date.now(), env.language));
}

function expiryWords({ expires, expired }: SuppressionRow): string {
  if (expires === null) return "";
  return expired ? l10n.t("since {0}", shortTime(expires, Date.now(), env.language)) : l10n.t("until {0}", shortTime(expires, Date.now(), env.language));
}

function suppressionTooltip(row: SuppressionRow): MarkdownString {
  const { rule, normalised, target, scope, scopeTitle, reason, expires, critical, folder } = row;
  return paragraphs(
    untrusted(rawText(normalised) === "" ? l10n.t("Rule {0}, for calls without a command, path or URL", rule) : l10n.t("Rule {0}, where what is done is: {1}", rule, label(normalised, 300))),
    ...(rawText(target) === "" ? [] : [untrusted(l10n.t("Aimed at: {0}", label(target, 100)))]),
    untrusted(l10n.t("It holds {0}. {1}", scopeWord(scope), label(scopeTitle, 200)).trim()),
    untrusted(l10n.t("Reason: {0}", label(reason, 600) || l10n.t("none"))),
    untrusted(decidedWords(row)),
    untrusted(expires === null ? l10n.t("It has no expiry.") : l10n.t("It expires {0}.", longTime(expires, env.language))),
    untrusted(critical ? l10n.t("It may hide critical findings.") : ""),
    ...(folder === null ? [] : [untrusted(l10n.t("It is from .spotter/suppressions.json in {0}.", label(folder, 200)))]),
  );
}

/** Who decided it and when; of a team's entry, who put it into the file, and when the reader accepted that. */
function decidedWords({ origin, actor, at }: SuppressionRow): string {
  const [name, time] = [label(actor, 60), longTime(at, env.language)];
  if (origin === "person") return `${name}, ${time}`;
  return name === "" ? l10n.t("The file does not say who put it there. It was accepted {0}.", time) : l10n.t("Put there by {0}, as the file says. It was accepted {1}.", name, time);
}

function suppressedItem({ row }: SuppressedNode): TreeItem {
  const { call, level, score, sessionTitle } = row;
  const subject = label(call.subject, 120) || label(call.tool, 30);
  const session = label(sessionTitle, 60) || l10n.t("Untitled session");
  const item = plainItem(
    subject,
    [levelWord(level), shortTime(call.time, Date.now(), env.language), session].join(" · "),
    new ThemeIcon("eye-closed", new ThemeColor(`spotter.${level}`)),
    l10n.t("Suppressed finding, {0}, score {1} of 100: {2}, in session {3}.", levelWord(level), score, subject, session),
  );
  item.resourceUri = levelUri(level);
  item.command = { command: "spotter.openTranscript", title: l10n.t("Open Transcript"), arguments: [{ sessionId: call.sessionId, callId: call.id }] };
  return item;
}

function noisyRulesItem({ rules }: NoisyRulesNode): TreeItem {
  const text = l10n.t("Rules often judged wrong");
  const item = plainItem(text, String(rules.length), new ThemeIcon("thumbsdown"), l10n.t("{0}: {1}. Each says what could be done about it.", text, rules.length));
  item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  return item;
}

function noisyRuleItem({ row }: NoisyRuleNode): TreeItem {
  const title = titleWords(row.title);
  const item = plainItem(title, shareWords(row), new ThemeIcon("thumbsdown"), `${title}: ${qualityWords(row).slice(1).join(" ")}`);
  item.command = { command: "vscode.open", title: l10n.t("Show Rule"), arguments: [ruleUri(row.rule)] };
  return item;
}

function shareWords({ decided, falsePositives }: RuleQuality): string {
  const percent = (falsePositives / decided).toLocaleString(env.language, { style: "percent", maximumFractionDigits: 0 });
  return l10n.t("{0} of {1} judged wrong ({2})", falsePositives, decided, percent);
}

function qualityWords(row: RuleQuality): string[] {
  const months = row.months.slice(-6).map(({ month, decided, falsePositives }) => l10n.t("{0}: {1} of {2}", month, falsePositives, decided));
  return [
    l10n.t("Rule {0}", label(untrusted(row.rule), 80)),
    `${shareWords(row)}.`,
    l10n.t("By month: {0}.", months.join(", ")),
    l10n.t("What could be done: suppress what it is wrong about in this project, or tune it. A rule of your own can be narrowed, or be on trial (status: experimental), which counts and shows nothing, until it is right."),
  ];
}
