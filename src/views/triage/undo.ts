import { commands, l10n } from "vscode";
import { untrusted } from "../../model/untrusted.js";
import { RequestError } from "../../protocol/channel.js";
import type { DecisionRow } from "../../protocol/triage.js";
import type { Argument } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInStatusBar, showInformation } from "../render/messages.js";
import { decisionWord } from "./decisionWords.js";

/** How long the status bar says what was decided, in milliseconds. */
const SAID_MS = 8_000;
/** Decisions that are looked through at once for one that can be taken back. */
const SLICE = 100;
/** Decisions among which that of a taking back is looked for: it was the last one, or nearly. */
const NEWEST = 50;

/** Says what was decided and offers to take it back, without waiting for the answer. */
export function offerUndo(words: string, act: string): void {
  const undo = l10n.t("Undo");
  void showInformation(words, undo).then((answer) => answer === undo && commands.executeCommand("spotter.undoDecision", act));
}

/** Says something in the status bar for a while: to who goes from finding to finding a message for each would be in the way. */
export function sayInStatusBar(words: string): void {
  showInStatusBar(words, SAID_MS);
}

/** Takes back a decision, or all of an act, that the argument names; the newest one where it names none. */
export async function undoDecision(engine: EngineClient, argument: Argument): Promise<void> {
  const named = typeof argument === "string" && argument !== "" ? argument : null;
  const newest = named === null ? await newestUndoable(engine) : null;
  const decision = named ?? (newest && (newest.act ?? newest.id));
  if (decision === null) return void showInformation(l10n.t("There is no decision that could be taken back."));
  const undone = await takenBack(engine, decision);
  if (undone === 0) return void showInformation(l10n.t("This was taken back already, so nothing was changed."));
  void showInformation(newest ? l10n.t("Taken back: {0}. Decisions: {1}.", undoneWords(newest), undone) : l10n.t("Taken back. Decisions: {0}.", undone));
}

/** Says that a decision was taken back, and offers to take that back, too. */
export async function offerReturn(engine: EngineClient, words: string, decision: string): Promise<void> {
  const { rows } = await engine.request("listDecisions", { filter: { findingId: null, judgements: true }, after: null, limit: NEWEST });
  const undo = rows.find(({ kind, undoes }) => kind === "undo" && undoes === decision);
  if (undo) offerUndo(words, undo.act ?? undo.id);
  else void showInformation(words);
}

/** How many decisions were taken back; none where another window was sooner. */
export async function takenBack(engine: EngineClient, decision: string): Promise<number> {
  try {
    return (await engine.request("undo", { decision })).undone;
  } catch (error) {
    if (error instanceof RequestError && error.failure === "not-found") return 0;
    throw error;
  }
}

/** A decision in a few words, for a sentence that says that it was taken back. */
export function undoneWords(row: DecisionRow): string {
  const rule = row.rule === null ? "" : label(row.rule, 60);
  const reason = label(row.reason, 60);
  return [decisionWord(row), rule, reason === "" ? "" : label(untrusted(`"${reason}"`), 70)].filter(Boolean).join(", ");
}

/** The newest judgement that stands. An undo is passed by: who undoes twice wants the one before, and not the first one back. */
async function newestUndoable(engine: EngineClient): Promise<DecisionRow | null> {
  let after: string | null = null;
  do {
    const page: { rows: DecisionRow[]; next: string | null } = await engine.request("listDecisions", { filter: { findingId: null, judgements: true }, after, limit: SLICE });
    const found = page.rows.find(({ kind, undoable, undoneBy }) => kind !== "undo" && undoable && undoneBy === null);
    if (found) return found;
    after = page.next;
  } while (after !== null);
  return null;
}
