import { env, l10n, MarkdownString, StatusBarAlignment, ThemeColor, window, type Disposable, type StatusBarItem } from "vscode";
import { untrusted } from "../model/untrusted.js";
import type { Threat } from "../protocol/alerts.js";
import type { EngineStatus } from "../protocol/engine.js";
import { captureText } from "./coverage/coverageFacts.js";
import { modeSentence, modeWord } from "./coverage/coverageItems.js";
import type { EngineClient, EngineState } from "./engine/engineClient.js";
import { label } from "./render/label.js";
import { markdownText } from "./render/markdown.js";
import { longTime } from "./render/time.js";
import type { WorkspaceThreat } from "./threat.js";
import { countWords, levelWord } from "./words.js";

/** Open findings of this workspace; of the machine where OpenCode never worked in it. */
type Shown = Pick<Threat, "byLevel" | "unreadCritical"> & { readonly here: boolean };

/** The one status-bar item: how bad it is in this workspace. A click opens the explorer. */
export class StatusBar implements Disposable {
  readonly item: StatusBarItem;
  private readonly registrations: readonly Disposable[];

  constructor(
    private readonly engine: EngineClient,
    private readonly workspace: WorkspaceThreat,
  ) {
    this.item = window.createStatusBarItem("spotter.threat", StatusBarAlignment.Left, 0);
    this.item.name = l10n.t("Spotter: Threat Level");
    this.item.command = "spotter.openExplorer";
    this.registrations = [engine.onState.on(() => this.show()), workspace.onChange.on(() => this.show())];
    this.show();
    this.item.show();
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
    this.item.dispose();
  }

  private show(): void {
    const { state } = this.engine;
    const shown = state.kind === "running" ? shownThreat(state.status, this.workspace) : null;
    const words = state.kind === "running" && shown ? threatWords(state.status, shown, this.workspace.hasFolders) : state.kind === "failed" ? l10n.t("stopped") : l10n.t("starting");
    const failed = state.kind === "failed" || (state.kind === "running" && state.status.phase === "failed");
    const resting = state.kind === "running" && !failed && state.status.readingMode !== "live" ? modeWord(state.status.readingMode) : "";
    const unread = shown?.unreadCritical ?? 0;
    // High contrast has no colour for it.
    this.item.text = [`${failed ? "$(error)" : unread > 0 ? "$(warning)" : "$(shield)"} Spotter: ${words}`, resting && `$(debug-pause) ${resting}`].filter(Boolean).join(" ");
    // Only what nobody has seen yet: a colour that stays is no longer looked at.
    this.item.backgroundColor = unread > 0 ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    this.item.accessibilityInformation = { label: l10n.t("Spotter: {0}. Opens the Risk Explorer.", [words, unread > 0 ? l10n.t("unread: {0}", unread) : "", resting].filter(Boolean).join(", ")), role: "button" };
    this.item.tooltip = tooltip(state, this.workspace.now, this.workspace.machine);
  }
}

function shownThreat(status: EngineStatus, workspace: WorkspaceThreat): Shown {
  const here = workspace.now;
  return here && here.sessions > 0 ? { ...here, here: true } : { byLevel: status.openFindings, unreadCritical: status.unreadCritical, here: false };
}

function threatWords(status: EngineStatus, { byLevel, here }: Shown, hasFolders: boolean): string {
  if (status.phase === "failed") return l10n.t("stopped");
  const { critical, high } = byLevel;
  const worst = critical > 0 ? l10n.t("{0} critical", critical) : high > 0 ? l10n.t("{0} high", high) : "";
  if (worst !== "") return here || !hasFolders ? worst : l10n.t("{0} on this machine", worst);
  if (status.phase === "following") return quietWords(status);
  return l10n.t("reading");
}

/** Why no open risk is told: there is none, or nobody has looked. */
function quietWords({ sources, toolCalls }: EngineStatus): string {
  if (sources.length === 0) return l10n.t("no OpenCode data");
  return toolCalls === 0 && sources.every(({ lastRead }) => lastRead === null) ? l10n.t("nothing read yet") : l10n.t("no open risk");
}

function tooltip(state: EngineState, here: Threat | undefined, machine: Threat | undefined): MarkdownString {
  if (state.kind !== "running") {
    return new MarkdownString(
      markdownText(untrusted(state.kind === "failed" ? l10n.t("Spotter's engine stopped after repeated crashes. 'Spotter: Refresh' starts it again.") : l10n.t("Spotter is starting."))),
    );
  }
  const { status } = state;
  const failing = status.sources.filter((source) => source.problem !== null).length;
  const deadLetters = status.sources.reduce((sum, source) => sum + source.deadLetters, 0);
  const lines = [
    here && here.sessions > 0 ? l10n.t("Open findings in this workspace: {0}", countWords(here.byLevel, "low") || l10n.t("none")) : "",
    here?.newest ? l10n.t("The newest in this workspace: {0}", newestWords(here.newest)) : "",
    l10n.t("Open findings on this machine: {0}", countWords(status.openFindings, "low") || l10n.t("none")),
    machine?.newest ? l10n.t("The newest on this machine: {0}", newestWords(machine.newest)) : "",
    l10n.t("Looked at {0} tool calls in {1} sessions", status.toolCalls, status.sessions),
    coverageWords(status),
    status.readingMode === "live" ? "" : modeSentence(status.readingMode),
    status.unscored > 0 ? l10n.t("Still to be scored: {0}", status.unscored) : "",
    failing > 0 ? l10n.t("Storage that could not be read: {0}", failing) : "",
    deadLetters > 0 ? l10n.t("Unreadable records: {0}", deadLetters) : "",
    ...status.notices.map((notice) => notice.message),
  ];
  return new MarkdownString(lines.filter(Boolean).map((line) => markdownText(untrusted(line))).join("\n\n"));
}

function newestWords({ call, level }: NonNullable<Threat["newest"]>): string {
  return l10n.t("{0} ({1}, {2})", label(call.subject, 100), levelWord(level), longTime(call.time, env.language));
}

/** The share of all records that could be read, and when the last was looked for. */
function coverageWords({ sources }: EngineStatus): string {
  const seen = sources.reduce((sum, row) => sum + row.seen, 0);
  const read = Math.max(0, ...sources.map(({ lastRead }) => lastRead ?? 0));
  if (seen === 0 || read === 0) return "";
  return l10n.t("Captured: {0} of the records; last scan {1}", captureText(sources.reduce((sum, row) => sum + row.parsed, 0) / seen), longTime(read, env.language));
}
