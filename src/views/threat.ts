import { workspace, type Disposable } from "vscode";
import type { Threat } from "../protocol/alerts.js";
import type { EngineClient, EngineState } from "./engine/engineClient.js";
import { Signal } from "./engine/signal.js";
import { folderPaths } from "./workspaceFolders.js";

/** How bad it is in the folders of this window, and on the whole machine; asked of the engine when its counts change. */
export class WorkspaceThreat implements Disposable {
  readonly onChange = new Signal<undefined>();
  private threat: Threat | undefined;
  private everywhere: Threat | undefined;
  private counts = "";
  private asking: Promise<void> | undefined;
  private again = false;
  private readonly registrations: Disposable[];

  constructor(
    private readonly engine: EngineClient,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.registrations = [
      engine.onState.on((state) => this.look(state)),
      workspace.onDidChangeWorkspaceFolders(() => this.ask()),
    ];
  }

  /** Undefined until it is known, and where the window has no folder. */
  get now(): Threat | undefined {
    return this.hasFolders ? this.threat : undefined;
  }

  /** All that the engine reads; undefined until it is known. */
  get machine(): Threat | undefined {
    return this.everywhere;
  }

  get hasFolders(): boolean {
    return folderPaths().length > 0;
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private look(state: EngineState): void {
    if (state.kind !== "running") return;
    const { openFindings, unreadCritical, sessions } = state.status;
    const counts = JSON.stringify([openFindings, unreadCritical, sessions]);
    if (counts === this.counts) return;
    this.counts = counts;
    this.ask();
  }

  /** One question at a time: what changes meanwhile is asked after it. */
  private ask(): void {
    this.again = this.asking !== undefined;
    this.asking ??= this.askBoth(folderPaths())
      .catch(this.onFailure)
      .finally(() => {
        this.asking = undefined;
        if (this.again) this.ask();
      });
  }

  private async askBoth(folders: readonly string[]): Promise<void> {
    this.everywhere = await this.engine.request("threat", { folders: [] });
    this.threat = folders.length === 0 ? undefined : await this.engine.request("threat", { folders: [...folders] });
    this.onChange.emit(undefined);
  }
}
