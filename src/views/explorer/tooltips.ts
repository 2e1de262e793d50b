import type { MarkdownString } from "vscode";
import { untrusted } from "../../model/untrusted.js";
import { callTooltip, paragraphs, sessionTooltip } from "../lists/rowTooltips.js";
import { groupWords } from "./groupItems.js";
import type { ExplorerNode } from "./nodes.js";

/** The tooltip of a node, or undefined where its label says everything. */
export function tooltipOf(node: ExplorerNode): MarkdownString | undefined {
  switch (node.kind) {
    case "call":
      return callTooltip(node.row, node.row.sessionTitle);
    case "session":
      return sessionTooltip(node.row);
    case "group":
      return paragraphs(untrusted(groupWords(node).sentence));
    default:
      return undefined;
  }
}
