import { commands, l10n, Range, Selection, window, workspace, type Uri, type WorkspaceFolder } from "vscode";
import { readTeamText, TeamFileError, writeTeamText } from "../../disk/teamText.js";
import { firstMarker } from "../../model/mergeConflict.js";
import { TEAM_FILE } from "../../model/teamFile.js";
import { rawText, untrusted, type Untrusted } from "../../model/untrusted.js";
import type { TeamEntry, TeamFile } from "../../protocol/triage.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInformation, showWarning } from "../render/messages.js";
import { trustedFolders } from "../workspaceFolders.js";
import { teamFaultWords, teamFileUri } from "./teamFiles.js";
import type { KeptTexts } from "./triageDocuments.js";
import { offerUndo } from "./undo.js";

/** Entries that a question names; the diff beside it has them all. */
const NAMED = 8;

/** A team's file as it is now, and what the engine says of it. */
export interface TeamState {
  readonly folder: WorkspaceFolder;
  readonly text: string | null;
  readonly file: TeamFile;
}

/** Reads the team's file of a folder and compares it with what was accepted. @throws {TeamFileError} */
export async function teamState(engine: EngineClient, folder: WorkspaceFolder): Promise<TeamState> {
  const text = await readTeamText(folder.uri.fsPath);
  return { folder, text, file: await engine.request("teamFile", { folder: folder.uri.fsPath, text }) };
}

/** Shows what changed in the team's files of this window's folders, one after the other, and asks whether it is accepted. */
export async function reviewTeamFiles(engine: EngineClient, texts: KeptTexts): Promise<void> {
  if (!workspace.isTrusted) return void showInformation(l10n.t("This workspace is not trusted, so a team's file of suppressions in it is not read. Trust the workspace first."));
  const states = await Promise.all(trustedFolders().map((folder) => unlessFaulty(folder, () => teamState(engine, folder))));
  const due = states.filter((state) => state !== null).filter(({ file }) => file.state === "changed" || file.state === "unusable");
  if (due.length === 0 && !states.includes(null)) return void showInformation(l10n.t("No team's file of suppressions ({0}) in this workspace has changed since it was accepted.", TEAM_FILE));
  for (const state of due) await unlessFaulty(state.folder, () => (state.file.state === "changed" ? review(engine, state, texts) : tellProblems(engine, state)));
}

/** What `work` gives; null where the folder's file cannot be read or written, which is said, so that other folders are looked at all the same. */
async function unlessFaulty<T>(folder: WorkspaceFolder, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TeamFileError)) throw error;
    void showWarning(teamFaultWords(folder, error));
    return null;
  }
}

/** The accepted text beside the one that was read, then what that would hide, then the question. What is shown is what is accepted, or nothing. */
async function review(engine: EngineClient, state: TeamState, texts: KeptTexts): Promise<void> {
  const { folder, text, file } = state;
  const name = label(untrusted(folder.name), 60);
  const accepted = texts.keep("accepted", "suppressions.json", rawText(file.accepted));
  const now = texts.keep("accepted", "suppressions.json", text ?? "");
  await commands.executeCommand("vscode.diff", accepted, now, l10n.t("Team's suppressions of {0}: accepted, and now", name));
  const [accept, later] = [l10n.t("Accept …"), l10n.t("Not Now")];
  const words = l10n.t("The team's suppressions of {0}: {1}", name, countWords(file));
  if ((await showInformation(words, accept, later)) !== accept) return;
  const yes = l10n.t("Accept");
  const detail = [countWords(file), ...entryLines(file), l10n.t("It holds for sessions in this folder and below. Each further change of the file is asked about anew.")].join("\n");
  if ((await showWarning(l10n.t("Accept the team's suppressions of {0}?", name), { modal: true, detail }, yes)) !== yes) return;
  // Asked also where they hide nothing critical yet: they would, once something is.
  const critical = file.added.some((entry) => entry.critical);
  if (critical && !(await isConsented(file, name))) return;
  if ((await readTeamText(folder.uri.fsPath)) !== text) return void showInformation(l10n.t("The file has changed meanwhile, so nothing was accepted. Look at it once more."));
  const { entries, act } = await engine.request("acceptTeamFile", { folder: folder.uri.fsPath, text, critical });
  offerUndo(l10n.t("Accepted: the team's suppressions of {0}. Entries: {1}.", name, entries), act);
}

