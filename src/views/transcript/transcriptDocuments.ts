import { EventEmitter, l10n, Position, Range, TextEditorRevealType, Uri, window, workspace, type CancellationToken, type Disposable, type TextDocumentContentProvider, type TextEditor } from "vscode";
import { untrusted, type Untrusted } from "../../model/untrusted.js";
import { RequestError } from "../../protocol/channel.js";
import type { TranscriptTarget } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { documentText } from "../render/document.js";
import { SESSION_SCHEME, sessionIdOf, sessionPath } from "../render/uri.js";
import { translatedSentences } from "../words.js";
import { lineRange } from "./anchors.js";
import type { TranscriptIndex } from "./transcriptIndex.js";

/** The URI of a session's transcript. The title is for the tab alone. */
export function sessionUri(sessionId: string, title: Untrusted): Uri {
  return Uri.from({ scheme: SESSION_SCHEME, path: sessionPath(sessionId, title) });
}

/** Sessions as read-only documents, read from OpenCode's storage when they are opened and again when they change. */
export class TranscriptDocuments implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registrations: Disposable[];

  constructor(
    private readonly engine: EngineClient,
    private readonly index: TranscriptIndex,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.registrations = [
      this.changed,
      workspace.registerTextDocumentContentProvider(SESSION_SCHEME, this),
      engine.onChanged.on((sessionIds) => this.reload(sessionIds)),
    ];
  }

  async provideTextDocumentContent(uri: Uri, token: CancellationToken): Promise<string> {
    const sessionId = sessionIdOf(uri.path);
    if (sessionId === null) return l10n.t("This address names no OpenCode session.");
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    try {
      const transcript = await this.engine.request("transcript", { sessionId, sentences: translatedSentences() }, { signal: controller.signal });
      this.index.remember(sessionId, transcript.anchors);
      return documentText(transcript.text);
    } catch (error) {
      return this.failureText(error);
    }
  }

  /** Opens a session's transcript, at a call where one is named. */
  async open(target: TranscriptTarget, options: { readonly preserveFocus?: boolean } = {}): Promise<TextEditor> {
    const session = await this.engine.request("getSession", { sessionId: target.sessionId });
    const uri = sessionUri(target.sessionId, session?.title ?? untrusted(target.sessionId));
    const document = await workspace.openTextDocument(uri);
    const range = await this.rangeOf(target);
    const selection = range ? new Range(new Position(range.line, 0), new Position(range.line, 0)) : undefined;
    const editor = await window.showTextDocument(document, { preview: true, preserveFocus: options.preserveFocus ?? false, ...(selection ? { selection } : {}) });
    if (selection) editor.revealRange(selection, TextEditorRevealType.AtTop);
    if (target.callId !== null) await this.engine.request("markRead", { calls: [target.callId] });
    return editor;
  }

  /** The call's place, or its message's where the document was cut before the call. */
  private async rangeOf({ sessionId, callId }: TranscriptTarget): Promise<{ line: number } | undefined> {
    // Opening the document told the index its lines, or an open document has told them before.
    const anchors = (await this.index.anchorsOf(sessionId)) ?? undefined;
    const found = lineRange(anchors, callId);
    if (found || !anchors || callId === null) return found;
    const call = await this.engine.request("getCall", { id: callId });
    return lineRange(anchors, call?.messageId ?? null);
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private reload(sessionIds: readonly string[] | null): void {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme !== SESSION_SCHEME) continue;
      const sessionId = sessionIdOf(uri.path);
      if (sessionId !== null && (sessionIds === null || sessionIds.includes(sessionId))) this.changed.fire(uri);
    }
  }

  /** The document says why it is empty: a tab that was restored has nobody to show a message to. */
  private failureText(error: unknown): string {
    if (error instanceof RequestError && error.failure === "cancelled") return "";
    this.onFailure(error);
    if (error instanceof RequestError && error.failure === "not-found") {
      return l10n.t("OpenCode's storage does not hold this session any more.\n\nIt was deleted, or its storage was moved. What Spotter kept of its tool calls is still in the Risk Explorer.");
    }
    return l10n.t("This session could not be read.\n\nSpotter's log says why. Close this tab, run 'Spotter: Refresh', and open the session again.");
  }
}

