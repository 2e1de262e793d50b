import { SETTLED_STATES } from "../../model/finding.js";
import type { EngineContract, EngineStatus } from "../../protocol/engine.js";
import type { Params, Result } from "../../protocol/channel.js";
import type { GroupedList, GroupRow } from "../../protocol/findingList.js";
import { moreNodes } from "../lists/more.js";
import { type Page, Pages } from "../lists/pages.js";
import { coverageGaps } from "../coverage/problems.js";
import { isResting } from "../panelState.js";
import { FINDINGS_VIEW, type CallNode, type ExplorerNode, type GroupNode, type ListKey, type SessionNode } from "./nodes.js";

type Lists = "findingGroups" | "groupCalls" | "settledFindings";
/** The part of the engine that the tree needs. */
export interface ExplorerSource {
  request<K extends Lists>(name: K, params: Params<EngineContract, K>): Promise<Result<EngineContract, K>>;
}

/** A group as the tree shows it. */
type Group = SessionNode | GroupNode;
/** What of the tree is to be drawn again: everything, or these groups alone. */
export type Redraw = "all" | readonly Group[];

/** The Risk Explorer's rows: asked of the engine in pages, never held longer than the tree shows them. */
export class ExplorerModel {
  private readonly pages = new Pages();
  /** By the group's value, in the order shown. */
  private groups = new Map<string, Group>();
  /** Sessions of the calls that are loaded, by their group's value. */
  private readonly loaded = new Map<string, ReadonlySet<string>>();
  private listed: string = "";
  /** How many findings were left out as settled when the groups were drawn. */
  private settled = "";
  status: EngineStatus | undefined;

  constructor(
    private readonly source: ExplorerSource,
    /** What is listed now, the filter as it was typed, and whether that leaves something out. */
    private readonly asked: () => { readonly list: GroupedList; readonly filter: string; readonly narrows: boolean },
  ) {}

  async children(parent?: ExplorerNode): Promise<ExplorerNode[]> {
    if (!parent) return this.roots();
    if (parent.kind === "session" || parent.kind === "group") return this.calls(parent);
    return [];
  }

  /** The group that holds a call. */
  parent(node: ExplorerNode): ExplorerNode | undefined {
    return node.kind === "call" ? this.groups.get(node.value) : undefined;
  }

  /** The group whose calls are that list; undefined for the other lists. */
  groupOf(list: string): Group | undefined {
    return list.startsWith("calls:") ? this.groups.get(list.slice("calls:".length)) : undefined;
  }

  /** A call's node, where one of the groups that are shown has it among its calls; undefined elsewhere. */
  async callNode({ sessionId, callId }: { readonly sessionId: string; readonly callId: string }): Promise<CallNode | undefined> {
    // A view that only comes to the screen has not asked for its groups yet.
    if (this.groups.size === 0) await this.roots();
    for (const group of this.groups.values()) {
      const { value } = rowOf(group);
      if (group.kind === "session" ? value !== sessionId : !this.loaded.get(value)?.has(sessionId)) continue;
      const node = (await this.calls(group)).find((each): each is CallNode => each.kind === "call" && each.callId === callId);
      if (node) return node;
    }
    return undefined;
  }

  /** Has the next `children` of that list hold one page more. */
  loadMore(list: string): void {
    this.pages.loadMore(list);
  }

  /**
   * Asks for the groups again and says what changed in the tree.
   *
   * @param changed sessions whose calls changed; null for many
   */
  async update(changed: readonly string[] | null): Promise<Redraw> {
    if (changed === null || this.groups.size === 0) return "all";
    const page = await this.groupPage();
    const before = [...this.groups.keys()];
    const sameOrder = page.rows.length === before.length && page.rows.every((row, index) => row.value === before[index]);
    if (!sameOrder || (await this.hasSettledMore())) return "all";
    const touched = page.rows.filter((row) => {
      const known = this.groups.get(row.value);
      const sessions = this.loaded.get(row.value);
      return changed.includes(row.value) || changed.some((id) => sessions?.has(id)) || JSON.stringify(known && rowOf(known)) !== JSON.stringify(row);
    });
    return touched.map((row) => this.groupNode(row));
  }

