import { CodeLens, EventEmitter, l10n, languages, Range, workspace, type CancellationToken, type CodeLensProvider, type Disposable, type TextDocument } from "vscode";
import { sep } from "node:path";
import type { EngineResult } from "../../protocol/engine.js";
import { RequestError } from "../../protocol/channel.js";
import type { EngineClient } from "../engine/engineClient.js";

type Replayed = EngineResult<"replayRules">["rules"][number];

/** What the lens of a rule gives to the command that shows its calls. */
export type ReplayedRule = Pick<Replayed, "title" | "hits" | "calls">;

const REPLAY_DAYS = 30;
const DAY_MS = 86_400_000;

/** Above each rule of a file of rules, how many calls of the last 30 days it would have flagged; the text in the editor counts, saved or not. */
export class RuleLenses implements CodeLensProvider, Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly registrations: Disposable[];
  private phase = "";

  constructor(
    private readonly engine: EngineClient,
    private readonly paths: () => string[],
  ) {
    this.registrations = [
      this.changed,
      languages.registerCodeLensProvider([{ scheme: "file", pattern: "**/*.yml" }, { scheme: "file", pattern: "**/*.yaml" }], this),
      // What was replayed while a history was still being read counted a part of it.
      engine.onState.on((state) => {
        const phase = state.kind === "running" ? state.status.phase : state.kind;
        if (phase === this.phase) return;
        this.phase = phase;
        this.changed.fire();
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()),
    ];
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  async provideCodeLenses(document: TextDocument, token: CancellationToken): Promise<CodeLens[]> {
    const { fsPath } = document.uri;
    if (this.engine.state.kind !== "running" || !this.paths().some((path) => fsPath === path || fsPath.startsWith(path + sep))) return [];
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    try {
      const { calls, cut, rules } = await this.engine.request("replayRules", { text: document.getText(), since: Date.now() - REPLAY_DAYS * DAY_MS }, { signal: controller.signal, timeoutMs: 0 });
      return rules.map((rule) => lensOf(rule, calls, cut));
    } catch (error) {
      if (error instanceof RequestError && (error.failure === "cancelled" || error.failure === "closed")) return [];
      throw error;
    }
  }
}

function lensOf({ line, title, hits, skipped, calls: found }: Replayed, calls: number, cut: number): CodeLens {
  const words = [
    l10n.t("Would have flagged {0} of {1} calls of the last 30 days", hits, calls),
    ...(cut > 0 ? [l10n.t("of {0} only the beginning is kept", cut)] : []),
    ...(skipped > 0 ? [l10n.t("{0} would take too long and were skipped", skipped)] : []),
  ];
  const rule: ReplayedRule = { title, hits, calls: found };
  return new CodeLens(new Range(line - 1, 0, line - 1, 0), { title: words.join(" · "), command: "spotter.showRuleCalls", arguments: [rule] });
}
