import type { EngineStatus } from "../../protocol/engine.js";
import type { RuleQuality, SuppressionRow } from "../../protocol/triage.js";
import type { DeadLetterRow, FindingRow, SourceRow } from "../../protocol/rows.js";
import type { MoreNode } from "../lists/more.js";

/** The view that lists them. */
export const COVERAGE_VIEW = "spotter.coverage";

export type Severity = "info" | "warning" | "error";

/** What a person has to know: what was found, what it means and what to do. */
export interface ProblemNode {
  readonly kind: "problem";
  readonly id: string;
  readonly severity: Severity;
  readonly message: string;
  readonly source: SourceRow | null;
}

/** The engine, with what it did and what it costs below. */
export interface EngineNode {
  readonly kind: "engine";
  readonly status: EngineStatus;
}

/** One storage of OpenCode, with its counters below. */
export interface SourceNode {
  readonly kind: "source";
  readonly row: SourceRow;
}

export const ENGINE_FACTS = ["scored", "failed", "rules", "ownRules", "inspection", "masked", "folded", "memory", "busy"] as const;
export const SOURCE_FACTS = ["captured", "holds", "lastRead", "lastReconcile", "changes", "unreadable", "decided", "unknownShapes", "excluded", "deleted", "retried", "backlog", "pace"] as const;

export interface EngineFactNode {
  readonly kind: "engineFact";
  readonly name: (typeof ENGINE_FACTS)[number];
  readonly status: EngineStatus;
}

export interface SourceFactNode {
  readonly kind: "sourceFact";
  readonly name: (typeof SOURCE_FACTS)[number];
  readonly row: SourceRow;
}

/** All records that could not be read, and that nobody discarded. */
export interface UnreadableNode {
  readonly kind: "unreadable";
  /** Nobody decided of them. */
  readonly open: number;
  readonly accepted: number;
}

export interface DeadLetterNode {
  readonly kind: "deadLetter";
  readonly row: DeadLetterRow;
}

/** All suppressions that stand. */
export interface SuppressionsNode {
  readonly kind: "suppressions";
  readonly total: number;
}

export interface SuppressionNode {
  readonly kind: "suppression";
  readonly row: SuppressionRow;
}

/** A finding that a suppression hides; it leads to its newest call. */
export interface SuppressedNode {
  readonly kind: "suppressed";
  readonly suppressionId: string;
  readonly sessionId: string;
  readonly callId: string;
  readonly row: FindingRow;
}

/** Rules that were judged wrong more often than should be. */
export interface NoisyRulesNode {
  readonly kind: "noisyRules";
  readonly rules: readonly RuleQuality[];
}

export interface NoisyRuleNode {
  readonly kind: "noisyRule";
  readonly row: RuleQuality;
}

export type TriageNode = SuppressionsNode | SuppressionNode | SuppressedNode | NoisyRulesNode | NoisyRuleNode;
export type CoverageNode = TriageNode | ProblemNode | EngineNode | SourceNode | EngineFactNode | SourceFactNode | UnreadableNode | DeadLetterNode | MoreNode;

/** Unique and stable over refreshes and restarts, so that what is open and selected stays so. */
export function nodeId(node: CoverageNode): string {
  switch (node.kind) {
    case "problem":
      return `problem:${node.id}`;
    case "source":
      return `source:${node.row.path}`;
    case "engineFact":
      return `engine:${node.name}`;
    case "sourceFact":
      return `source:${node.row.path}:${node.name}`;
    case "deadLetter":
      return `deadLetter:${node.row.source}:${node.row.locator}`;
    case "suppression":
      return `suppression:${node.row.id}`;
    case "suppressed":
      return `suppressed:${node.suppressionId}:${node.row.id}`;
    case "noisyRule":
      return `noisyRule:${node.row.rule}`;
    case "more":
      return `more:${node.list}`;
    case "suppressions":
    case "noisyRules":
    case "engine":
    case "unreadable":
      return node.kind;
  }
}
