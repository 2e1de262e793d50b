import { decisionLine, decisionsHead, type DecisionFormat } from "../../reports/decisions.js";
import type { Database } from "../../store/database.js";
import { listDecisions } from "../../store/queries/decisions.js";
import { decisionRow } from "./decisionRows.js";

/** Decisions that are read at once. */
const SLICE = 1_000;

/** Every decision, newest first, as the text of a file, and how many they are. */
export function exportDecisions(db: Database, format: DecisionFormat): { text: string; decisions: number } {
  const lines: string[] = [];
  let after: string | null = null;
  do {
    const page = listDecisions(db, { findingId: null, judgements: false }, after, SLICE);
    lines.push(...page.rows.map((row) => decisionLine(decisionRow(row), format)));
    after = page.next;
  } while (after !== null);
  return { text: decisionsHead(format) + lines.join(""), decisions: lines.length };
}
