import { env, l10n, ThemeIcon, TreeItemCollapsibleState, type MarkdownString, type TreeItem } from "vscode";
import { durationText } from "../../model/duration.js";
import { levelOf } from "../../model/risk.js";
import { rawText, untrusted } from "../../model/untrusted.js";
import type { MessageStep } from "../../protocol/sessionTree.js";
import { callContext } from "../lists/callContext.js";
import { callItem } from "../lists/callItem.js";
import { moreItem } from "../lists/moreItem.js";
import { plainItem } from "../lists/plainItem.js";
import { callTooltip, costText, ownWords, paragraphs, sessionTooltip } from "../lists/rowTooltips.js";
import { label } from "../render/label.js";
import { levelIcon } from "../render/levelIcon.js";
import { longTime, shortTime } from "../render/time.js";
import { countWords, levelWord, sessionStateSentence, sessionStateWord } from "../words.js";
import { nodeId, type SessionsNode, type StepNode, type TreeSessionNode } from "./nodes.js";

/** A node as VS Code draws it, but for the tooltip, which is made when it is asked for. */
export function itemOf(node: SessionsNode): TreeItem {
  const item = draw(node);
  item.id = nodeId(node);
  item.contextValue = contextOf(node);
  return item;
}

export function tooltipOf(node: SessionsNode): MarkdownString | undefined {
  if (node.kind === "session") return treeSessionTooltip(node);
  if (node.kind !== "step") return undefined;
  return node.row.kind === "call" ? callTooltip(node.row.call, node.sessionTitle) : paragraphs(untrusted(messageSentence(node.row)));
}

/** Menus ask for it: what can be stopped, and what has a place in a transcript. */
function contextOf(node: SessionsNode): string {
  if (node.kind === "session") return isLive(node) ? "spotter.session.live" : "spotter.session";
  return node.kind === "step" && node.row.kind === "call" ? callContext(node.row.call) : `spotter.${node.kind}`;
}

function draw(node: SessionsNode): TreeItem {
  switch (node.kind) {
    case "session":
      return sessionItem(node);
    case "step":
      return stepItem(node);
    case "more":
      return moreItem(node);
    case "empty":
      return plainItem(l10n.t("Nothing happened yet"), "", new ThemeIcon("circle-slash"), l10n.t("Nothing happened in this session yet."));
  }
}

function isLive({ row }: TreeSessionNode): boolean {
  return row.live || row.below.live > 0;
}

function sessionItem(node: TreeSessionNode): TreeItem {
  const { row } = node;
  const title = label(row.title) || l10n.t("Untitled session");
  const worstScore = Math.max(row.worstScore, row.below.worstScore);
  const worst = levelOf(worstScore);
  const state = { live: isLive(node), deleted: row.deleted };
  const counts = countWords(row.byLevel, "low", " · ");
  const subAgents = row.below.sessions > 0 ? l10n.t("sub-agents: {0}", row.below.sessions) : "";
  const cost = row.cost + row.below.cost;
  const length = durationText(row.timeUpdated - row.timeCreated);
  const item = plainItem(
    title,
    [sessionStateWord(state), counts, subAgents, row.timeUpdated > row.timeCreated ? length : "", cost > 0 ? costText(cost) : "", shortTime(row.timeUpdated, Date.now(), env.language)].filter(Boolean).join(" · "),
    state.live ? new ThemeIcon("play-circle", levelIcon(worst).color) : levelIcon(worst),
    l10n.t(
      "Session {0}: worst level {1}, score {2} of 100, sub-agents included. Tool calls: {3}. Sub-agents: {4}. Cost {5}. It lasted {6}, and was last active {7}. {8}",
      title, levelWord(worst), worstScore, row.calls, row.below.sessions, costText(cost), length, longTime(row.timeUpdated, env.language), sessionStateSentence(state),
    ).trim(),
  );
  item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  return item;
}

function treeSessionTooltip({ row }: TreeSessionNode): MarkdownString {
  const tooltip = sessionTooltip(row);
  if (row.below.sessions === 0) return tooltip;
  const words = l10n.t("Sub-agents: {0}, their worst level {1}, score {2} of 100, their cost {3}", row.below.sessions, levelWord(row.below.worstLevel), row.below.worstScore, costText(row.below.cost));
  return tooltip.appendMarkdown(`\n\n${ownWords(words)}`);
}

function stepItem(node: StepNode): TreeItem {
  const { row } = node;
  const item = row.kind === "call" ? callItem(row.call, node.sessionTitle, { namesLevel: true, namesSession: false }) : messageItem(row);
  item.command = { command: "spotter.openTranscript", title: l10n.t("Open Transcript"), arguments: [node] };
  return item;
}

function messageItem(row: MessageStep): TreeItem {
  const fromUser = rawText(row.role) === "user";
  const facts = [
    fromUser || row.modelId === null ? "" : label(row.modelId, 40),
    row.tokens > 0 ? l10n.t("tokens: {0}", row.tokens.toLocaleString(env.language)) : "",
    row.cost > 0 ? costText(row.cost) : "",
    row.error === null ? "" : label(row.error, 40),
    shortTime(row.time, Date.now(), env.language),
  ];
  return plainItem(roleWord(row), facts.filter(Boolean).join(" · "), new ThemeIcon(row.error !== null ? "error" : fromUser ? "account" : "comment"), messageSentence(row));
}

function messageSentence(row: MessageStep): string {
  const model = row.modelId === null ? l10n.t("no model named") : label(row.modelId, 80);
  const error = row.error === null ? "" : l10n.t("It ended with the error {0}.", label(row.error, 80));
  return `${l10n.t("{0}, {1}. Model: {2}. Tokens: {3}. Cost: {4}.", roleWord(row), longTime(row.time, env.language), model, row.tokens, costText(row.cost))} ${error}`.trim();
}

function roleWord({ role }: MessageStep): string {
  switch (rawText(role)) {
    case "user":
      return l10n.t("Prompt");
    case "assistant":
      return l10n.t("Answer");
    default:
      return label(role, 40) || l10n.t("Message");
  }
}
