import {
  CodeLens,
  DocumentSymbol,
  FoldingRange,
  l10n,
  languages,
  Range,
  SymbolKind,
  type CodeLensProvider,
  type Disposable,
  type DocumentSymbolProvider,
  type FoldingRangeProvider,
  type TextDocument,
} from "vscode";
import { isAtLeast, type RiskLevel } from "../../model/risk.js";
import { partOf, SESSION_SCHEME, sessionIdOf } from "../render/uri.js";
import { findingStateWord, levelWord } from "../words.js";
import { sectionsOf, type CallSection, type MessageSection } from "./sections.js";
import type { TranscriptIndex } from "./transcriptIndex.js";

/** From this level on a call has a line of actions above it. */
const LENS_FLOOR: RiskLevel = "medium";

/** A transcript's outline, its foldable messages and calls, and what can be done above a risky call. A call's text tells its score, so that VS Code asks again when that changes. */
export class TranscriptOutline implements DocumentSymbolProvider, FoldingRangeProvider, CodeLensProvider, Disposable {
  private readonly registrations: Disposable[];

  constructor(private readonly index: TranscriptIndex) {
    const transcripts = { scheme: SESSION_SCHEME };
    this.registrations = [
      languages.registerDocumentSymbolProvider(transcripts, this),
      languages.registerFoldingRangeProvider(transcripts, this),
      languages.registerCodeLensProvider(transcripts, this),
    ];
  }

  async provideDocumentSymbols(document: TextDocument): Promise<DocumentSymbol[]> {
    return (await this.sections(document)).map((message) => {
      const symbol = symbolOf(document, message, SymbolKind.Namespace);
      symbol.children = message.calls.map((call) => symbolOf(document, call, isAtLeast(call.level, LENS_FLOOR) ? SymbolKind.Event : SymbolKind.Function));
      return symbol;
    });
  }

  async provideFoldingRanges(document: TextDocument): Promise<FoldingRange[]> {
    return (await this.sections(document)).flatMap((message) => [message, ...message.calls].filter(({ line, end }) => end > line).map(({ line, end }) => new FoldingRange(line, end)));
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    const sessionId = sessionIdOf(document.uri.path);
    if (sessionId === null) return [];
    const calls = (await this.sections(document)).flatMap((message) => message.calls);
    return calls.filter(({ level, held }) => held || isAtLeast(level, LENS_FLOOR)).flatMap((call) => lensesOf(sessionId, call));
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private async sections(document: TextDocument): Promise<MessageSection[]> {
    const sessionId = sessionIdOf(document.uri.path);
    const anchors = sessionId === null ? null : await this.index.anchorsOf(sessionId, partOf(document.uri.query));
    return anchors ? sectionsOf(anchors, document.lineCount) : [];
  }
}

function symbolOf(document: TextDocument, { line, end }: { readonly line: number; readonly end: number }, kind: SymbolKind): DocumentSymbol {
  const heading = document.lineAt(line);
  // The marks that set headings off for the eye are noise in a list; a symbol without a name is an error to VS Code.
  const name = heading.text.replace(/^[━▶\s]+|[━\s]+$/gu, "") || "…";
  return new DocumentSymbol(name, "", kind, new Range(heading.range.start, document.lineAt(Math.max(line, Math.min(end, document.lineCount - 1))).range.end), heading.range);
}

/** From one call of a finding to the next, and from the last to the first. */
function evidenceLens(range: Range, sessionId: string, { number, count, next }: NonNullable<CallSection["evidence"]>): CodeLens {
  return new CodeLens(range, { title: l10n.t("Evidence {0} of {1}: go to the next", number, count), command: "spotter.openTranscript", arguments: [{ sessionId, callId: next }] });
}

function lensesOf(sessionId: string, call: CallSection): CodeLens[] {
  const range = new Range(call.line, 0, call.line, 0);
  const target = { sessionId, callId: call.id };
  const verdict = l10n.t("{0}, score {1} of 100", levelWord(call.level), call.score);
  return [
    new CodeLens(range, call.rule === null ? { title: verdict, command: "" } : { title: l10n.t("{0}: why", verdict), command: "spotter.showRule", arguments: [target] }),
    ...(call.state === null || call.state === "open" ? [] : [new CodeLens(range, { title: l10n.t("{0}: history", findingStateWord(call.state)), command: "spotter.showHistory", arguments: [target] })]),
    new CodeLens(range, { title: l10n.t("Open in OpenCode"), command: "spotter.openInOpenCode", arguments: [target] }),
    new CodeLens(range, { title: l10n.t("Copy as Markdown"), command: "spotter.copyAsMarkdown", arguments: [target] }),
    ...(call.evidence === null ? [] : [evidenceLens(range, sessionId, call.evidence)]),
    ...(call.held ? [new CodeLens(range, { title: l10n.t("Show What Is Held Back"), command: "spotter.showHeldBack", arguments: [target] })] : []),
  ];
}
