import { l10n, window, workspace, type Disposable, type TreeDataProvider, type TreeItem, type TreeView } from "vscode";
import { untrusted } from "../../model/untrusted.js";
import type { GroupedList } from "../../protocol/findingList.js";
import type { EngineClient, EngineState } from "../engine/engineClient.js";
import type { ContextKeys } from "../contextKeys.js";
import { modeSentence, modeWord } from "../coverage/coverageItems.js";
import { TreeChanges } from "../lists/treeChanges.js";
import { label } from "../render/label.js";
import type { Settings } from "../settings.js";
import { panelStateOf, type PanelState } from "../panelState.js";
import { ExplorerModel } from "./explorerModel.js";
import { itemOf } from "./explorerItems.js";
import type { FindingsChoice } from "./findingsChoice.js";
import { FINDINGS_VIEW, type ExplorerNode } from "./nodes.js";
import { tooltipOf } from "./tooltips.js";

/** How long a selection is waited for, in milliseconds. */
const SELECTED_WITHIN_MS = 500;
/** A tree that only comes to the screen, or is drawn anew meanwhile, forgets what it was to select. */
const MOST_REVEALS = 3;

/** The Risk Explorer: risky calls in groups, with its badge, its description and its progress. */
export class RiskExplorer implements TreeDataProvider<ExplorerNode>, Disposable {
  private readonly changed = new TreeChanges<ExplorerNode>();
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: TreeView<ExplorerNode>;
  private readonly model: ExplorerModel;
  private readonly registrations: Disposable[];
  private endProgress: (() => void) | undefined;
  private coverageShown = "";
  private stateShown: PanelState | undefined;

  constructor(
    private readonly engine: EngineClient,
    private readonly contextKeys: ContextKeys,
    private readonly choice: FindingsChoice,
    private minLevel: Settings["explorerMinLevel"],
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.model = new ExplorerModel(engine, () => ({ list: this.list(), filter: choice.now.filter, narrows: choice.narrows }));
    this.view = window.createTreeView(FINDINGS_VIEW, { treeDataProvider: this, showCollapseAll: true, canSelectMany: true });
    this.registrations = [
      this.view,
      this.changed,
      engine.onState.on((state) => this.showState(state)),
      engine.onChanged.on((sessionIds) => void this.update(sessionIds)),
      choice.onChange(() => this.showChoice()),
      workspace.onDidChangeWorkspaceFolders(() => this.showChoice()),
    ];
    this.setChoiceKeys();
    this.showState(engine.state);
  }

