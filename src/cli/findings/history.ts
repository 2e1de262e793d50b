import { untrusted } from "../../model/untrusted.js";
import type { DecisionRow, SuppressionRow } from "../../protocol/triage.js";
import { type DecisionFormat, decisionLine, decisionsHead } from "../../reports/decisions.js";
import { EXIT } from "../exitCodes.js";
import { allOf, decidedFindingOf, findingOf, pagesOf } from "./lookup.js";
import { type Request, UsageError, print } from "./request.js";
import { some, text } from "./words.js";

/** Takes back what is named, by the id of a decision or of an act, or by the name of a team's entry; else the newest judgement that stands. */
export async function undo(given: string | undefined, request: Request): Promise<number> {
  const newest = given === undefined ? await newestJudgement(request) : null;
  const decision = given ?? newest?.act ?? newest?.id;
  if (decision === undefined) throw new UsageError("There is no judgement that could be taken back.");
  const entry = given === undefined ? null : await teamEntryOf(given, request);
  if (entry !== null) return takeBackTeamFile(entry, request);
  const { undone } = await request.ask("undo", { decision });
  print(request, { undone, decision }, () => `Taken back: ${some(undone, "decision")}${newest === null ? "" : `, the newest: ${decisionLine(newest, "text").trimEnd()}`}\n`);
  return EXIT.clean;
}

/** The entry of a team's file that `suppressions` lists under this name; null where it names none. */
async function teamEntryOf(given: string, { ask }: Request): Promise<SuppressionRow | null> {
  if (!given.includes(":")) return null;
  const rows = await allOf(ask, "listSuppressions", {});
  return rows.find(({ id, origin }) => origin === "team" && id === given) ?? null;
}

/** An entry is no decision of its own: what can be taken back is that its file was accepted. */
async function takeBackTeamFile({ decision, folder }: SuppressionRow, request: Request): Promise<number> {
  const { undone } = await request.ask("undo", { decision });
  print(request, { undone, decision }, () => `Taken back: that the team's file of ${text(folder ?? untrusted(""), 120)} was accepted, with all of its entries. What had been accepted of it before holds again, and the file stays as it is. To hide less, change the file and accept that.\n`);
  return EXIT.clean;
}

/** An undo is passed over: who says `undo` twice wants to go back two steps. */
async function newestJudgement({ ask }: Request): Promise<DecisionRow | null> {
  for await (const page of pagesOf(ask, "listDecisions", { filter: { findingId: null, judgements: true } })) {
    const found = page.find(({ kind, undoable, undoneBy }) => undoable && undoneBy === null && kind !== "undo");
    if (found) return found;
  }
  return null;
}

export async function comment(given: string, noted: string, request: Request): Promise<number> {
  const { id } = await findingOf(request.ask, given);
  await request.ask("comment", { findingId: id, text: noted });
  print(request, { finding: id }, () => `Noted on finding ${id}.\n`);
  return EXIT.clean;
}

/** Prints all decisions, or those on one finding, newest first, as they come. That the finding has ended is no decision: it goes beside them. */
export async function listDecisions(finding: string | undefined, format: DecisionFormat, { ask, terminal }: Request): Promise<number> {
  const named = finding === undefined ? null : await decidedFindingOf(ask, finding);
  const findingId = named?.id ?? null;
  if (named?.hasEnded) {
    terminal.err(`Finding ${named.id} has ended: scoring gives its calls another finding by now, or none, or they are gone from the index. What was decided of it stays, and holds again if it comes back.\n`);
  }
  terminal.out(decisionsHead(format));
  for await (const page of pagesOf(ask, "listDecisions", { filter: { findingId, judgements: false } })) {
    terminal.out(page.map((decision) => decisionLine(decision, format)).join(""));
  }
  return EXIT.clean;
}
