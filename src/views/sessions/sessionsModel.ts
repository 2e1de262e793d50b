import type { Params, Result } from "../../protocol/channel.js";
import type { EngineContract } from "../../protocol/engine.js";
import type { TreeSessionRow } from "../../protocol/sessionTree.js";
import { moreNodes } from "../lists/more.js";
import { Pages } from "../lists/pages.js";
import { SESSIONS_VIEW, type SessionsNode, type StepNode, type TreeSessionNode } from "./nodes.js";

/** The part of the engine that the tree needs. */
export interface SessionsSource {
  request<K extends "sessionTree" | "timeline">(name: K, params: Params<EngineContract, K>): Promise<Result<EngineContract, K>>;
}

/** What of the tree is to be drawn again: everything, or these sessions alone. */
export type Redraw = "all" | readonly TreeSessionNode[];

const TOP = "top";

/** The rows of the Sessions view: sessions, below each its sub-agents, and below those its timeline. */
export class SessionsModel {
  private readonly pages = new Pages();
  /** Every session that was listed. */
  private readonly sessions = new Map<string, TreeSessionNode>();
  private top: readonly string[] = [];

  constructor(private readonly source: SessionsSource) {}

  async children(parent?: SessionsNode): Promise<SessionsNode[]> {
    if (!parent) return this.topSessions();
    return parent.kind === "session" ? this.below(parent) : [];
  }

  parent(node: SessionsNode): TreeSessionNode | undefined {
    if (node.kind === "session") return node.row.parentId === null ? undefined : this.sessions.get(node.row.parentId);
    return node.kind === "more" ? this.sessionOf(node.list) : this.sessions.get(node.sessionId);
  }

  /** Has the next `children` of that list hold one page more. */
  loadMore(list: string): void {
    this.pages.loadMore(list);
  }

  /** The session below which that list stands; undefined for the sessions at the top. */
  sessionOf(list: string): TreeSessionNode | undefined {
    return this.sessions.get(list.slice(list.indexOf(":") + 1));
  }

  /**
   * Asks for the sessions at the top again and says what changed in the tree.
   *
   * @param changed sessions whose rows changed; null for many
   */
  async update(changed: readonly string[] | null): Promise<Redraw> {
    if (changed === null) return "all";
    const page = await this.topPage();
    if (page.rows.length !== this.top.length || page.rows.some(({ id }, index) => id !== this.top[index])) return "all";
    const touched = new Set(changed.map((id) => this.rootOf(id)));
    const moved = page.rows.filter((row) => touched.has(row.id) || JSON.stringify(this.sessions.get(row.id)?.row) !== JSON.stringify(row));
    return moved.map((row) => this.node(row));
  }

  private async topSessions(): Promise<SessionsNode[]> {
    const page = await this.topPage();
    this.top = page.rows.map(({ id }) => id);
    return [...page.rows.map((row) => this.node(row)), ...moreNodes(SESSIONS_VIEW, TOP, page)];
  }

  private async below(parent: TreeSessionNode): Promise<SessionsNode[]> {
    const { sessionId } = parent;
    const subAgents = `below:${sessionId}`;
    const timeline = `timeline:${sessionId}`;
    const children = await this.pages.read(subAgents, (after, limit) => this.source.request("sessionTree", { parentId: sessionId, after, limit }));
    const steps = await this.pages.read(timeline, (after, limit) => this.source.request("timeline", { sessionId, after, limit }));
    const nodes: SessionsNode[] = [
      ...children.rows.map((row) => this.node(row)),
      ...moreNodes(SESSIONS_VIEW, subAgents, children),
      ...steps.rows.map((row): StepNode => ({ kind: "step", sessionId, callId: row.kind === "call" ? row.call.id : row.id, row, sessionTitle: parent.row.title })),
      ...moreNodes(SESSIONS_VIEW, timeline, steps),
    ];
    return nodes.length > 0 ? nodes : [{ kind: "empty", sessionId }];
  }

  private topPage() {
    return this.pages.read(TOP, (after, limit) => this.source.request("sessionTree", { parentId: null, after, limit }));
  }

  /** The session at the top that holds this one, as far as it was listed. */
  private rootOf(sessionId: string): string {
    const passed = new Set<string>();
    let id = sessionId;
    for (let parent = this.sessions.get(id)?.row.parentId; parent && this.sessions.has(parent) && !passed.has(parent); parent = this.sessions.get(id)?.row.parentId) {
      passed.add(parent);
      id = parent;
    }
    return id;
  }

  /** The node of that session: the one that the tree holds, where it holds one. */
  private node(row: TreeSessionRow): TreeSessionNode {
    const known = this.sessions.get(row.id);
    if (known) return Object.assign(known, { row });
    const node: TreeSessionNode = { kind: "session", sessionId: row.id, row };
    this.sessions.set(row.id, node);
    return node;
  }
}
