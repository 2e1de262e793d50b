import type { Grouping } from "../../model/findingList.js";
import type { GroupRow, ListedCall } from "../../protocol/findingList.js";
import type { MoreNode } from "../lists/more.js";
import type { DeadLetterRow, SessionRow, SourceRow } from "../../protocol/rows.js";

/** The view that lists them. */
export const FINDINGS_VIEW = "spotter.findings";

/** A session with risky calls. The rows change in place, since VS Code knows a tree's elements by identity. */
export interface SessionNode {
  readonly kind: "session";
  readonly sessionId: string;
  row: SessionRow;
  /** Of its calls, those that the list holds. */
  group: GroupRow;
}

/** Risky calls that share a project, level, technique, tool, agent or day. */
export interface GroupNode {
  readonly kind: "group";
  readonly by: Grouping;
  /** Names the group towards the engine. */
  readonly value: string;
  row: GroupRow;
}

export interface CallNode {
  readonly kind: "call";
  readonly sessionId: string;
  /** Part id. */
  readonly callId: string;
  readonly row: ListedCall;
  /** By what it is grouped, and the group; a call with two techniques stands in two. */
  readonly by: Grouping;
  readonly value: string;
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

/** The filter or the scope leaves nothing, though there is something. */
export interface UnmatchedNode {
  readonly kind: "unmatched";
}

export type ExplorerNode = SessionNode | GroupNode | UnmatchedNode | CallNode | MoreNode | CoverageNode | ProblemNode | DeadLetterNode | QuietNode;

/** A list that comes in pages: the groups, the dead letters, or the calls of one group. */
export type ListKey = "groups" | "deadLetters" | `calls:${string}`;

/** Unique and stable over refreshes and restarts, so that what is open and selected stays so. */
export function nodeId(node: ExplorerNode): string {
  switch (node.kind) {
    case "session":
      return `session:${node.sessionId}`;
    case "group":
      return `group:${node.by}:${node.value}`;
    case "call":
      return `call:${node.sessionId}:${node.callId}${node.by === "technique" ? `:${node.value}` : ""}`;
    case "more":
      return `more:${node.list}`;
    case "problem":
      return `problem:${node.id}`;
    case "deadLetter":
      return `deadLetter:${node.row.source}:${node.row.locator}`;
    case "coverage":
    case "quiet":
    case "unmatched":
      return node.kind;
  }
}
