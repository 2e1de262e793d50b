import type { RiskLevel } from "../../model/risk.js";
import type { EngineContract, EngineStatus } from "../../protocol/engine.js";
import type { Params, Result } from "../../protocol/channel.js";
import type { SessionRow } from "../../protocol/rows.js";
import type { CallNode, CoverageNode, ExplorerNode, ListKey, ProblemNode, SessionNode } from "./nodes.js";

/** Rows of a page, and how many "Load more" adds. */
export const PAGE_SIZE = 200;
/** Most rows the engine gives at once. */
const REQUEST_LIMIT = 1_000;

type Lists = "listSessions" | "listCalls" | "listDeadLetters";
/** The part of the engine that the tree needs. */
export interface ExplorerSource {
  request<K extends Lists>(name: K, params: Params<EngineContract, K>): Promise<Result<EngineContract, K>>;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly total: number;
}

/** What of the tree is to be drawn again: everything, or these sessions alone. */
export type Redraw = "all" | readonly SessionNode[];

/** The Risk Explorer's rows: asked of the engine in pages, worst first, never held longer than the tree shows them. */
export class ExplorerModel {
  private readonly wanted = new Map<ListKey, number>();
  private sessions = new Map<string, SessionNode>();
  status: EngineStatus | undefined;

  constructor(
    private readonly source: ExplorerSource,
    public minLevel: RiskLevel,
  ) {}

  async children(parent?: ExplorerNode): Promise<ExplorerNode[]> {
    if (!parent) return this.roots();
    if (parent.kind === "session") return this.calls(parent);
    if (parent.kind === "coverage") return this.coverage();
    return [];
  }

  /** The session that holds a call; problems and dead letters stand below the line that counts them. */
  parent(node: ExplorerNode): ExplorerNode | undefined {
    if (node.kind === "call") return this.sessions.get(node.sessionId);
    if (node.kind === "problem" || node.kind === "deadLetter") return this.coverageNode();
    return undefined;
  }

  session(sessionId: string): SessionNode | undefined {
    return this.sessions.get(sessionId);
  }

  /** Has the next `children` of that list hold one page more. */
  loadMore(list: ListKey): void {
    this.wanted.set(list, this.wantedOf(list) + PAGE_SIZE);
  }

  /**
   * Asks for the sessions again and says what changed in the tree.
   *
   * @param changed sessions whose calls changed; null for many
   */
  async update(changed: readonly string[] | null): Promise<Redraw> {
    if (changed === null || this.sessions.size === 0) return "all";
    const page = await this.sessionPage();
    const before = [...this.sessions.keys()];
    const sameOrder = page.rows.length === before.length && page.rows.every((row, index) => row.id === before[index]);
    if (!sameOrder) return "all";
    const touched = new Set(changed);
    return page.rows.filter((row) => touched.has(row.id)).map((row) => this.sessionNode(row));
  }

  private async roots(): Promise<ExplorerNode[]> {
    const page = await this.sessionPage();
    const nodes = page.rows.map((row) => this.sessionNode(row));
    this.sessions = new Map(nodes.map((node) => [node.sessionId, node]));
    const above: ExplorerNode[] = [];
    const coverage = this.coverageNode();
    if (coverage) above.push(coverage);
    if (nodes.length === 0 && this.status?.phase === "following" && this.status.sources.some((source) => source.problem === null)) {
      above.push({ kind: "quiet", sessions: this.status.sessions, toolCalls: this.status.toolCalls });
    }
    return [...above, ...nodes, ...more("sessions", page)];
  }

  private async calls(parent: SessionNode): Promise<ExplorerNode[]> {
    const list: ListKey = `calls:${parent.sessionId}`;
    const page = await this.paged(list, (after, limit) =>
      this.source.request("listCalls", { sessionId: parent.sessionId, minLevel: this.minLevel, order: "risk", after, limit }),
    );
    const nodes = page.rows.map((row): CallNode => ({ kind: "call", sessionId: row.sessionId, callId: row.id, row }));
    return [...nodes, ...more(list, page)];
  }

  private async coverage(): Promise<ExplorerNode[]> {
    const page = await this.paged("deadLetters", (after, limit) => this.source.request("listDeadLetters", { filter: "standing", after, limit }));
    return [...this.problems(), ...page.rows.map((row): ExplorerNode => ({ kind: "deadLetter", row })), ...more("deadLetters", page)];
  }

  private problems(): ProblemNode[] {
    if (!this.status) return [];
    const bySource = this.status.sources.flatMap((source): ProblemNode[] => {
      if (!source.problem) return [];
      const severity = source.problem.reason === "not-found" || source.problem.reason === "empty" ? "warning" : "error";
      return [{ kind: "problem", id: `source:${source.path}`, severity, message: source.problem.message, source }];
    });
    const notices = this.status.notices.map(
      (notice): ProblemNode => ({ kind: "problem", id: `notice:${notice.id}`, severity: notice.severity, message: notice.message, source: null }),
    );
    return [...bySource, ...notices];
  }

  private coverageNode(): CoverageNode | undefined {
    const problems = this.problems();
    const deadLetters = this.status?.sources.reduce((sum, source) => sum + source.deadLetters, 0) ?? 0;
    if (problems.length === 0 && deadLetters === 0) return undefined;
    const worst = problems.some(({ severity }) => severity === "error")
      ? "error"
      : deadLetters > 0 || problems.some(({ severity }) => severity === "warning")
        ? "warning"
        : "info";
    return { kind: "coverage", problems: problems.length, deadLetters, worst, alone: this.sessions.size === 0 };
  }

  private sessionPage(): Promise<Page<SessionRow>> {
    return this.paged("sessions", (after, limit) => this.source.request("listSessions", { minLevel: this.minLevel, after, limit }));
  }

  /** The node of that session: the one that the tree holds, where it holds one. */
  private sessionNode(row: SessionRow): SessionNode {
    const known = this.sessions.get(row.id);
    if (!known) return { kind: "session", sessionId: row.id, row };
    known.row = row;
    return known;
  }

  private wantedOf(list: ListKey): number {
    return this.wanted.get(list) ?? PAGE_SIZE;
  }

  private async paged<Row>(list: ListKey, ask: (after: string | null, limit: number) => Promise<Page<Row>>): Promise<Page<Row>> {
    const wanted = this.wantedOf(list);
    let page = await ask(null, Math.min(wanted, REQUEST_LIMIT));
    const rows = [...page.rows];
    while (page.next !== null && rows.length < wanted && page.rows.length > 0) {
      page = await ask(page.next, Math.min(wanted - rows.length, REQUEST_LIMIT));
      rows.push(...page.rows);
    }
    return { rows, next: page.next, total: page.total };
  }
}

function more(list: ListKey, page: Page<unknown>): ExplorerNode[] {
  if (page.next === null) return [];
  return [{ kind: "more", list, shown: page.rows.length, total: page.total }];
}
