import type { Grouping } from "../../model/findingList.js";
import type { GroupRow, ListedCall } from "../../protocol/findingList.js";
import type { Result } from "../../protocol/channel.js";
import type { EngineContract } from "../../protocol/engine.js";
import type { MoreNode } from "../lists/more.js";
import type { SessionRow } from "../../protocol/rows.js";
import type { CoverageGaps } from "../coverage/problems.js";

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

/** The one line above the groups that says how much could not be read or done; the Coverage view says what. */
export interface GapsNode extends CoverageGaps {
  readonly kind: "gaps";
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

/** What the list leaves out since nothing is left to do about it. */
export interface SettledNode {
  readonly kind: "settled";
  /** Findings by state. */
  readonly byState: Result<EngineContract, "settledFindings">;
  /** The filter that lists them, too. */
  readonly filter: string;
}

export type ExplorerNode = SettledNode | SessionNode | GroupNode | UnmatchedNode | CallNode | MoreNode | GapsNode | QuietNode;

/** A list that comes in pages: the groups, or the calls of one group. */
export type ListKey = "groups" | `calls:${string}`;

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
    case "gaps":
    case "quiet":
    case "unmatched":
    case "settled":
      return node.kind;
  }
}
