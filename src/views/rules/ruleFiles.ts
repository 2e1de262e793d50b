import { Diagnostic, DiagnosticSeverity, languages, Range, Uri, workspace, type DiagnosticCollection, type Disposable } from "vscode";
import type { EngineStatus } from "../../protocol/engine.js";
import { untrusted } from "../../model/untrusted.js";
import type { EngineClient, EngineState } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import type { Settings } from "../settings.js";
import { trustedFolders } from "../workspaceFolders.js";

/** Files and folders of rules for this window: those of the settings, and `.spotter/rules` of a workspace that is trusted. */
export function rulePathsOf({ rulePaths }: Settings): string[] {
  const folders = trustedFolders();
  return [...rulePaths, ...folders.map(({ uri }) => Uri.joinPath(uri, ".spotter", "rules").fsPath)];
}

/**
 * Sees to it that the engine, which may run in another window, judges by this window's rules, and shows in Problems, on the
 * file itself, which of them cannot be used and why.
 */
export class RuleFiles implements Disposable {
  private readonly collection: DiagnosticCollection = languages.createDiagnosticCollection("spotter-rules");
  private readonly registrations: Disposable[];
  private shown = "";

  constructor(
    private readonly engine: EngineClient,
    private readonly paths: () => string[],
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.registrations = [
      this.collection,
      engine.onState.on((state) => this.follow(state)),
      workspace.onDidGrantWorkspaceTrust(() => this.follow(engine.state)),
      workspace.onDidChangeWorkspaceFolders(() => this.follow(engine.state)),
    ];
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private follow(state: EngineState): void {
    if (state.kind !== "running") return;
    const { ownRules } = state.status;
    const missing = this.paths().filter((path) => !ownRules.paths.includes(path));
    if (missing.length > 0) this.engine.request("useRules", { paths: missing }).catch(this.onFailure);
    this.show(ownRules.problems);
  }

  private show(problems: EngineStatus["ownRules"]["problems"]): void {
    const text = JSON.stringify(problems);
    if (text === this.shown) return;
    this.shown = text;
    const byFile = new Map<string, Diagnostic[]>();
    for (const { path, line, message } of problems) {
      const diagnostic = new Diagnostic(new Range(line - 1, 0, line - 1, 1_000), label(untrusted(message), 600), DiagnosticSeverity.Error);
      diagnostic.source = "Spotter";
      byFile.set(path, [...(byFile.get(path) ?? []), diagnostic]);
    }
    this.collection.clear();
    for (const [path, diagnostics] of byFile) this.collection.set(Uri.file(path), diagnostics);
  }
}
