import { commands, FileType, l10n, Range, Selection, TextEditorRevealType, Uri, window, workspace, type QuickPickItem } from "vscode";
import { rawText } from "../../model/untrusted.js";
import type { EngineClient } from "../engine/engineClient.js";
import { rangeOfWritten } from "../problems/writtenRange.js";
import { label } from "../render/label.js";
import { showInformation } from "../render/messages.js";
import { changedFiles, changeUri, type ChangedFile } from "./callDocuments.js";

/** A file of a call, and its place among those that the call changed. */
interface Chosen {
  readonly file: ChangedFile;
  readonly index: number;
}

/** Opens the file that a call wrote or edited, at the text, where the file still has it; else says so and offers the diff. */
export async function openFile(engine: EngineClient, callId: string): Promise<void> {
  const chosen = await chooseFile(engine, callId);
  if (!chosen) return;
  const uri = Uri.file(rawText(chosen.file.path));
  const name = label(chosen.file.path, 200);
  if (!(await isFile(uri))) return offerDiff(callId, chosen, l10n.t("{0} is not there any more.", name));
  const editor = await window.showTextDocument(await workspace.openTextDocument(uri));
  const text = editor.document.getText();
  const found = chosen.file.changes.map(({ after }) => rangeOfWritten(text, rawText(after))).find((range) => range !== null);
  if (!found) return offerDiff(callId, chosen, l10n.t("{0} does not have the text of this call any more.", name));
  const range = new Range(found.startLine, found.startColumn, found.endLine, found.endColumn);
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Shows what a call did to a file, before and after. */
export async function showDiff(engine: EngineClient, callId: string): Promise<void> {
  const chosen = await chooseFile(engine, callId);
  if (chosen) await openDiff(callId, chosen);
}

async function openDiff(callId: string, { file, index }: Chosen): Promise<void> {
  const name = label(file.path, 60);
  const isWhole = file.changes.every(({ before }) => before === null);
  const title = isWhole ? l10n.t("{0}: written as a whole by the agent", name) : l10n.t("{0}: before and after the agent's edit", name);
  await commands.executeCommand("vscode.diff", changeUri(callId, index, "before", file.path), changeUri(callId, index, "after", file.path), title);
}

async function offerDiff(callId: string, chosen: Chosen, words: string): Promise<void> {
  const show = l10n.t("Show Diff");
  if ((await showInformation(words, show)) === show) await openDiff(callId, chosen);
}

/** The file that is meant; null where the call changed none, which is said, or the person chose none. */
async function chooseFile(engine: EngineClient, callId: string): Promise<Chosen | null> {
  const { changes } = await engine.request("callChanges", { callId });
  const files = changedFiles(changes).map((file, index): Chosen => ({ file, index }));
  if (files.length === 0) {
    void showInformation(l10n.t("This call wrote and edited no file with OpenCode's own tools. What a command does to files is not recorded."));
    return null;
  }
  if (files.length === 1) return files[0]!;
  const items = files.map((chosen): QuickPickItem & { chosen: Chosen } => ({ label: label(chosen.file.path, 120), chosen }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Which of the files that this call changed?") }))?.chosen ?? null;
}

async function isFile(uri: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.File) !== 0;
  } catch {
    return false; // gone, or not ours to see: the same to the person
  }
}
