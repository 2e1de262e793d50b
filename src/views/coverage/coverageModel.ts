import type { EngineContract, EngineStatus } from "../../protocol/engine.js";
import type { Params, Result } from "../../protocol/channel.js";
import type { SourceRow } from "../../protocol/rows.js";
import { moreNodes } from "../lists/more.js";
import { Pages } from "../lists/pages.js";
import { COVERAGE_VIEW, ENGINE_FACTS, SOURCE_FACTS, type CoverageNode, type EngineFactNode, type SourceFactNode, type UnreadableNode } from "./nodes.js";
import { problemsOf } from "./problems.js";

/** The part of the engine that the tree needs. */
export interface CoverageSource {
  request<K extends "listDeadLetters">(name: K, params: Params<EngineContract, K>): Promise<Result<EngineContract, K>>;
}

const LETTERS = "deadLetters";

/** The rows of the Coverage view: what was read, what was not, and by which engine. */
export class CoverageModel {
  private readonly pages = new Pages();
  status: EngineStatus | undefined;

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
      default:
        return [];
    }
  }

  /** Has the next `children` of the dead letters hold one page more. */
  loadMore(): void {
    this.pages.loadMore(LETTERS);
  }

  private roots(status: EngineStatus): CoverageNode[] {
    const unreadable = unreadableOf(status);
    return [...problemsOf(status), { kind: "engine", status }, ...status.sources.map((row): CoverageNode => ({ kind: "source", row })), ...(unreadable ? [unreadable] : [])];
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
