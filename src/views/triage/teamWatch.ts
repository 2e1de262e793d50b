import { stat } from "node:fs/promises";
import { commands, ConfigurationTarget, l10n, RelativePattern, workspace, type Disposable, type WorkspaceFolder } from "vscode";
import { TeamFileError } from "../../disk/teamText.js";
import { TEAM_FILE } from "../../model/teamFile.js";
import { untrusted } from "../../model/untrusted.js";
import type { EngineClient, EngineState } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInformation, showWarning } from "../render/messages.js";
import type { Settings } from "../settings.js";
import { trustedFolders } from "../workspaceFolders.js";
import { teamFaultWords, teamFileUri } from "./teamFiles.js";
import { teamState, type TeamState } from "./teamReview.js";

/** How often the files are looked at where the editor tells nothing of them. */
const LOOK_MS = 5_000;

/**
 * Tells once of each change of a team's file of suppressions, in a workspace that is trusted. It counts for nothing until a person accepts it.
 * The editor's own watching comes first, and is not enough: it can be switched off, and miss a file in a folder that was just made.
 */
export class TeamWatch implements Disposable {
  private readonly registrations: Disposable[];
  private watchers: Disposable[] = [];
  private runs = false;
  private readonly timer = setInterval(() => void this.lookForChanges(), LOOK_MS);
  /** By folder: what told the file's state from another when it was looked at last. */
  private readonly seen = new Map<string, string>();
  /** By folder: the text of which was told, or why there is none. */
  private readonly told = new Map<string, string | null>();

  constructor(
    private readonly engine: EngineClient,
    private readonly setting: () => Settings["teamSuppressions"],
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.registrations = [
      engine.onState.on((state) => this.follow(state)),
      workspace.onDidGrantWorkspaceTrust(() => this.watch()),
      workspace.onDidChangeWorkspaceFolders(() => this.watch()),
      workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("spotter.suppressions.team") && this.watch()),
    ];
    this.watch();
  }

  dispose(): void {
    clearInterval(this.timer);
    for (const registration of [...this.registrations, ...this.watchers]) registration.dispose();
  }

  /** An engine that has just begun to answer is asked of all files: it may be another one, with another journal. */
  private follow({ kind }: EngineState): void {
    const runs = kind === "running";
    if (runs && !this.runs) this.lookAtAll();
    this.runs = runs;
  }

  private watch(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = [];
    if (this.setting() === "off") return;
    this.watchers = trustedFolders().flatMap((folder) => {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, TEAM_FILE));
      const look = (): void => this.look(folder);
      return [watcher, watcher.onDidCreate(look), watcher.onDidChange(look), watcher.onDidDelete(look)];
    });
    if (this.runs) this.lookAtAll();
  }

  private lookAtAll(): void {
    if (this.setting() !== "off") for (const folder of trustedFolders()) this.look(folder);
  }

  private async lookForChanges(): Promise<void> {
    if (!this.runs || this.setting() === "off") return;
    for (const folder of trustedFolders()) {
      const state = await stateOnDisk(folder);
      const key = folder.uri.toString();
      const before = this.seen.get(key);
      this.seen.set(key, state);
      if (before !== undefined && before !== state) this.look(folder);
    }
  }

  private look(folder: WorkspaceFolder): void {
    this.tell(folder).catch((error: unknown) => (error instanceof TeamFileError ? this.tellFault(folder, error) : this.onFailure(error)));
  }

  /** Says once why a folder's file is not read, until that is something else. */
  private tellFault(folder: WorkspaceFolder, error: TeamFileError): void {
    const key = folder.uri.toString();
    if (this.told.get(key) === error.message) return;
    this.told.set(key, error.message);
    void showWarning(teamFaultWords(folder, error));
  }

  private async tell(folder: WorkspaceFolder): Promise<void> {
    const state = await teamState(this.engine, folder);
    const key = folder.uri.toString();
    if (state.file.state !== "changed" && state.file.state !== "unusable") return void this.told.delete(key);
    if (this.told.has(key) && this.told.get(key) === state.text) return;
    this.told.set(key, state.text);
    const [review, never] = [l10n.t("Review …"), l10n.t("Don't Ask Again")];
    const answer = await showInformation(wordsOf(state), review, never);
    if (answer === review) await commands.executeCommand("spotter.reviewTeamSuppressions");
    if (answer === never) await workspace.getConfiguration().update("spotter.suppressions.team", "off", ConfigurationTarget.Global);
  }
}

/** What tells one state of a folder's file from another; empty where there is none that can be seen. */
async function stateOnDisk(folder: WorkspaceFolder): Promise<string> {
  const facts = await stat(teamFileUri(folder).fsPath).catch(() => null);
  return facts === null ? "" : `${facts.size} ${facts.mtimeMs}`;
}

function wordsOf({ folder, file, text }: TeamState): string {
  const name = label(untrusted(folder.name), 60);
  if (file.state === "unusable") return l10n.t("The team's suppressions of {0} cannot be used. What was accepted before stays in force.", name);
  if (text === null) return l10n.t("The team's suppressions of {0} are gone. What was accepted of them stays in force until you accept that.", name);
  return l10n.t("The team's suppressions of {0} are new, or have changed. They count for nothing until you accept them.", name);
}
