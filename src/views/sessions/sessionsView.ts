import { window, type Disposable, type TreeDataProvider, type TreeItem, type TreeView } from "vscode";
import type { EngineClient, EngineState } from "../engine/engineClient.js";
import { TreeChanges } from "../lists/treeChanges.js";
import { itemOf, tooltipOf } from "./sessionItems.js";
import { SessionsModel } from "./sessionsModel.js";
import { SESSIONS_VIEW, type SessionsNode } from "./nodes.js";

/** The Sessions view: what the agents have been doing, harmless or not. */
export class SessionsView implements TreeDataProvider<SessionsNode>, Disposable {
  private readonly changed = new TreeChanges<SessionsNode>();
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: TreeView<SessionsNode>;
  private readonly model: SessionsModel;
  private readonly registrations: Disposable[];
  private shownState = "";

  constructor(
    private readonly engine: EngineClient,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.model = new SessionsModel(engine);
    this.view = window.createTreeView(SESSIONS_VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.registrations = [this.view, this.changed, engine.onState.on((state) => this.showState(state)), engine.onChanged.on((sessionIds) => void this.update(sessionIds))];
  }

  getTreeItem(node: SessionsNode): TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: SessionsNode): Promise<SessionsNode[]> {
    if (this.engine.state.kind !== "running") return []; // the welcome text says why
    try {
      return await this.model.children(node);
    } catch (error) {
      this.onFailure(error);
      return [];
    }
  }

  getParent(node: SessionsNode): SessionsNode | undefined {
    return this.model.parent(node);
  }

  resolveTreeItem(item: TreeItem, node: SessionsNode): TreeItem {
    const tooltip = tooltipOf(node);
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  loadMore(list: string): void {
    this.model.loadMore(list);
    const session = this.model.sessionOf(list);
    this.changed.fire(session ? [session] : "all");
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private async update(sessionIds: readonly string[] | null): Promise<void> {
    // What is not on the screen is asked for when it comes there.
    if (!this.view.visible) return this.changed.fire("all");
    try {
      this.changed.fire(await this.model.update(sessionIds));
    } catch (error) {
      this.onFailure(error);
    }
  }

  /** A session without a call changes none; the first one still has to be seen. */
  private showState(state: EngineState): void {
    const shown = state.kind === "running" ? `${state.status.phase} ${state.status.sessions}` : state.kind;
    if (shown === this.shownState) return;
    this.shownState = shown;
    this.changed.fire("all");
  }
}
