import { commands, l10n, window, workspace, type WorkspaceFolder } from "vscode";
import { readTeamText, TeamFileError, writeTeamText } from "../../disk/teamText.js";
import { isWide } from "../../model/suppression.js";
import { TEAM_FILE } from "../../model/teamFile.js";
import { rawText, untrusted } from "../../model/untrusted.js";
import { RequestError } from "../../protocol/channel.js";
import type { SuppressionRow } from "../../protocol/triage.js";
import type { Argument } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInformation, showWarning } from "../render/messages.js";
import { trustedFolders } from "../workspaceFolders.js";
import { askReason } from "./asking.js";
import { previewLines, titleWords } from "./findingWords.js";
import { askSuppressionExpiry, isConsented } from "./suppressing.js";
import { teamFaultWords, teamFileUri } from "./teamFiles.js";
import { offerReturn, offerUndo } from "./undo.js";

/** Takes a suppression back: what it hid is listed again. */
export async function liftSuppression(engine: EngineClient, argument: Argument): Promise<void> {
  const row = suppressionOf(argument);
  if (!row) return chooseFirst();
  if ((await unlessGone(() => engine.request("undo", { decision: row.id }))) === null) return;
  await offerReturn(engine, l10n.t("Lifted: {0}. What it hid is listed again, unless another decision keeps it away.", titleWords(row.title)), row.id);
}

/** Takes back that a team's file was accepted, of which the argument is an entry. */
export async function takeBackTeamFile(engine: EngineClient, argument: Argument): Promise<void> {
  const row = suppressionOf(argument, "team");
  if (!row) return void showInformation(l10n.t("Choose an entry of a team's file in the Coverage view first."));
  const folder = label(row.folder ?? untrusted(""), 200);
  const yes = l10n.t("Take Back");
  const detail = l10n.t("None of its entries holds any more then; what you had accepted of the file before that does again. The file stays as it is, and 'Spotter: Review Team Suppressions …' asks about it anew.");
  if ((await showWarning(l10n.t("Take back that you accepted the team's suppressions of {0}?", folder), { modal: true, detail }, yes)) !== yes) return;
  if ((await unlessGone(() => engine.request("undo", { decision: row.decision }))) === null) return;
  await offerReturn(engine, l10n.t("Taken back: the team's suppressions of {0}. What they hid is listed again, unless another decision keeps it away.", folder), row.decision);
}

/** Asks for another expiry and another reason of a suppression. */
export async function changeSuppression(engine: EngineClient, argument: Argument): Promise<void> {
  const row = suppressionOf(argument);
  if (!row) return chooseFirst();
  const title = l10n.t("Change the suppression of '{0}'", titleWords(row.title));
  const expires = await askSuppressionExpiry(title);
  if (expires === undefined) return;
  const reason = await askReason(title, l10n.t("Why is it right to hide this?"), true, rawText(row.reason));
  if (reason === undefined) return;
  // It may have expired, and more have come since: that is shown before it holds again.
  const preview = await unlessGone(() => engine.request("suppressionPreview", { id: row.id }));
  if (!preview) return;
  const yes = l10n.t("Change");
  const question = preview.partly > 0 ? l10n.t("{0}? It hides 1 call of a finding that stays listed.", title) : l10n.t("{0}? It hides {1} findings.", title, preview.findings);
  if (preview.findings > 0 && (await showWarning(question, { modal: true, detail: previewLines(preview).join("\n") }, yes)) !== yes) return;
  const critical = isWide(row.scope) && preview.byLevel.critical > 0;
  if (critical && !(await isConsented(row.scope, preview.byLevel.critical))) return;
  const changed = await unlessGone(() => engine.request("changeSuppression", { id: row.id, expected: preview.digest, reason, expires, critical }));
  if (changed) offerUndo(l10n.t("Changed: the suppression of '{0}'.", titleWords(row.title)), changed.act);
}

