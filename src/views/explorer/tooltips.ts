import type { MarkdownString } from "vscode";
import { callTooltip, sessionTooltip } from "../lists/rowTooltips.js";
import type { ExplorerNode } from "./nodes.js";

/** The tooltip of a node, or undefined where its label says everything. */
export function tooltipOf(node: ExplorerNode): MarkdownString | undefined {
  switch (node.kind) {
    case "call":
      return callTooltip(node.row, node.row.sessionTitle);
    case "session":
      return sessionTooltip(node.row);
    default:
      return undefined;
  }
}
