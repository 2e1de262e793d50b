import { env, l10n, ThemeIcon, TreeItemCollapsibleState, type MarkdownString, type TreeItem } from "vscode";
import type { ReadingMode } from "../../model/readingMode.js";
import { untrusted } from "../../model/untrusted.js";
import { moreItem } from "../lists/moreItem.js";
import { plainItem } from "../lists/plainItem.js";
import { paragraphs } from "../lists/rowTooltips.js";
import { label } from "../render/label.js";
import { longTime, shortTime } from "../render/time.js";
import { triageItem, triageTooltip } from "../triage/coverageTriage.js";
import { captureText, engineFact, sourceFact, type Fact } from "./coverageFacts.js";
import { nodeId, type CoverageNode, type DeadLetterNode, type EngineNode, type ProblemNode, type SourceNode, type UnreadableNode } from "./nodes.js";

const PATH_LABEL = 200;

/** A node as VS Code draws it, but for the tooltip, which is made when it is asked for. */
export function itemOf(node: CoverageNode): TreeItem {
  const item = draw(node);
  item.id = nodeId(node);
  item.contextValue = contextOf(node);
  return item;
}

/** The tooltip of a node, or undefined where its label says everything. */
export function tooltipOf(node: CoverageNode): MarkdownString | undefined {
  switch (node.kind) {
    case "problem":
      return paragraphs(untrusted(node.message), ...(node.source ? [untrusted(node.source.path)] : []));
    case "source":
      return paragraphs(untrusted(node.row.path), ...(node.row.problem ? [untrusted(node.row.problem.message)] : []));
    case "deadLetter":
      return paragraphs(untrusted(node.row.detail), untrusted(node.row.locator), untrusted(node.row.source), ...(node.row.decisionReason === "" ? [] : [untrusted(node.row.decisionReason)]));
    case "engine":
      return paragraphs(untrusted(modeSentence(node.status.readingMode)));
    case "suppression":
    case "suppressed":
    case "noisyRule":
      return triageTooltip(node);
    default:
      return undefined;
  }
}

/** Menus ask for it: what is paused can go on, what is decided needs no decision. */
function contextOf(node: CoverageNode): string {
  if (node.kind === "engine") return `spotter.engine.${node.status.readingMode}`;
  if (node.kind === "deadLetter") return node.row.action === null ? "spotter.deadLetter.open" : "spotter.deadLetter.decided";
  if (node.kind === "suppression") return `spotter.suppression.${node.row.origin}`;
  return node.kind === "suppressed" ? "spotter.call" : `spotter.${node.kind}`;
}

function draw(node: CoverageNode): TreeItem {
  switch (node.kind) {
    case "problem":
      return problemItem(node);
    case "engine":
      return engineItem(node);
    case "source":
      return sourceItem(node);
    case "engineFact":
      return factItem(engineFact(node));
    case "sourceFact":
      return factItem(sourceFact(node));
    case "unreadable":
      return unreadableItem(node);
    case "deadLetter":
      return deadLetterItem(node);
    case "suppressions":
    case "suppression":
    case "suppressed":
    case "noisyRules":
    case "noisyRule":
      return triageItem(node);
    case "more":
      return moreItem(node);
  }
}

function problemItem(node: ProblemNode): TreeItem {
  const message = label(untrusted(node.message), 400);
  const sentence = /^.{10,}?[.!](?=\s|$)/.exec(message)?.[0] ?? message;
  const where = node.source ? label(untrusted(node.source.path), PATH_LABEL) : "";
  const item = plainItem(sentence, where, new ThemeIcon(node.severity), [message, where === "" ? "" : l10n.t("It is about {0}.", where)].filter(Boolean).join(" "));
  item.command = { command: "spotter.showProblem", title: l10n.t("Show Problem"), arguments: [node] };
  return item;
}

function engineItem({ status }: EngineNode): TreeItem {
  const words = modeWord(status.readingMode);
  const facts = [words, status.unscored > 0 ? l10n.t("{0} calls to be scored", status.unscored.toLocaleString(env.language)) : ""].filter(Boolean).join(" · ");
  const item = plainItem(l10n.t("Engine"), facts, new ThemeIcon(status.readingMode === "live" ? "pulse" : "debug-pause"), `${l10n.t("Engine")}: ${modeSentence(status.readingMode)}`);
  item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  return item;
}

function sourceItem({ row }: SourceNode): TreeItem {
  const kind = row.kind === "sqlite" ? l10n.t("SQLite database") : l10n.t("JSON files");
  const path = label(untrusted(row.path), PATH_LABEL);
  const state = row.lastRead === null ? l10n.t("not read yet") : l10n.t("read {0}", shortTime(row.lastRead, Date.now(), env.language));
  const captured = row.captureRate === null ? "" : l10n.t("{0} captured", captureText(row.captureRate));
  const facts = [captured, state, row.polling ? l10n.t("not watched") : ""].filter(Boolean).join(" · ");
  const icon = row.problem ? "warning" : row.kind === "sqlite" ? "database" : "files";
  const item = plainItem(kind, [facts, path].join(" · "), new ThemeIcon(icon), l10n.t("Storage {0} ({1}): {2}. {3}", path, kind, facts.replaceAll(" · ", ", "), row.problem ? label(untrusted(row.problem.message), 400) : "").trim());
  item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  return item;
}

function factItem({ name, value, icon }: Fact): TreeItem {
  return plainItem(name, value, new ThemeIcon(icon), `${name}: ${value}.`);
}

function unreadableItem({ open, accepted }: UnreadableNode): TreeItem {
  const counts = [open > 0 ? l10n.t("{0} open", open) : "", accepted > 0 ? l10n.t("{0} accepted", accepted) : ""].filter(Boolean).join(" · ");
  const text = l10n.t("Unreadable records");
  const item = plainItem(text, counts, new ThemeIcon(open > 0 ? "warning" : "pass"), `${text}: ${counts.replaceAll(" · ", ", ")}.`);
  item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  return item;
}

function deadLetterItem({ row }: DeadLetterNode): TreeItem {
  const locator = label(untrusted(row.locator), PATH_LABEL);
  const detail = label(untrusted(row.detail), PATH_LABEL);
  const accepted = row.action === null ? "" : l10n.t("accepted");
  return plainItem(
    locator,
    [accepted, detail].filter(Boolean).join(" · "),
    new ThemeIcon(row.action === null ? "file-symlink-file" : "check"),
    [l10n.t("Unreadable record {0}: {1}. Attempts to read it: {2}, the last one {3}.", locator, detail.replace(/\.$/, ""), row.attempts, longTime(row.lastSeen, env.language)), row.action === null ? "" : l10n.t("It is accepted.")].filter(Boolean).join(" "),
  );
}

/** Whether changes are read, in a word or two. */
export function modeWord(mode: ReadingMode): string {
  switch (mode) {
    case "live":
      return l10n.t("follows live");
    case "paused":
      return l10n.t("paused");
    case "manual":
      return l10n.t("reads when asked");
  }
}

/** The same as a sentence: what it means, and what to do. */
export function modeSentence(mode: ReadingMode): string {
  switch (mode) {
    case "live":
      return l10n.t("Spotter reads what OpenCode does as it happens.");
    case "paused":
      return l10n.t("Spotter is paused: what OpenCode does now is not seen until 'Spotter: Resume'. Nothing is lost by that.");
    case "manual":
      return l10n.t("Spotter reads only when it is asked to, by 'Spotter: Refresh'; the setting 'spotter.storage.reading' says so.");
  }
}
