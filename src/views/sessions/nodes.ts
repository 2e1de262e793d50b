import type { Untrusted } from "../../model/untrusted.js";
import type { StepRow, TreeSessionRow } from "../../protocol/sessionTree.js";
import type { MoreNode } from "../lists/more.js";

/** The view that lists them. */
export const SESSIONS_VIEW = "spotter.sessions";

/** A session, or a sub-agent below the one that started it. The row changes in place, since VS Code knows a tree's elements by identity. */
export interface TreeSessionNode {
  readonly kind: "session";
  readonly sessionId: string;
  row: TreeSessionRow;
}

/** A message or a call in the timeline of a session. */
export interface StepNode {
  readonly kind: "step";
  readonly sessionId: string;
  /** Id of the message or of the call's part. */
  readonly callId: string;
  readonly row: StepRow;
  readonly sessionTitle: Untrusted;
}

/** A session in which nothing happened. */
export interface EmptyNode {
  readonly kind: "empty";
  readonly sessionId: string;
}

export type SessionsNode = TreeSessionNode | StepNode | EmptyNode | MoreNode;

/** Unique and stable over refreshes and restarts, so that what is open and selected stays so. */
export function nodeId(node: SessionsNode): string {
  switch (node.kind) {
    case "session":
      return `session:${node.sessionId}`;
    case "step":
      return `step:${node.sessionId}:${node.callId}`;
    case "empty":
      return `empty:${node.sessionId}`;
    case "more":
      return `more:${node.list}`;
  }
}