/** Adds a suppression to the team's file of a folder, and opens the file: who commits it shares it. */
export async function shareSuppression(engine: EngineClient, argument: Argument): Promise<void> {
  const row = suppressionOf(argument);
  if (!row) return chooseFirst();
  const folder = await chooseFolder();
  if (!folder) return;
  const critical = await askCritical(engine, row);
  if (critical === null) return;
  let hidesCritical: boolean;
  try {
    const before = await readTeamText(folder.uri.fsPath);
    const shared = await unlessGone(() => engine.request("shareSuppression", { id: row.id, text: before, critical: critical === "hidden" }));
    if (!shared) return;
    hidesCritical = shared.critical;
    if (!(await writeTeamText(folder.uri.fsPath, before, rawText(shared.text)))) return void showInformation(l10n.t("The file has changed meanwhile, so nothing was written. Look at it once more."));
  } catch (error) {
    if (!(error instanceof TeamFileError)) throw error;
    return void showWarning(teamFaultWords(folder, error));
  }
  await window.showTextDocument(await workspace.openTextDocument(teamFileUri(folder)));
  const words = l10n.t("The suppression of '{0}' is in {1}. Who commits that file shares it; each of the team is asked before it counts.", titleWords(row.title), TEAM_FILE);
  void showInformation([words, criticalWords(critical === "hidden" || row.critical, critical === "listed", hidesCritical)].filter(Boolean).join(" "));
}

/** Whether the team's entry shall hide critical findings, too, where the suppression does so within its session or project; null where the person gave up, or it is gone. */
async function askCritical(engine: EngineClient, row: SuppressionRow): Promise<"hidden" | "listed" | "as it says" | null> {
  const preview = await unlessGone(() => engine.request("suppressionPreview", { id: row.id }));
  if (!preview) return null;
  if (row.critical || isWide(row.scope) || preview.byLevel.critical === 0) return "as it says";
  const [without, yes] = [l10n.t("Share Without Them"), l10n.t("Hide Critical Findings")];
  const question = l10n.t("This suppression hides critical findings: {0}. Shall the team's entry hide critical ones, too?", preview.byLevel.critical);
  const detail = l10n.t("An entry of a team's file reaches all sessions in its folder, and hides what is critical only where it says so. Without that, critical findings stay listed for the team; what your own suppression hides stays hidden for you. With it, each of the team is asked a second time before they are hidden.");
  const answer = await showWarning(question, { modal: true, detail }, without, yes);
  return answer === yes ? "hidden" : answer === without ? "listed" : null;
}

/** What the entry does not do, and how it would; empty where it does what was asked for. */
function criticalWords(wanted: boolean, declined: boolean, hides: boolean): string {
  if (wanted && !hides) return l10n.t("It hides no critical findings: the file had an entry of the same kind that hides none, and the stricter one holds. Write \"critical\": true into it where it shall hide them.");
  return declined && !hides ? l10n.t("It hides no critical findings: write \"critical\": true into it where it shall hide them.") : "";
}

/** What the engine says of a suppression; null where that is gone by now, which is said, and what is shown is read again. */
async function unlessGone<T>(asked: () => Promise<T>): Promise<T | null> {
  try {
    return await asked();
  } catch (error) {
    if (!(error instanceof RequestError && error.failure === "not-found")) throw error;
    void showInformation(l10n.t("This suppression is gone already: it was lifted, changed or forgotten meanwhile. Nothing was changed."));
    await commands.executeCommand("spotter.refresh");
    return null;
  }
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

function suppressionOf(argument: Argument, origin: SuppressionRow["origin"] = "person"): SuppressionRow | null {
  const node = argument as { kind?: unknown; row?: { id?: unknown; origin?: unknown; title?: unknown } } | null | undefined;
  return node?.kind === "suppression" && node.row?.origin === origin && typeof node.row.id === "string" && typeof node.row.title === "string" ? (node.row as SuppressionRow) : null;
}

function chooseFirst(): void {
  void showInformation(l10n.t("Choose a suppression of your own in the Coverage view first."));
}
