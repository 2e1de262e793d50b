import { l10n, ProgressLocation, Uri, window } from "vscode";
import type { EngineParams, RestoreFault } from "../protocol/engine.js";
import type { TranscriptTarget } from "./commands.js";
import type { EngineClient } from "./engine/engineClient.js";
import { label } from "./render/label.js";
import { showError, showInformation, showWarning } from "./render/messages.js";

type Scope = EngineParams<"forget">["scope"];

/** Erasing, backing up and restoring may take as long as the disk takes. */
const PATIENT = { timeoutMs: 0 };
const PICKED_LABEL = 80;

/** Asks what is to be erased, asks once more, and erases it. `selected` is the session that was chosen, if any. */
export async function forget(engine: EngineClient, selected: TranscriptTarget | null): Promise<void> {
  const chosen = await chooseScope(engine, selected);
  if (!chosen) return;
  const erase = l10n.t("Forget");
  const detail = l10n.t(
    "Spotter erases what it keeps of it: calls, findings, verdicts and notes on them, from its index, its journal and its older copies. It is not read again, and what an agent still does in these sessions is not seen. OpenCode's own data is not touched. Backups that you made are not changed. This cannot be undone.",
  );
  if ((await showWarning(chosen.question, { modal: true, detail }, erase)) !== erase) return;
  const { sessions, leftBehind } = await busy(l10n.t("Spotter: forgetting"), () => engine.request("forget", { scope: chosen.scope }, PATIENT));
  if (leftBehind === null) void showInformation(l10n.t("Sessions that Spotter forgot: {0}.", sessions));
  else void showWarning(l10n.t("Sessions that Spotter forgot: {0}. The disk could not be rid of them yet ({1}); that is tried again with each save and at the next start. Check free space and permissions of the extension's storage folder.", sessions, leftBehind));
}

async function chooseScope(engine: EngineClient, selected: TranscriptTarget | null): Promise<{ scope: Scope; question: string } | undefined> {
  const session = selected ? await engine.request("getSession", { sessionId: selected.sessionId }) : null;
  const everything = { label: l10n.t("Everything up to now"), description: "", choice: { scope: { kind: "everything" } as Scope, question: l10n.t("Forget everything that Spotter knows?") } };
  const projects = (await engine.request("listProjects", {})).map(({ id, worktree, sessions }) => {
    const name = label(worktree, PICKED_LABEL);
    return { label: l10n.t("Project {0}", name), description: l10n.t("sessions: {0}", sessions), choice: { scope: { kind: "project", projectId: id } as Scope, question: l10n.t("Forget all sessions of {0}?", name) } };
  });
  const sessions = session
    ? [{ label: l10n.t("Session {0}", label(session.title, PICKED_LABEL)), description: "", choice: { scope: { kind: "session", sessionId: session.id } as Scope, question: l10n.t("Forget the session {0}?", label(session.title, PICKED_LABEL)) } }]
    : [];
  const placeHolder = l10n.t("What shall Spotter forget? A session is offered when it is selected in the Risk Explorer.");
  return (await window.showQuickPick([...sessions, ...projects, everything], { placeHolder, matchOnDescription: true }))?.choice;
}

/** Writes everything that Spotter keeps into one file. */
export async function backUp(engine: EngineClient): Promise<void> {
  const target = await window.showSaveDialog({ title: l10n.t("Back up Spotter's index and decisions"), filters: fileTypes(), saveLabel: l10n.t("Back Up"), defaultUri: Uri.file(backupName()) });
  if (!target) return;
  const result = await busy(l10n.t("Spotter: backing up"), () => engine.request("backUp", { path: target.fsPath }, PATIENT));
  if (result.done) void showInformation(l10n.t("Spotter's index and decisions are in {0} ({1} MB). The file can be read by you alone.", target.fsPath, (result.bytes / 1e6).toFixed(1)));
  else void showError(l10n.t("The backup could not be written ({0}), and nothing was left behind. Choose another folder, or make room there.", result.code));
}

/** Puts a backup in the place of the index, after asking. */
export async function restore(engine: EngineClient): Promise<void> {
  const [source] = (await window.showOpenDialog({ title: l10n.t("Restore a backup of Spotter"), filters: fileTypes(), openLabel: l10n.t("Restore"), canSelectMany: false })) ?? [];
  if (!source) return;
  const confirm = l10n.t("Restore");
  const detail = l10n.t("What is in the backup takes the place of Spotter's index. Decisions taken since stay, and what is new in OpenCode's storage is read again. That you restored it is recorded.");
  if ((await showWarning(l10n.t("Restore {0}?", source.fsPath), { modal: true, detail }, confirm)) !== confirm) return;
  const result = await busy(l10n.t("Spotter: restoring"), () => engine.request("restore", { path: source.fsPath }, PATIENT));
  if (result.done) void showInformation(l10n.t("The backup is restored. Sessions in it: {0}.", result.sessions));
  else void showError(faultWords(result.reason));
}

function faultWords(reason: RestoreFault): string {
  const words: Readonly<Record<RestoreFault, string>> = {
    unreadable: l10n.t("The backup could not be read, and nothing was changed. Check that the file is there and that you may read it."),
    "too-large": l10n.t("The file is too large to be a backup of Spotter, and nothing was changed. Choose the file that 'Spotter: Back Up…' wrote."),
    corrupt: l10n.t("The backup is damaged, and nothing was changed. Choose an older one."),
    foreign: l10n.t("The file is no backup of Spotter, and nothing was changed. Choose the file that 'Spotter: Back Up…' wrote."),
    newer: l10n.t("The backup was written by a newer version of Spotter, and nothing was changed. Update Spotter, then restore it."),
    unmigrated: l10n.t("The backup is of an older version and could not be brought up to date, and nothing was changed. Spotter builds its index anew from OpenCode's storage when there is none."),
  };
  return words[reason];
}

function fileTypes(): Record<string, string[]> {
  return { [l10n.t("Backup of Spotter")]: ["spotter"] };
}

/** Named by the day, so that the next one does not offer to replace it. */
function backupName(): string {
  return `spotter-${new Date().toISOString().slice(0, 10)}.spotter`;
}

async function busy<T>(title: string, work: () => Promise<T>): Promise<T> {
  return window.withProgress({ location: ProgressLocation.Notification, title }, work);
}
