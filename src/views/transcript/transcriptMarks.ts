import { OverviewRulerLane, Range, ThemeColor, window, workspace, type Disposable, type TextEditor, type TextEditorDecorationType } from "vscode";
import { SETTLED_STATES } from "../../model/finding.js";
import { RISK_LEVELS, type RiskLevel } from "../../model/risk.js";
import { partOf, SESSION_SCHEME, sessionIdOf } from "../render/uri.js";
import { callsOf, type CallSection } from "./sections.js";
import type { TranscriptIndex } from "./transcriptIndex.js";

/** A bar in the colour of its level beside each risky call of a transcript whose finding is not settled, and a mark in the overview ruler. */
export class TranscriptMarks implements Disposable {
  private readonly types = new Map<RiskLevel, TextEditorDecorationType>(RISK_LEVELS.filter((level) => level !== "none").map((level) => [level, markOf(level)]));
  private readonly registrations: Disposable[];

  constructor(
    private readonly index: TranscriptIndex,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.registrations = [
      ...this.types.values(),
      window.onDidChangeVisibleTextEditors((editors) => this.mark(editors)),
      workspace.onDidChangeTextDocument(({ document }) => this.mark(window.visibleTextEditors.filter((editor) => editor.document === document))),
    ];
    this.mark(window.visibleTextEditors);
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private mark(editors: readonly TextEditor[]): void {
    for (const editor of editors) {
      if (editor.document.uri.scheme === SESSION_SCHEME) this.markOne(editor).catch(this.onFailure);
    }
  }

  private async markOne(editor: TextEditor): Promise<void> {
    const sessionId = sessionIdOf(editor.document.uri.path);
    const anchors = sessionId === null ? null : await this.index.anchorsOf(sessionId, partOf(editor.document.uri.query));
    const calls = anchors ? callsOf(anchors, editor.document.lineCount) : [];
    for (const [level, type] of this.types) {
      editor.setDecorations(
        type,
        calls.filter((call) => call.level === level && !isSettled(call)).map(({ line, end }) => new Range(line, 0, end, 0)),
      );
    }
  }
}

/** Nothing is left to do about it: the heading says what was decided. */
function isSettled({ state }: CallSection): boolean {
  return SETTLED_STATES.some((settled) => settled === state);
}

function markOf(level: RiskLevel): TextEditorDecorationType {
  const color = new ThemeColor(`spotter.${level}`);
  return window.createTextEditorDecorationType({
    isWholeLine: true,
    borderColor: color,
    borderStyle: "solid",
    borderWidth: "0 0 0 3px",
    overviewRulerColor: color,
    overviewRulerLane: OverviewRulerLane.Left,
  });
}
