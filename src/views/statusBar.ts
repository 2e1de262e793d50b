import { l10n, MarkdownString, StatusBarAlignment, ThemeColor, window, type Disposable, type StatusBarItem } from "vscode";
import { untrusted } from "../model/untrusted.js";
import type { EngineStatus } from "../protocol/engine.js";
import type { EngineClient, EngineState } from "./engine/engineClient.js";
import { modeSentence, modeWord } from "./coverage/coverageItems.js";
import { markdownText } from "./render/markdown.js";
import { countWords } from "./words.js";

/** The one status-bar item: the open findings at a glance. A click opens the explorer. */
export class StatusBar implements Disposable {
  readonly item: StatusBarItem;
  private readonly registration: Disposable;

  constructor(engine: EngineClient) {
    this.item = window.createStatusBarItem("spotter.threat", StatusBarAlignment.Left, 0);
    this.item.name = l10n.t("Spotter: Threat Level");
    this.item.command = "spotter.openExplorer";
    this.registration = engine.onState.on((state) => this.show(state));
    this.show(engine.state);
    this.item.show();
  }

  dispose(): void {
    this.registration.dispose();
    this.item.dispose();
  }

  private show(state: EngineState): void {
    const words = state.kind === "running" ? threatWords(state.status) : state.kind === "failed" ? l10n.t("stopped") : l10n.t("starting");
    const failed = state.kind === "failed" || (state.kind === "running" && state.status.phase === "failed");
    const resting = state.kind === "running" && !failed && state.status.readingMode !== "live" ? state.status.readingMode : null;
    this.item.text = [`${failed ? "$(error)" : "$(shield)"} Spotter: ${words}`, resting ? `$(debug-pause) ${modeWord(resting)}` : ""].filter(Boolean).join(" ");
    const alarming = state.kind === "running" && state.status.openFindings.critical > 0;
    this.item.backgroundColor = alarming ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    this.item.accessibilityInformation = { label: l10n.t("Spotter: {0}. Opens the Risk Explorer.", [words, resting ? modeWord(resting) : ""].filter(Boolean).join(", ")), role: "button" };
    this.item.tooltip = tooltip(state);
  }
}

function threatWords(status: EngineStatus): string {
  if (status.phase === "failed") return l10n.t("stopped");
  const { critical, high } = status.openFindings;
  if (critical > 0) return l10n.t("{0} critical", critical);
  if (high > 0) return l10n.t("{0} high", high);
  if (status.phase === "following") return status.sources.length === 0 ? l10n.t("no OpenCode data") : l10n.t("no open risk");
  return l10n.t("reading");
}

function tooltip(state: EngineState): MarkdownString {
  if (state.kind !== "running") {
    return new MarkdownString(
      markdownText(untrusted(state.kind === "failed" ? l10n.t("Spotter's engine stopped after repeated crashes. 'Spotter: Refresh' starts it again.") : l10n.t("Spotter is starting."))),
    );
  }
  const { status } = state;
  const failing = status.sources.filter((source) => source.problem !== null).length;
  const deadLetters = status.sources.reduce((sum, source) => sum + source.deadLetters, 0);
  const lines = [
    l10n.t("Open findings: {0}", countWords(status.openFindings, "low") || l10n.t("none")),
    l10n.t("Looked at {0} tool calls in {1} sessions", status.toolCalls, status.sessions),
    status.readingMode === "live" ? "" : modeSentence(status.readingMode),
    status.unscored > 0 ? l10n.t("Still to be scored: {0}", status.unscored) : "",
    failing > 0 ? l10n.t("Storage that could not be read: {0}", failing) : "",
    deadLetters > 0 ? l10n.t("Unreadable records: {0}", deadLetters) : "",
    ...status.notices.map((notice) => notice.message),
  ];
  return new MarkdownString(lines.filter(Boolean).map((line) => markdownText(untrusted(line))).join("\n\n"));
}