  private async hasSettledMore(): Promise<boolean> {
    const { filter } = this.asked().list;
    return filter.state === null && JSON.stringify(await this.source.request("settledFindings", { filter })) !== this.settled;
  }

  private async roots(): Promise<ExplorerNode[]> {
    this.startOverWhereAnotherListIsAsked();
    const page = await this.groupPage();
    const nodes = page.rows.map((row) => this.groupNode(row));
    this.groups = new Map(nodes.map((node) => [rowOf(node).value, node]));
    const above: ExplorerNode[] = [];
    const gaps = this.status ? coverageGaps(this.status) : null;
    if (gaps) above.push({ kind: "gaps", ...gaps });
    const settled = await this.settledNodes();
    if (nodes.length === 0) above.push(...this.nothing(settled.length > 0));
    return [...above, ...nodes, ...moreNodes(FINDINGS_VIEW, "groups", page), ...settled];
  }

  /** What the list leaves out as settled, as long as it does. */
  private async settledNodes(): Promise<ExplorerNode[]> {
    const { list, filter } = this.asked();
    if (list.filter.state !== null) return [];
    const byState = await this.source.request("settledFindings", { filter: list.filter });
    this.settled = JSON.stringify(byState);
    return SETTLED_STATES.some((state) => (byState[state] ?? 0) > 0) ? [{ kind: "settled", byState, filter: `${filter} state:any`.trim() }] : [];
  }

  /** Why no call is listed, where that can be told. */
  private nothing(hasSettled: boolean): ExplorerNode[] {
    if (this.asked().narrows && this.status && this.status.toolCalls > 0) return [{ kind: "unmatched" }];
    // The row of the settled ones says what there is.
    if (hasSettled) return [];
    if (this.status?.phase !== "following" || isResting(this.status) || !this.status.sources.some((source) => source.problem === null && source.lastRead !== null)) return [];
    return [{ kind: "quiet", sessions: this.status.sessions, toolCalls: this.status.toolCalls }];
  }

  /** Another grouping has other groups: what was loaded of the one before says nothing of them. */
  private startOverWhereAnotherListIsAsked(): void {
    const { by, order, filter } = this.asked().list;
    const listed = JSON.stringify([by, order, { ...filter, since: null }]);
    if (listed === this.listed) return;
    this.listed = listed;
    this.groups.clear();
    this.loaded.clear();
    this.pages.startOver();
  }

  private async calls(parent: Group): Promise<ExplorerNode[]> {
    const { list } = this.asked();
    const { value } = rowOf(parent);
    const key: ListKey = `calls:${value}`;
    const page = await this.pages.read(key, (after, limit) => this.source.request("groupCalls", { list, value, after, limit }));
    this.loaded.set(value, new Set(page.rows.map((row) => row.sessionId)));
    const nodes = page.rows.map((row): CallNode => ({ kind: "call", sessionId: row.sessionId, callId: row.id, row, by: list.by, value }));
    return [...nodes, ...moreNodes(FINDINGS_VIEW, key, page)];
  }

  private groupPage(): Promise<Page<GroupRow>> {
    const { list } = this.asked();
    return this.pages.read("groups", (after, limit) => this.source.request("findingGroups", { list, after, limit }));
  }

  /** The node of that group: the one that the tree holds, where it holds one. */
  private groupNode(row: GroupRow): Group {
    const known = this.groups.get(row.value);
    if (known?.kind === "session" && row.session) return Object.assign(known, { row: row.session, group: row });
    if (known?.kind === "group" && !row.session) return Object.assign(known, { row });
    if (row.session) return { kind: "session", sessionId: row.value, row: row.session, group: row };
    return { kind: "group", by: this.asked().list.by, value: row.value, row };
  }
}

function rowOf(group: Group): GroupRow {
  return group.kind === "session" ? group.group : group.row;
}
