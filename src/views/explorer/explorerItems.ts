import { env, l10n, ThemeIcon, TreeItemCollapsibleState, type Command, type TreeItem } from "vscode";
import { SETTLED_STATES } from "../../model/finding.js";
import { levelOf } from "../../model/risk.js";
import { label } from "../render/label.js";
import { levelIcon } from "../render/levelIcon.js";
import { longTime, shortTime } from "../render/time.js";
import { countWords, findingStateWord, findingsWord, levelWord, sessionStateSentence, sessionStateWord } from "../words.js";
import { callContext } from "../lists/callContext.js";
import { callItem } from "../lists/callItem.js";
import { levelUri } from "../lists/levelMarks.js";
import { moreItem } from "../lists/moreItem.js";
import { plainItem } from "../lists/plainItem.js";
import { groupWords } from "./groupItems.js";
import { nodeId, type CallNode, type ExplorerNode, type GapsNode, type GroupNode, type QuietNode, type SettledNode, type SessionNode } from "./nodes.js";

/** A node as VS Code draws it, but for the tooltip, which is made when it is asked for. */
export function itemOf(node: ExplorerNode): TreeItem {
  const item = draw(node);
  item.id = nodeId(node);
  item.contextValue = node.kind === "call" ? callContext(node.row) : `spotter.${node.kind}`;
  return item;
}

function draw(node: ExplorerNode): TreeItem {
  switch (node.kind) {
    case "session":
      return sessionItem(node);
    case "group":
      return groupItem(node);
    case "unmatched":
      return unmatchedItem();
    case "call":
      return callNodeItem(node);
    case "more":
      return moreItem(node);
    case "gaps":
      return gapsItem(node);
    case "quiet":
      return quietItem(node);
    case "settled":
      return settledItem(node);
  }
}

function groupItem(node: GroupNode): TreeItem {
  const { text, description, icon, level, sentence } = groupWords(node);
  const item = plainItem(text, description, icon, sentence);
  if (level !== null) item.resourceUri = levelUri(level);
  item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  return item;
}

function sessionItem({ row, group }: SessionNode): TreeItem {
  const title = label(row.title) || l10n.t("Untitled session");
  const counts = countWords(group.byLevel, "low");
  const worst = levelOf(group.worstScore);
  const time = shortTime(row.timeUpdated, Date.now(), env.language);
  const item = plainItem(
    title,
    [countWords(group.byLevel, "low", " · "), sessionStateWord(row), time].filter(Boolean).join(" · "),
    levelIcon(worst),
    l10n.t(
      "Session {0}: worst level {1}, score {2} of 100. Calls: {3}. Last active {4}. {5}",
      title,
      levelWord(worst),
      group.worstScore,
      counts,
      longTime(row.timeUpdated, env.language),
      sessionStateSentence(row),
    ).trim(),
  );
  item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  return item;
}

function callNodeItem(node: CallNode): TreeItem {
  const item = callItem(node.row, node.row.sessionTitle, { namesLevel: node.by !== "level", namesSession: node.by !== "session" });
  item.command = command("spotter.openTranscript", l10n.t("Open Transcript"), node);
  return item;
}

function unmatchedItem(): TreeItem {
  const item = plainItem(
    l10n.t("Nothing matches"),
    l10n.t("show everything again"),
    new ThemeIcon("filter"),
    l10n.t("No risky call matches the filter and the scope of the Risk Explorer. Shows everything on this machine again."),
  );
  item.command = { command: "spotter.clearFilter", title: l10n.t("Show Everything") };
  return item;
}

function quietItem(node: QuietNode): TreeItem {
  const item = plainItem(
    l10n.t("Nothing risky found"),
    l10n.t("{0} calls in {1} sessions", node.toolCalls, node.sessions),
    new ThemeIcon("pass"),
    l10n.t("Spotter looked at {0} tool calls in {1} sessions and found nothing at the level listed here. Opens the dashboard.", node.toolCalls, node.sessions),
  );
  item.command = { command: "spotter.openDashboard", title: l10n.t("Open Dashboard") };
  return item;
}

function settledItem({ byState, filter }: SettledNode): TreeItem {
  const states = SETTLED_STATES.filter((state) => (byState[state] ?? 0) > 0);
  const all = states.reduce((sum, state) => sum + (byState[state] ?? 0), 0);
  const counts = states.map((state) => `${byState[state] ?? 0} ${findingStateWord(state)}`);
  const text = l10n.t("Not shown: {0}", findingsWord(all));
  const item = plainItem(text, counts.join(" · "), new ThemeIcon("eye-closed"), l10n.t("{0}: {1}. Lists them, too.", text, counts.join(", ")));
  item.command = { command: "spotter.filter", title: l10n.t("List Them, Too"), arguments: [filter] };
  return item;
}

function gapsItem(node: GapsNode): TreeItem {
  const counts = [
    node.problems > 0 ? l10n.t("problems: {0}", node.problems) : "",
    node.deadLetters > 0 ? l10n.t("unreadable records: {0}", node.deadLetters) : "",
  ].filter(Boolean);
  const title = node.worst === "info" ? l10n.t("Good to know") : l10n.t("Not everything could be read");
  const item = plainItem(title, counts.join(" · "), new ThemeIcon(node.worst), l10n.t("{0}. {1}. Opens the Coverage view.", title, counts.join(", ")));
  item.command = { command: "spotter.openCoverage", title: l10n.t("Open Coverage") };
  return item;
}

function command(id: string, title: string, node: ExplorerNode): Command {
  return { command: id, title, arguments: [node] };
}
