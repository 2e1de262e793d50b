import type { CallRow, DeadLetterRow, SessionRow, SourceRow } from "../../protocol/rows.js";

/** A session with risky calls. `row` changes in place, since VS Code knows a tree's elements by identity. */
export interface SessionNode {
  readonly kind: "session";
  readonly sessionId: string;
  row: SessionRow;
}

export interface CallNode {
  readonly kind: "call";
  readonly sessionId: string;
  /** Part id. */
  readonly callId: string;
  readonly row: CallRow;
}

/** Stands for the rows that are not loaded. */
export interface MoreNode {
  readonly kind: "more";
  readonly list: ListKey;
  readonly shown: number;
  readonly total: number;
}

/** The one line above the sessions that says how much could not be read or done. */
export interface CoverageNode {
  readonly kind: "coverage";
  readonly problems: number;
  readonly deadLetters: number;
  readonly worst: "info" | "warning" | "error";
  /** Nothing else is in the tree: it is shown open. */
  readonly alone: boolean;
}

export interface ProblemNode {
  readonly kind: "problem";
  readonly id: string;
  readonly severity: "info" | "warning" | "error";
  /** What was found, what it means and what to do. */
  readonly message: string;
  readonly source: SourceRow | null;
}

export interface DeadLetterNode {
  readonly kind: "deadLetter";
  readonly row: DeadLetterRow;
}

/** Nothing at the level shown. It is a row and no welcome text, since only a row can say how much was looked at. */
export interface QuietNode {
  readonly kind: "quiet";
  readonly sessions: number;
  readonly toolCalls: number;
}

export type ExplorerNode = SessionNode | CallNode | MoreNode | CoverageNode | ProblemNode | DeadLetterNode | QuietNode;

/** A list that comes in pages: the sessions, the dead letters, or the calls of one session. */
export type ListKey = "sessions" | "deadLetters" | `calls:${string}`;

/** Unique and stable over refreshes and restarts, so that what is open and selected stays so. */
export function nodeId(node: ExplorerNode): string {
  switch (node.kind) {
    case "session":
      return `session:${node.sessionId}`;
    case "call":
      return `call:${node.sessionId}:${node.callId}`;
    case "more":
      return `more:${node.list}`;
    case "problem":
      return `problem:${node.id}`;
    case "deadLetter":
      return `deadLetter:${node.row.source}:${node.row.locator}`;
    case "coverage":
    case "quiet":
      return node.kind;
  }
}
