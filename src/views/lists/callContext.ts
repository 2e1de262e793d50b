import { kindOfTool } from "../../model/toolKind.js";
import { rawText } from "../../model/untrusted.js";
import type { CallRow } from "../../protocol/rows.js";

/** What menus ask for: whether a call changed files, whether it is a finding, and whether a secret stands in its texts. */
export function callContext(row: Pick<CallRow, "tool" | "findingId" | "reasons">): string {
  const changes = kindOfTool(rawText(row.tool)) === "write" ? ".write" : "";
  const decidable = row.findingId === null ? "" : ".finding";
  return `spotter.call${changes}${decidable}${row.reasons.some(({ rule }) => rule === "content-secret") ? ".secret" : ""}`;
}
