import type { MarkdownString } from "vscode";
import { untrusted } from "../../model/untrusted.js";
import { callTooltip, paragraphs, sessionTooltip } from "../lists/rowTooltips.js";
import type { ExplorerNode } from "./nodes.js";

/** The tooltip of a node, or undefined where its label says everything. */
export function tooltipOf(node: ExplorerNode): MarkdownString | undefined {
  switch (node.kind) {
    case "call":
      return callTooltip(node.row, node.row.sessionTitle);
    case "session":
      return sessionTooltip(node.row);
    case "problem":
      return paragraphs(untrusted(node.message), ...(node.source ? [untrusted(node.source.path)] : []));
    case "deadLetter":
      return paragraphs(untrusted(node.row.detail), untrusted(node.row.locator), untrusted(node.row.source));
    default:
      return undefined;
  }
}
