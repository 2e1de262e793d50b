import type { EngineContract, EngineStatus } from "../../protocol/engine.js";
import type { Params, Result } from "../../protocol/channel.js";
import type { SourceRow } from "../../protocol/rows.js";
import { moreNodes } from "../lists/more.js";
import { Pages } from "../lists/pages.js";
import { COVERAGE_VIEW, ENGINE_FACTS, SOURCE_FACTS, type CoverageNode, type EngineFactNode, type SourceFactNode, type UnreadableNode } from "./nodes.js";
import { problemsOf } from "./problems.js";

/** The part of the engine that the tree needs. */
export interface CoverageSource {
  request<K extends "listDeadLetters" | "listSuppressions" | "suppressedFindings" | "ruleQuality">(name: K, params: Params<EngineContract, K>): Promise<Result<EngineContract, K>>;
}

const LETTERS = "deadLetters";
const DECIDED = "decided";
const SUPPRESSIONS = "suppressions";
/** The list of what one suppression hides, by its id. */
const hiddenBy = (id: string): string => `suppressed:${id}`;

/** The rows of the Coverage view: what was read, what was not, and by which engine. */
export class CoverageModel {
  private readonly pages = new Pages();
  status: EngineStatus | undefined;
  /** What was decided, by list: asked once until it changes, since statuses come several times a second. */
  private readonly decided = new Map<string, Promise<CoverageNode[]>>();

  constructor(private readonly source: CoverageSource) {}

  async children(parent?: CoverageNode): Promise<CoverageNode[]> {
    if (!this.status) return [];
    if (!parent) return this.roots(this.status);
    switch (parent.kind) {
      case "engine":
        return engineFacts(this.status);
      case "source":
        return sourceFacts(this.status.sources.find(({ path }) => path === parent.row.path) ?? parent.row);
      case "unreadable":
        return this.letters();
      case "suppressions":
        return this.remembered(SUPPRESSIONS, () => this.suppressions());
      case "suppression":
        return this.remembered(hiddenBy(parent.row.id), () => this.hidden(parent.row.id));
      case "noisyRules":
        return parent.rules.map((row) => ({ kind: "noisyRule", row }));
      default:
        return [];
    }
  }

  /** Has the next `children` of that list hold one page more. */
  loadMore(list: string): void {
    this.decided.delete(list);
    this.pages.loadMore(list);
  }

  /** Has the next `children` ask again what was decided. */
  forgetDecided(): void {
    this.decided.clear();
  }

  private async roots(status: EngineStatus): Promise<CoverageNode[]> {
    const unreadable = unreadableOf(status);
    return [...problemsOf(status), { kind: "engine", status }, ...status.sources.map((row): CoverageNode => ({ kind: "source", row })), ...(unreadable ? [unreadable] : []), ...(await this.remembered(DECIDED, () => this.askDecided()))];
  }

  /** What was answered last of that list; a failure is not remembered. */
  private remembered(list: string, ask: () => Promise<CoverageNode[]>): Promise<CoverageNode[]> {
    const known = this.decided.get(list);
    if (known) return known;
    const asked = ask();
    this.decided.set(list, asked);
    asked.catch(() => this.decided.get(list) === asked && this.decided.delete(list));
    return asked;
  }

  /** What is not shown since a person decided so, and which rules that speaks against; each only where there is some. */
  private async askDecided(): Promise<CoverageNode[]> {
    const [{ total }, quality] = await Promise.all([this.source.request("listSuppressions", { after: null, limit: 1 }), this.source.request("ruleQuality", {})]);
    const rules = quality.filter(({ isNoisy }) => isNoisy);
    return [...(total > 0 ? [{ kind: "suppressions", total } as const] : []), ...(rules.length > 0 ? [{ kind: "noisyRules", rules } as const] : [])];
  }

  private async suppressions(): Promise<CoverageNode[]> {
    const page = await this.pages.read(SUPPRESSIONS, (after, limit) => this.source.request("listSuppressions", { after, limit }));
    return [...page.rows.map((row): CoverageNode => ({ kind: "suppression", row })), ...moreNodes(COVERAGE_VIEW, SUPPRESSIONS, page)];
  }

  private async hidden(id: string): Promise<CoverageNode[]> {
    const list = hiddenBy(id);
    const page = await this.pages.read(list, (after, limit) => this.source.request("suppressedFindings", { id, after, limit }));
    const nodes = page.rows.map((row): CoverageNode => ({ kind: "suppressed", suppressionId: id, sessionId: row.call.sessionId, callId: row.call.id, row }));
    return [...nodes, ...moreNodes(COVERAGE_VIEW, list, page)];
  }

  private async letters(): Promise<CoverageNode[]> {
    const page = await this.pages.read(LETTERS, (after, limit) => this.source.request("listDeadLetters", { filter: "standing", after, limit }));
    return [...page.rows.map((row): CoverageNode => ({ kind: "deadLetter", row })), ...moreNodes(COVERAGE_VIEW, LETTERS, page)];
  }
}

function unreadableOf({ sources }: EngineStatus): UnreadableNode | null {
  const open = sources.reduce((sum, row) => sum + row.deadLetters, 0);
  const accepted = sources.reduce((sum, row) => sum + row.accepted, 0);
  return open + accepted === 0 ? null : { kind: "unreadable", open, accepted };
}

function engineFacts(status: EngineStatus): EngineFactNode[] {
  const isTold: Partial<Record<EngineFactNode["name"], boolean>> = {
    failed: status.failed > 0,
    ownRules: status.ownRules.paths.length > 0,
    inspection: status.inspection.waiting > 0 || status.inspection.older > 0,
    masked: status.kept.masked > 0,
    folded: status.kept.folded + status.kept.withoutArguments > 0,
  };
  return ENGINE_FACTS.filter((name) => isTold[name] !== false).map((name) => ({ kind: "engineFact", name, status }));
}

/** What is always told of a source, and of the rest what is not zero. */
function sourceFacts(row: SourceRow): SourceFactNode[] {
  const isTold: Partial<Record<SourceFactNode["name"], boolean>> = {
    captured: row.captureRate !== null,
    unreadable: row.deadLetters > 0,
    decided: row.accepted + row.discarded > 0,
    unknownShapes: row.unknownShapes > 0,
    excluded: row.excluded > 0,
    deleted: row.deleted > 0,
    retried: row.retried > 0,
    backlog: row.backlog > 0,
    pace: row.rowsPerSecond > 0,
  };
  return SOURCE_FACTS.filter((name) => isTold[name] !== false).map((name) => ({ kind: "sourceFact", name, row }));
}