  getTreeItem(node: ExplorerNode): TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    if (this.engine.state.kind !== "running") return []; // the welcome text says why
    try {
      return await this.model.children(node);
    } catch (error) {
      this.onFailure(error);
      return [];
    }
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    return this.model.parent(node);
  }

  resolveTreeItem(item: TreeItem, node: ExplorerNode): TreeItem {
    const tooltip = tooltipOf(node);
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  /** What is listed now, as it is asked of the engine. */
  list(): GroupedList {
    return this.choice.list(this.minLevel, Date.now());
  }

  /** Selects a call's line, where the view is on the screen and has it among what is loaded. False where it has not. */
  async reveal(call: { readonly sessionId: string; readonly callId: string }, focus: boolean): Promise<boolean> {
    const release = this.changed.hold();
    try {
      for (let reveals = 0; reveals < MOST_REVEALS; reveals += 1) {
        const node = this.view.visible ? await this.model.callNode(call) : undefined;
        if (!node) return false;
        const told = this.toldSelection(call.callId);
        // What VS Code does not bring to its end is not waited for.
        await Promise.race([this.view.reveal(node, { select: true, focus }), told]);
        if (await told) break;
      }
      return true;
    } finally {
      release();
    }
  }

  /** VS Code tells late what is selected: a key that is pressed at once would be about the line before. False where it does not tell it. */
  private toldSelection(callId: string): Promise<boolean> {
    const isSelected = (): boolean => this.view.selection.some((node) => node.kind === "call" && node.callId === callId);
    if (isSelected()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(patience);
        listener.dispose();
        resolve(isSelected());
      };
      const patience = setTimeout(end, SELECTED_WITHIN_MS);
      const listener = this.view.onDidChangeSelection(() => isSelected() && end());
    });
  }

  /** Shows calls from another level on. */
  setMinLevel(minLevel: Settings["explorerMinLevel"]): void {
    this.minLevel = minLevel;
    this.showState(this.engine.state);
    this.redrawAll();
  }

  loadMore(list: string): void {
    this.model.loadMore(list);
    const group = this.model.groupOf(list);
    this.changed.fire(group ? [group] : "all");
  }

  /** Draws everything again from the engine. */
  redrawAll(): void {
    this.changed.fire("all");
  }

  dispose(): void {
    this.endProgress?.();
    for (const registration of this.registrations) registration.dispose();
  }

  private async update(sessionIds: readonly string[] | null): Promise<void> {
    if (!this.view.visible) return this.redrawAll();
    try {
      this.changed.fire(await this.model.update(sessionIds));
    } catch (error) {
      this.onFailure(error);
    }
  }

  private showState(state: EngineState): void {
    const panelState = panelStateOf(state, this.minLevel);
    this.contextKeys.set("spotter.panelState", panelState);
    this.model.status = state.kind === "running" ? state.status : undefined;
    this.showBadge(state);
    const narrowed = this.choiceWords();
    this.view.description = [narrowed, describe(state)].filter(Boolean).join(" · ");
    // A narrow side bar cuts the description off; that something is left out must be seen all the same.
    const leftOut = narrowed === "" ? "" : this.choice.showsMore ? l10n.t("Settled findings are shown, too.") : l10n.t("Not everything is shown: {0}.", narrowed);
    // VS Code shows no welcome text beside a message, and the welcome text says more.
    const machine = panelState === "findings" || panelState === "nothingRisky" ? (machineWords(state) ?? "") : "";
    const message = [leftOut, machine].filter(Boolean).join(" ");
    if (this.view.message !== message) this.view.message = message;
    // The workbench shows a view's progress in place of its badge: once there is a count to show, the description tells of the work.
    this.showProgress(panelState === "starting" || panelState === "reading");
    const coverage = state.kind === "running" ? JSON.stringify([state.status.notices, state.status.sources.map((source) => [source.problem, source.deadLetters])]) : "";
    const redraw = coverage !== this.coverageShown || panelState !== this.stateShown;
    this.coverageShown = coverage;
    this.stateShown = panelState;
    if (redraw) this.redrawAll();
  }

  private showChoice(): void {
    this.setChoiceKeys();
    this.showState(this.engine.state);
    this.redrawAll();
  }

  private setChoiceKeys(): void {
    this.contextKeys.set("spotter.findingsOrder", this.choice.now.order);
    this.contextKeys.set("spotter.findingsScope", this.choice.now.scope);
    this.contextKeys.set("spotter.findingsNarrowed", this.choice.narrows);
  }

  /** By what the findings are narrowed, so that nobody takes a part for the whole. */
  private choiceWords(): string {
    const { filter } = this.choice.now;
    return [this.choice.inWorkspace ? l10n.t("this workspace only") : "", filter === "" ? "" : l10n.t("filter: {0}", label(untrusted(filter), 60))].filter(Boolean).join(" · ");
  }

  private showBadge(state: EngineState): void {
    const open = state.kind === "running" ? state.status.openFindings : { critical: 0, high: 0 };
    const value = open.critical + open.high;
    const resting = state.kind === "running" && state.status.readingMode !== "live" ? modeSentence(state.status.readingMode) : "";
    this.view.badge = value === 0 ? undefined : { value, tooltip: [l10n.t("Open findings: {0} critical, {1} high", open.critical, open.high), resting].filter(Boolean).join(". ") };
  }

  private showProgress(busy: boolean): void {
    if (!busy) {
      this.endProgress?.();
      this.endProgress = undefined;
    } else if (!this.endProgress) {
      void window.withProgress({ location: { viewId: FINDINGS_VIEW } }, () => new Promise<void>((resolve) => (this.endProgress = resolve)));
    }
  }
}

/** Which machine is read, where that is another one than that of the screen, or may be. */
function machineWords(state: EngineState): string | undefined {
  if (state.kind !== "running" || state.status.machine.kind === "local") return undefined;
  const host = label(untrusted(state.status.machine.host), 60);
  switch (state.status.machine.kind) {
    case "container":
      return l10n.t("Reads OpenCode in the container {0}. What it does outside is not seen.", host);
    case "wsl":
      return l10n.t("Reads OpenCode in WSL on {0}. What it does in Windows is not seen.", host);
    default:
      return l10n.t("Reads OpenCode on {0}. What it does on the machine in front of you is not seen.", host);
  }
}

function describe(state: EngineState): string {
  if (state.kind !== "running") return "";
  const { phase, progress, toolCalls, sessions, readingMode } = state.status;
  if (phase === "reading" && progress) return l10n.t("reading {0} of {1} sessions", progress.done, progress.total);
  if (phase === "scoring" && progress) return l10n.t("scoring {0} of {1} calls", progress.done, progress.total);
  const counts = toolCalls === 0 && sessions === 0 ? "" : l10n.t("{0} calls in {1} sessions", toolCalls, sessions);
  return [readingMode === "live" ? "" : modeWord(readingMode), counts].filter(Boolean).join(" · ");
}
