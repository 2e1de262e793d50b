import { l10n, window, workspace, type WorkspaceFolder } from "vscode";
import { isWide } from "../../model/suppression.js";
import { rawText, untrusted } from "../../model/untrusted.js";
import type { SuppressionRow } from "../../protocol/triage.js";
import type { Argument } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInformation, showWarning } from "../render/messages.js";
import { trustedFolders } from "../workspaceFolders.js";
import { askExpiry, askReason } from "./asking.js";
import { previewLines, titleWords } from "./findingWords.js";
import { isConsented } from "./suppressing.js";
import { readTeamFile, TEAM_FILE, teamFileUri } from "./teamFiles.js";
import { offerUndo } from "./undo.js";

/** Decisions among which that of a lifting is looked for: it was the last one, or nearly. */
const NEWEST = 50;

/** Takes a suppression back: what it hid is listed again. */
export async function liftSuppression(engine: EngineClient, argument: Argument): Promise<void> {
  const row = suppressionOf(argument);
  if (!row) return chooseFirst();
  await engine.request("undo", { decision: row.id });
  const { rows } = await engine.request("listDecisions", { filter: { findingId: null, judgements: true }, after: null, limit: NEWEST });
  const lifting = rows.find(({ kind, undoes }) => kind === "undo" && undoes === row.id);
  const words = l10n.t("Lifted: {0}. Findings that are listed again: {1}.", titleWords(row.title), row.hides);
  if (lifting) offerUndo(words, lifting.act ?? lifting.id);
  else void showInformation(words);
}

/** Asks for another expiry and another reason of a suppression. */
export async function changeSuppression(engine: EngineClient, argument: Argument): Promise<void> {
  const row = suppressionOf(argument);
  if (!row) return chooseFirst();
  const title = l10n.t("Change the suppression of '{0}'", titleWords(row.title));
  const expires = await askExpiry(title);
  if (expires === undefined) return;
  const reason = await askReason(title, l10n.t("Why is it right to hide this?"), true, rawText(row.reason));
  if (reason === undefined) return;
  // It may have expired, and more have come since: that is shown before it holds again.
  const preview = await engine.request("suppressionPreview", { id: row.id });
  const yes = l10n.t("Change");
  if (preview.findings > 0 && (await showWarning(l10n.t("{0}? It hides {1} findings.", title, preview.findings), { modal: true, detail: previewLines(preview).join("\n") }, yes)) !== yes) return;
  const critical = isWide(row.scope) && preview.byLevel.critical > 0;
  if (critical && !(await isConsented(row.scope, preview.byLevel.critical))) return;
  const { act } = await engine.request("changeSuppression", { id: row.id, expected: preview.digest, reason, expires, critical });
  offerUndo(l10n.t("Changed: the suppression of '{0}'.", titleWords(row.title)), act);
}

/** Adds a suppression to the team's file of a folder, and opens the file: who commits it shares it. */
export async function shareSuppression(engine: EngineClient, argument: Argument): Promise<void> {
  const row = suppressionOf(argument);
  if (!row) return chooseFirst();
  const folder = await chooseFolder();
  if (!folder) return;
  const uri = teamFileUri(folder);
  const before = await readTeamFile(uri);
  const { text } = await engine.request("shareSuppression", { id: row.id, text: before });
  await workspace.fs.writeFile(uri, new TextEncoder().encode(rawText(text)));
  await window.showTextDocument(await workspace.openTextDocument(uri));
  void showInformation(l10n.t("The suppression of '{0}' is in {1}. Who commits that file shares it; each of the team is asked before it counts.", titleWords(row.title), TEAM_FILE));
}

/** The folder in whose file it is put; says so where there is none that may be written. */
async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = trustedFolders();
  if (folders.length === 0) {
    void showInformation(l10n.t("There is no folder for a team's file: open the folder of the project in a workspace that you trust."));
    return undefined;
  }
  if (folders.length === 1) return folders[0];
  const items = folders.map((folder) => ({ label: label(untrusted(folder.name)), description: label(untrusted(folder.uri.fsPath), 120), folder }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("In which folder does the team work?") }))?.folder;
}

function suppressionOf(argument: Argument): SuppressionRow | null {
  const node = argument as { kind?: unknown; row?: { id?: unknown; origin?: unknown; title?: unknown } } | null | undefined;
  return node?.kind === "suppression" && node.row?.origin === "person" && typeof node.row.id === "string" && typeof node.row.title === "string" ? (node.row as SuppressionRow) : null;
}

function chooseFirst(): void {
  void showInformation(l10n.t("Choose a suppression of your own in the Coverage view first."));
}