async function isConsented(file: TeamFile, name: string): Promise<boolean> {
  const yes = l10n.t("Hide Critical Findings");
  const detail = l10n.t("These entries say that they may hide what is critical. You are asked a second time because nobody is told of it then.");
  return (await showWarning(l10n.t("Let the team's file of {0} hide what is critical? Critical findings now: {1}.", name, criticalOf(file)), { modal: true, detail }, yes)) === yes;
}

/** Critical findings that new entries hide where they are let. */
function criticalOf({ added }: TeamFile): number {
  return added.reduce((sum, entry) => sum + (entry.critical ? entry.hidesCritical : 0), 0);
}

function countWords(file: TeamFile): string {
  const hides = file.added.reduce((sum, entry) => sum + entry.hides, 0);
  const critical = criticalOf(file) > 0 ? l10n.t("Critical findings that it hides: {0}.", criticalOf(file)) : "";
  return [critical, l10n.t("Added: {0}, removed: {1}. Findings that the added ones hide: {2}.", file.added.length, file.removed.length, hides)].filter(Boolean).join(" ");
}

/** Entries by name, those first that hide what is critical. */
function entryLines({ added, removed }: TeamFile): string[] {
  const worstFirst = [...added].sort((one, other) => Number(other.critical) * other.hidesCritical - Number(one.critical) * one.hidesCritical || other.hides - one.hides);
  const lines = [...worstFirst.map((entry) => `+ ${entryWords(entry)}`), ...removed.map((entry) => `− ${entryWords(entry)}`)];
  return lines.length > NAMED ? [...lines.slice(0, NAMED), l10n.t("And {0} more.", lines.length - NAMED)] : lines;
}

function entryWords({ rule, normalised, reason, by, hides, hidesCritical, critical }: TeamEntry): string {
  const counts = critical && hidesCritical > 0 ? l10n.t("hides {0}, critical ones: {1}", hides, hidesCritical) : l10n.t("hides {0}", hides);
  return [`${label(untrusted(rule), 60)} (${label(normalised, 80) || l10n.t("calls without a command, path or URL")})`, counts, label(reason, 120), label(by, 40)].filter(Boolean).join(", ");
}

/** Says what is wrong with a team's file, and on which line; what was accepted before stays in force. */
async function tellProblems(engine: EngineClient, { folder, text, file }: TeamState): Promise<void> {
  const [problem] = file.problems;
  if (!problem || text === null) return;
  const isConflict = firstMarker(text) !== null;
  const [open, keepBoth] = [l10n.t("Open File"), l10n.t("Keep Both Sides")];
  const words =
    isConflict
      ? l10n.t("The team's suppressions of {0} have a merge conflict on line {1}. Mend it, or keep the entries of both sides. What was accepted before stays in force.", label(untrusted(folder.name), 60), problem.line)
      : l10n.t("The team's suppressions of {0} cannot be used: line {1}: {2} What was accepted before stays in force.", label(untrusted(folder.name), 60), problem.line, label(problemWords(problem), 300));
  const answer = await showWarning(words, open, ...(isConflict ? [keepBoth] : []));
  if (answer === open) await openAt(teamFileUri(folder), problem.line);
  if (answer === keepBoth) await keepBothSides(engine, folder, text);
}

/** What is wrong, in the reader's language; what is put into the sentence was written by others. */
function problemWords({ template, args }: TeamFile["problems"][number]): Untrusted {
  return untrusted(l10n.t(template, ...args.map(rawText)));
}

async function keepBothSides(engine: EngineClient, folder: WorkspaceFolder, text: string): Promise<void> {
  const { text: merged } = await engine.request("keepBothSides", { text });
  if (merged === null) return void showWarning(l10n.t("The sides of this conflict cannot be put together: one of them is no valid file. Open the file and mend it by hand."));
  if (!(await writeTeamText(folder.uri.fsPath, text, rawText(merged)))) return void showInformation(l10n.t("The file has changed meanwhile, so nothing was written. Look at it once more."));
  await openAt(teamFileUri(folder), 1);
}

/** @param line counted from 1 */
async function openAt(uri: Uri, line: number): Promise<void> {
  const editor = await window.showTextDocument(await workspace.openTextDocument(uri));
  const range = editor.document.validateRange(new Range(line - 1, 0, line - 1, 0));
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range);
}
