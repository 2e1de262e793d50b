import { Diagnostic, DiagnosticSeverity, l10n, languages, Range, Uri, workspace, type DiagnosticCollection, type Disposable, type Position } from "vscode";
import { rawText } from "../../model/untrusted.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { problemFloor, type ProblemSeverity, type Settings } from "../settings.js";
import type { TranscriptIndex } from "../transcript/transcriptIndex.js";
import { levelWord, ruleText } from "../words.js";
import { ProblemPlaces, type ProblemPlace } from "./problemPlaces.js";
import { REST_URI, ruleUri, type RulePages } from "./rulePages.js";
import { WrittenFiles } from "./writtenFiles.js";

/** Most entries in Problems: VS Code shows no more of one file, and a longer list is read by nobody. */
const PROBLEM_LIMIT = 1_000;
/** Findings that are asked for, and looked at, before others have their turn in this thread. */
const SLICE = 100;

/** A finding where it is shown. */
interface Shown {
  readonly finding: FindingRow;
  readonly place: ProblemPlace;
}

/** The findings that are shown, worst first, and how many there are besides. */
interface Worst {
  readonly findings: readonly FindingRow[];
  readonly rest: number;
}

/**
 * Open findings in Problems, worst first: each on the workspace's file that its call wrote, else at the line of its newest call in the
 * session's transcript. What there are more of is counted in an entry of its own.
 */
export class Problems implements Disposable {
  private readonly collection: DiagnosticCollection = languages.createDiagnosticCollection("spotter");
  private readonly places: ProblemPlaces;
  private readonly files: WrittenFiles;
  private readonly registrations: Disposable[];
  /** By address: what is shown there, and what tells it from what was shown before. */
  private shown = new Map<string, { readonly findings: readonly Shown[]; readonly text: string }>();
  /** What was asked for last: a file that changed moves it, and needs no new answer. */
  private known: Worst = { findings: [], rest: 0 };
  private running = false;
  private again: "ask" | "place" | null = null;
  private disposed = false;
  private shownOpen = "";

  constructor(
    private readonly engine: EngineClient,
    private readonly index: TranscriptIndex,
    private readonly rules: RulePages,
    private settings: Settings["problems"],
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.files = new WrittenFiles(() => this.plan("place"));
    this.places = new ProblemPlaces(index, this.files);
    this.registrations = [
      this.collection,
      this.files,
      engine.onChanged.on((sessionIds) => (this.index.forget(sessionIds), this.refresh())),
      engine.onState.on((state) => {
        const open = state.kind === "running" ? `${state.status.phase} ${Object.values(state.status.openFindings).join()}` : state.kind;
        if (open !== this.shownOpen) this.refresh();
        this.shownOpen = open;
      }),
      workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    ];
  }

  configure(settings: Settings["problems"]): void {
    this.settings = settings;
    this.refresh();
  }

  /** Findings whose entries touch a place, worst first. */
  findingsAt(uri: Uri, at: Position | Range): FindingRow[] {
    const range = "line" in at ? new Range(at, at) : at;
    return (this.shown.get(uri.toString())?.findings ?? []).filter(({ place }) => place.range.intersection(range) !== undefined).map(({ finding }) => finding);
  }

  /** Shows the findings of now. One run at a time: what changes meanwhile makes for one run more. */
  refresh(): void {
    this.plan("ask");
  }

  dispose(): void {
    this.disposed = true;
    for (const registration of this.registrations) registration.dispose();
  }

  private plan(what: "ask" | "place"): void {
    if (this.again !== "ask") this.again = what;
    if (this.running || this.disposed) return;
    this.running = true;
    void this.runUntilSettled();
  }

  private async runUntilSettled(): Promise<void> {
    while (this.again !== null && !this.disposed) {
      const what = this.again;
      this.again = null;
      try {
        await (what === "ask" ? this.ask() : this.showAll(this.known));
      } catch (error) {
        this.onFailure(error);
      }
    }
    this.running = false;
  }

