import { EventEmitter, window, type Disposable, type TreeDataProvider, type TreeItem, type TreeView } from "vscode";
import { Throttle } from "../../model/throttle.js";
import type { ContextKeys } from "../contextKeys.js";
import type { EngineClient, EngineState } from "../engine/engineClient.js";
import { itemOf, modeWord, tooltipOf } from "./coverageItems.js";
import { CoverageModel } from "./coverageModel.js";
import { COVERAGE_VIEW, type CoverageNode } from "./nodes.js";

/** How often the lists of what was decided are asked for at most, in milliseconds: while an agent works, something changes all the time. */
const DECIDED_APART_MS = 1_000;

/** The Coverage view: what was read and what was not, how fresh it is, and what that costs. */
export class CoverageView implements TreeDataProvider<CoverageNode>, Disposable {
  private readonly changed = new EventEmitter<CoverageNode | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: TreeView<CoverageNode>;
  private readonly model: CoverageModel;
  private readonly decided = new Throttle(DECIDED_APART_MS, () => this.showDecided());
  private readonly registrations: Disposable[];

  constructor(
    engine: EngineClient,
    private readonly contextKeys: ContextKeys,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.model = new CoverageModel(engine);
    this.view = window.createTreeView(COVERAGE_VIEW, { treeDataProvider: this });
    this.registrations = [this.view, this.changed, this.decided, engine.onState.on((state) => this.showState(state)), engine.onChanged.on(() => this.decided.request())];
    this.showState(engine.state);
  }

  getTreeItem(node: CoverageNode): TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: CoverageNode): Promise<CoverageNode[]> {
    try {
      return await this.model.children(node);
    } catch (error) {
      this.onFailure(error);
      return [];
    }
  }

  resolveTreeItem(item: TreeItem, node: CoverageNode): TreeItem {
    const tooltip = tooltipOf(node);
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  loadMore(list: string): void {
    this.model.loadMore(list);
    this.changed.fire(undefined);
  }

  /** Draws anew what was decided. */
  private showDecided(): void {
    this.model.forgetDecided();
    this.changed.fire(undefined);
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private showState(state: EngineState): void {
    if (state.kind !== "running") this.model.forgetDecided();
    this.model.status = state.kind === "running" ? state.status : undefined;
    const mode = state.kind === "running" ? state.status.readingMode : "live";
    this.contextKeys.set("spotter.readingMode", mode);
    this.view.description = state.kind === "running" ? modeWord(mode) : "";
    this.changed.fire(undefined);
  }
}
