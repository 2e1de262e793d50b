import { env, l10n } from "vscode";
import { durationText } from "../../model/duration.js";
import type { EngineStatus } from "../../protocol/engine.js";
import type { SourceRow } from "../../protocol/rows.js";
import { longTime } from "../render/time.js";
import type { EngineFactNode, SourceFactNode } from "./nodes.js";

/** A line's name, what it says, and the icon's shape. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly icon: string;
}

export function engineFact({ name, status }: EngineFactNode): Fact {
  const { kept, cost, ownRules } = status;
  switch (name) {
    case "scored":
      return { name: l10n.t("Scored"), value: scoredWords(status), icon: "checklist" };
    case "failed":
      return { name: l10n.t("Scoring failed"), value: l10n.t("{0} calls; tried again with the next version of the rules", count(status.failed)), icon: "warning" };
    case "rules":
      return { name: l10n.t("Rules"), value: l10n.t("version {0}", status.rulesVersion), icon: "law" };
    case "ownRules":
      return { name: l10n.t("Your own rules"), value: l10n.t("files and folders: {0}, problems: {1}", ownRules.paths.length, ownRules.problems.length), icon: ownRules.problems.length > 0 ? "warning" : "law" };
    case "inspection":
      return { name: l10n.t("Inspected by an older version"), value: inspectionWords(status.inspection), icon: "search" };
    case "masked":
      return { name: l10n.t("Secrets replaced"), value: count(kept.masked), icon: "key" };
    case "folded":
      return { name: l10n.t("Folded by retention"), value: l10n.t("{0} calls are only counted, {1} lost their arguments", count(kept.folded), count(kept.withoutArguments)), icon: "archive" };
    case "memory":
      return { name: l10n.t("Memory"), value: l10n.t("{0}, of which the index takes {1}", bytesText(cost.memoryBytes), bytesText(cost.storeBytes)), icon: "chip" };
    case "busy":
      return { name: l10n.t("Processor"), value: l10n.t("{0} of one core lately, {1} since the start", percentText(cost.busyShare), durationText(cost.busyMs)), icon: "pulse" };
  }
}

export function sourceFact({ name, row }: SourceFactNode): Fact {
  switch (name) {
    case "captured":
      return { name: l10n.t("Captured"), value: l10n.t("{0} ({1} of {2} records)", captureText(row.captureRate ?? 0), count(row.parsed), count(row.seen)), icon: "verified" };
    case "holds":
      return { name: l10n.t("Holds"), value: l10n.t("tool calls with copies: {3}, sessions: {0}, messages: {1}, parts: {2}", count(row.sessions), count(row.messages), count(row.parts), count(row.toolParts)), icon: "database" };
    case "lastRead":
      return { name: l10n.t("Last read"), value: whenText(row.lastRead), icon: "history" };
    case "lastReconcile":
      return { name: l10n.t("Last compared as a whole"), value: whenText(row.lastReconcile), icon: "git-compare" };
    case "changes":
      return row.polling
        ? { name: l10n.t("Changes"), value: l10n.t("looked for every two seconds, since watching failed"), icon: "warning" }
        : { name: l10n.t("Changes"), value: l10n.t("told by the operating system"), icon: "eye" };
    case "unreadable":
      return { name: l10n.t("Unreadable records"), value: count(row.deadLetters), icon: "warning" };
    case "decided":
      return { name: l10n.t("Decided unreadable records"), value: l10n.t("accepted: {0}, discarded: {1}", count(row.accepted), count(row.discarded)), icon: "check" };
    case "unknownShapes":
      return { name: l10n.t("Records of an unknown shape"), value: count(row.unknownShapes), icon: "question" };
    case "excluded":
      return { name: l10n.t("Sessions left out"), value: l10n.t("{0}, by the setting 'spotter.storage.exclude'", count(row.excluded)), icon: "exclude" };
    case "deleted":
      return { name: l10n.t("Records that OpenCode deleted"), value: l10n.t("{0}; what Spotter kept of them stays", count(row.deleted)), icon: "trash" };
    case "retried":
      return { name: l10n.t("Tried again"), value: count(row.retried), icon: "sync" };
    case "backlog":
      return { name: l10n.t("Backlog"), value: l10n.t("{0} changed sessions are still to be read, oldest first", count(row.backlog)), icon: "list-ordered" };
    case "pace":
      return { name: l10n.t("Pace of the last reading"), value: l10n.t("{0} rows a second, {1} ms a batch", count(Math.round(row.rowsPerSecond)), count(Math.round(row.batchMs))), icon: "dashboard" };
  }
}

function scoredWords({ toolCalls, unscored }: EngineStatus): string {
  return unscored === 0 ? l10n.t("all {0} tool calls", count(toolCalls)) : l10n.t("{0} of {1} tool calls", count(toolCalls - unscored), count(toolCalls));
}

/** What is left when nothing waits any more is gone from OpenCode's storage. */
function inspectionWords({ waiting, older }: EngineStatus["inspection"]): string {
  return waiting > 0
    ? l10n.t("{0} sessions are still to be read again", count(waiting))
    : l10n.t("{0} calls and prompts; OpenCode has them no more, so that they cannot be read again", count(older));
}

/** A share that is not whole never reads as if it were. */
export function captureText(share: number): string {
  const percent = share >= 1 ? 100 : Math.min(99.99, Math.floor(share * 10_000) / 100);
  return `${percent.toLocaleString(env.language, { maximumFractionDigits: 2 })} %`;
}

function percentText(share: number): string {
  return `${(share * 100).toLocaleString(env.language, { maximumFractionDigits: share < 0.1 ? 1 : 0 })} %`;
}

function bytesText(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString(env.language, { maximumFractionDigits: bytes < 1e7 ? 1 : 0 })} MB`;
}

function whenText(time: SourceRow["lastRead"]): string {
  return time === null ? l10n.t("never") : longTime(time, env.language);
}

function count(value: number): string {
  return value.toLocaleString(env.language);
}