  private async ask(): Promise<void> {
    const { state } = this.engine;
    if (problemFloor(this.settings) === null) return this.showNone();
    // While a long history is read, lines would be asked for in vain; the last state stays meanwhile.
    if (state.kind !== "running" || state.status.phase !== "following") return;
    this.known = await this.worst();
    this.files.watch(this.known.findings.flatMap(({ written }) => (written === null ? [] : [Uri.file(rawText(written.path))])));
    await this.showAll(this.known);
    for (const [sessionId, ofSession] of grouped(this.known.findings, ({ call }) => call.sessionId)) {
      if (this.again === "ask" || this.disposed) return;
      await this.index.learnPlaces(sessionId, ofSession.map(({ call }) => call.id));
    }
    await this.showAll(this.known);
  }

  private showNone(): Promise<void> {
    this.known = { findings: [], rest: 0 };
    this.files.watch([]);
    return this.show([], 0);
  }

  /** The findings to show, worst first, and how many there are besides. */
  private async worst(): Promise<Worst> {
    const minLevel = problemFloor(this.settings) ?? "critical";
    const findings: FindingRow[] = [];
    let after: string | null = null;
    let total: number;
    do {
      const page: { rows: FindingRow[]; next: string | null; total: number } = await this.engine.request("listFindings", { minLevel, after, limit: SLICE });
      for (const row of page.rows) if (this.settings.severity[row.level] !== "none") findings.push(row);
      after = page.next;
      total = page.total;
    } while (after !== null && findings.length < PROBLEM_LIMIT);
    // One entry says how many there are besides.
    const shown = after === null && findings.length <= PROBLEM_LIMIT ? findings : findings.slice(0, PROBLEM_LIMIT - 1);
    return { findings: shown, rest: after === null && shown === findings ? 0 : total - shown.length };
  }

  private async showAll({ findings, rest }: Worst): Promise<void> {
    const shown: Shown[] = [];
    for (let from = 0; from < findings.length; from += SLICE) {
      shown.push(...(await Promise.all(findings.slice(from, from + SLICE).map(async (finding) => ({ finding, place: await this.places.placeOf(finding) })))));
      await new Promise((resolve) => setImmediate(resolve));
      if (this.disposed) return;
    }
    await this.show(shown, rest);
  }

  /** Touches the entries of those files and transcripts alone of which something changed, and hands them over in slices: VS Code writes them out in this thread. */
  private async show(all: readonly Shown[], rest: number): Promise<void> {
    const before = this.shown;
    const now = (this.shown = new Map<string, { readonly findings: readonly Shown[]; readonly text: string }>());
    let changes: Array<[Uri, Diagnostic[] | undefined]> = [];
    const handOver = async (): Promise<void> => {
      if (changes.length > 0 && !this.disposed) this.collection.set(changes);
      changes = [];
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (const [address, findings] of grouped(all, ({ place }) => place.uri.toString())) {
      const diagnostics = findings.map((each) => this.diagnostic(each));
      const text = JSON.stringify(diagnostics.map(({ range, message, severity }) => [range, message, severity]));
      now.set(address, { findings, text });
      if (before.get(address)?.text !== text) changes.push([findings[0]!.place.uri, diagnostics]);
      if (now.size % SLICE === 0) await handOver();
    }
    for (const address of before.keys()) {
      if (!now.has(address) && changes.push([Uri.parse(address, true), undefined]) >= SLICE) await handOver();
    }
    if (rest !== this.rules.rest) changes.push([REST_URI, rest === 0 ? undefined : [restDiagnostic(rest)]]);
    this.rules.setRest(rest);
    await handOver();
  }

  private diagnostic({ finding, place }: Shown): Diagnostic {
    const words = [
      l10n.t("{0}: {1}. Risk {2}, score {3} of 100.", ruleText(finding.title), label(finding.call.subject, 200), levelWord(finding.level), finding.score),
      finding.callCount > 1 ? l10n.t("(calls: {0})", finding.callCount) : "",
      place.hasText ? "" : l10n.t("The file does not have the text any more."),
    ];
    const diagnostic = new Diagnostic(place.range, words.filter(Boolean).join(" "), severityOf(this.settings.severity[finding.level]));
    diagnostic.source = "Spotter";
    diagnostic.code = { value: finding.rule, target: ruleUri(finding.rule) };
    return diagnostic;
  }
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function restDiagnostic(rest: number): Diagnostic {
  const diagnostic = new Diagnostic(new Range(0, 0, 0, 0), l10n.t("Open findings that are not listed here: {0}. The worst are listed; the Risk Explorer has them all.", rest), DiagnosticSeverity.Information);
  diagnostic.source = "Spotter";
  return diagnostic;
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
