import { env, EventEmitter, l10n, Uri, workspace, type CancellationToken, type Disposable, type TextDocumentContentProvider } from "vscode";
import { Throttle } from "../../model/throttle.js";
import { untrusted } from "../../model/untrusted.js";
import { RequestError } from "../../protocol/channel.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { DecisionRow } from "../../protocol/triage.js";
import type { EngineClient } from "../engine/engineClient.js";
import { documentText } from "../render/document.js";
import { label } from "../render/label.js";
import { longTime } from "../render/time.js";
import { TRIAGE_SCHEME, triagePath, triageTarget } from "../render/uri.js";
import { decisionWord, patternWords, subjectWords } from "./decisionWords.js";
import { findingLines } from "./findingWords.js";

/** Decisions that a document lists; the rest is counted, and exported whole. */
const LISTED = 10_000;
const SLICE = 1_000;
/** Findings whose command and session a list of decisions names. */
const NAMED = 500;
/** Lists of findings that are remembered for a tab that shows one. */
const REMEMBERED = 20;
/** How often an open document is read anew at most, in milliseconds: while an agent works, something changes all the time. */
const RELOADS_APART_MS = 1_000;

/** Keeps the findings that a question is about, for a document that lists them. */
export interface ListedFindings {
  /** Gives the address of a document of that heading and these findings. */
  list(heading: string, findings: { readonly rows: readonly FindingRow[]; readonly total: number }): Uri;
}

/** Keeps texts for read-only documents. */
export interface KeptTexts {
  keep(kind: "which" | "accepted", name: string, text: string): Uri;
}

/** Every decision, as a document. */
export function decisionsUri(): Uri {
  return Uri.from({ scheme: TRIAGE_SCHEME, path: triagePath("decisions", "all", l10n.t("Decisions")) });
}

/** What was decided and said of one finding. */
export function historyUri(findingId: string): Uri {
  return Uri.from({ scheme: TRIAGE_SCHEME, path: triagePath("history", findingId, l10n.t("History of a finding")) });
}

/** Read-only documents of triage: all decisions, the history of one finding, and what a decision would touch. */
export class TriageDocuments implements TextDocumentContentProvider, ListedFindings, KeptTexts, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly reloads = new Throttle(RELOADS_APART_MS, () => this.reload());
  private readonly registrations: Disposable[];
  private readonly texts = new Map<string, string>();
  private next = 1;

  constructor(private readonly engine: Pick<EngineClient, "request" | "onChanged">) {
    this.registrations = [this.changed, this.reloads, workspace.registerTextDocumentContentProvider(TRIAGE_SCHEME, this), engine.onChanged.on(() => this.reloads.request())];
  }

  list(heading: string, { rows, total }: { readonly rows: readonly FindingRow[]; readonly total: number }): Uri {
    const lines = rows.flatMap((finding, index) => {
      const [first, ...rest] = findingLines(finding);
      return [`${index + 1}. ${first}`, ...rest];
    });
    if (total > rows.length) lines.push(l10n.t("And {0} more.", total - rows.length));
    return this.keep("which", l10n.t("Findings"), [heading, "", ...lines, ""].join("\n"));
  }

  async provideTextDocumentContent(uri: Uri, token: CancellationToken): Promise<string> {
    const target = triageTarget(uri.path);
    if (!target) return l10n.t("This address names no list of Spotter's.");
    if (target.kind === "which" || target.kind === "accepted") return this.texts.get(target.id) ?? l10n.t("This list was made for a question that is over. Ask it again.");
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    try {
      return await (target.kind === "history" ? this.history(target.id, controller.signal) : this.decisions(controller.signal));
    } catch (error) {
      if (error instanceof RequestError && error.failure === "cancelled") return "";
      throw error;
    }
  }

  /** Keeps a text for a tab; the oldest one goes where there are many. */
  keep(kind: "which" | "accepted", name: string, text: string): Uri {
    const id = String(this.next++);
    this.texts.set(id, documentText(untrusted(text)));
    if (this.texts.size > REMEMBERED) this.texts.delete(this.texts.keys().next().value!);
    return Uri.from({ scheme: TRIAGE_SCHEME, path: triagePath(kind, id, name) });
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private reload(): void {
    for (const { uri } of workspace.textDocuments) {
      const kind = uri.scheme === TRIAGE_SCHEME ? triageTarget(uri.path)?.kind : undefined;
      if (kind === "decisions" || kind === "history") this.changed.fire(uri);
    }
  }

  private async decisions(signal: AbortSignal): Promise<string> {
    const { rows, total } = await this.read(null, signal);
    const subjects = await this.subjectsOf(rows, signal);
    const more = total > rows.length ? [l10n.t("{0} older ones are not listed here; 'Spotter: Export Decisions…' writes them all.", total - rows.length)] : [];
    const none = rows.length === 0 ? [l10n.t("Nothing was decided yet.")] : [];
    return documentText(untrusted([l10n.t("Decisions: {0}, newest first", total), "", ...none, ...rows.flatMap((row) => decisionLines(row, subjects)), ...more, ""].join("\n")));
  }

  private async history(findingId: string, signal: AbortSignal): Promise<string> {
    const finding = await this.engine.request("getFinding", { id: findingId }, { signal });
    const { rows } = await this.read(findingId, signal);
    const head = finding ? findingLines(finding).join("\n") : l10n.t("This finding is gone: its calls are no finding any more. What was decided of it stays.");
    const none = rows.length === 0 ? [l10n.t("Nothing was decided of this finding yet.")] : [];
    return documentText(untrusted([head, "", ...none, ...rows.flatMap((row) => decisionLines(row, new Map())), ""].join("\n")));
  }

  /** What the newest of these decisions were about, by finding: its command and its session. */
  private async subjectsOf(rows: readonly DecisionRow[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(rows.flatMap(({ findingId }) => findingId ?? []))].slice(0, NAMED);
    const findings = await Promise.all(ids.map((id) => this.engine.request("getFinding", { id }, { signal })));
    return new Map(findings.flatMap((finding) => (finding ? [[finding.id, subjectWords(finding)] as const] : [])));
  }

  private async read(findingId: string | null, signal: AbortSignal): Promise<{ rows: DecisionRow[]; total: number }> {
    const rows: DecisionRow[] = [];
    let page: { rows: DecisionRow[]; next: string | null; total: number };
    let after: string | null = null;
    do {
      page = await this.engine.request("listDecisions", { filter: { findingId, judgements: true }, after, limit: SLICE }, { signal });
      rows.push(...page.rows);
      after = page.next;
    } while (after !== null && rows.length < LISTED);
    return { rows, total: page.total };
  }
}

/** A decision in a line, and below it its reason and what it was about. @param subjects words for findings, by their ids */
function decisionLines(row: DecisionRow, subjects: ReadonlyMap<string, string>): string[] {
  const facts = [
    longTime(row.at, env.language),
    label(row.actor, 60),
    decisionWord(row),
    row.rule === null ? "" : label(row.rule, 80),
    row.expires === null ? "" : l10n.t("until {0}", longTime(row.expires, env.language)),
    row.entries === null ? "" : l10n.t("entries: {0}", row.entries),
    row.critical === true ? l10n.t("critical ones, too") : "",
    row.undoneBy === null ? "" : l10n.t("was taken back"),
  ];
  const reason = label(row.reason, 1_200);
  const subject = (row.findingId === null ? undefined : subjects.get(row.findingId)) ?? patternWords(row);
  return [facts.filter(Boolean).join(" · "), ...[reason, subject].filter(Boolean).map((text) => `    ${text}`)];
}
