import { Diagnostic, DiagnosticSeverity, l10n, languages, Range, Uri, type DiagnosticCollection, type Disposable } from "vscode";
import type { FindingRow } from "../../protocol/rows.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { problemFloor, type ProblemSeverity, type Settings } from "../settings.js";
import { lineRange } from "../transcript/anchors.js";
import { sessionUri } from "../transcript/transcriptDocuments.js";
import type { TranscriptIndex } from "../transcript/transcriptIndex.js";
import { levelWord, ruleText } from "../words.js";
import { ruleUri, type RulePages } from "./rulePages.js";

/** Most findings in Problems: VS Code shows no more of one file, and a longer list is read by nobody. */
const PROBLEM_LIMIT = 1_000;

/** Open findings in Problems, each at the line of its newest call in the session's transcript. */
export class Problems implements Disposable {
  private readonly collection: DiagnosticCollection = languages.createDiagnosticCollection("spotter");
  private readonly registrations: Disposable[];
  private running = false;
  private again = false;
  private disposed = false;
  private shownOpen = "";

  constructor(
    private readonly engine: EngineClient,
    private readonly index: TranscriptIndex,
    private readonly rules: RulePages,
    private settings: Settings["problems"],
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.registrations = [
      this.collection,
      engine.onChanged.on((sessionIds) => (this.index.forget(sessionIds), this.refresh())),
      engine.onState.on((state) => {
        const open = state.kind === "running" ? `${state.status.phase} ${Object.values(state.status.openFindings).join()}` : state.kind;
        if (open !== this.shownOpen) this.refresh();
        this.shownOpen = open;
      }),
    ];
  }

  configure(settings: Settings["problems"]): void {
    this.settings = settings;
    this.refresh();
  }

  /** Shows the findings of now. One run at a time: what changes meanwhile makes for one run more. */
  refresh(): void {
    this.again = true;
    if (this.running || this.disposed) return;
    this.running = true;
    void this.runUntilSettled();
  }

  dispose(): void {
    this.disposed = true;
    for (const registration of this.registrations) registration.dispose();
  }

  private async runUntilSettled(): Promise<void> {
    try {
      while (this.again && !this.disposed) {
        this.again = false;
        await this.run();
      }
    } catch (error) {
      this.onFailure(error);
    } finally {
      this.running = false;
    }
  }

  private async run(): Promise<void> {
    const minLevel = problemFloor(this.settings);
    const { state } = this.engine;
    if (minLevel === null) return this.collection.clear();
    // While a long history is read, lines would be asked for in vain; the last state stays meanwhile.
    if (state.kind !== "running" || state.status.phase !== "following") return;
    const page = await this.engine.request("listFindings", { minLevel, after: null, limit: PROBLEM_LIMIT });
    const findings = page.rows.filter((finding) => this.settings.severity[finding.level] !== "none");
    this.rules.learn(findings);
    this.show(findings);
    for (const sessionId of new Set(findings.map((finding) => finding.call.sessionId))) {
      if (this.again || this.disposed) return;
      if (this.index.peek(sessionId) === undefined) await this.index.anchorsOf(sessionId);
    }
    if (!this.disposed) this.show(findings);
  }

  private show(findings: readonly FindingRow[]): void {
    const byUri = new Map<string, Diagnostic[]>();
    for (const finding of findings) {
      const uri = sessionUri(finding.call.sessionId, finding.sessionTitle).toString();
      byUri.set(uri, [...(byUri.get(uri) ?? []), this.diagnostic(finding)]);
    }
    this.collection.clear();
    this.collection.set([...byUri].map(([uri, diagnostics]) => [Uri.parse(uri, true), diagnostics]));
  }

  private diagnostic(finding: FindingRow): Diagnostic {
    const anchors = this.index.peek(finding.call.sessionId) ?? undefined;
    const line = (lineRange(anchors, finding.call.id) ?? lineRange(anchors, finding.call.messageId))?.line ?? 0;
    const times = finding.callCount > 1 ? ` ${l10n.t("(calls: {0})", finding.callCount)}` : "";
    const message = l10n.t("{0}: {1}. Risk {2}, score {3} of 100.", ruleText(finding.title), label(finding.call.subject, 200), levelWord(finding.level), finding.score);
    const diagnostic = new Diagnostic(new Range(line, 0, line, 1_000), message + times, severityOf(this.settings.severity[finding.level]));
    diagnostic.source = "Spotter";
    diagnostic.code = { value: finding.rule, target: ruleUri(finding.rule) };
    return diagnostic;
  }
}

function severityOf(severity: ProblemSeverity): DiagnosticSeverity {
  switch (severity) {
    case "error":
      return DiagnosticSeverity.Error;
    case "warning":
      return DiagnosticSeverity.Warning;
    case "information":
      return DiagnosticSeverity.Information;
    case "hint":
    case "none":
      return DiagnosticSeverity.Hint;
  }
}
