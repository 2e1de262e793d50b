import { EventEmitter, l10n, Position, Range, TextEditorRevealType, Uri, window, workspace, type CancellationToken, type Disposable, type TextDocument, type TextDocumentContentProvider, type TextEditor } from "vscode";
import { untrusted, type Untrusted } from "../../model/untrusted.js";
import { RequestError } from "../../protocol/channel.js";
import type { TranscriptTarget } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { documentText } from "../render/document.js";
import { partOf, partQuery, SESSION_SCHEME, sessionIdOf, sessionPath } from "../render/uri.js";
import { translatedSentences } from "../words.js";
import type { TranscriptIndex } from "./transcriptIndex.js";

/** The URI of a document of a session's transcript, counted from 0. The title is for the tab alone. */
export function sessionUri(sessionId: string, title: Untrusted, part = 0): Uri {
  const path = sessionPath(sessionId, title);
  return Uri.from({ scheme: SESSION_SCHEME, path: part === 0 ? path : `${path} (${part + 1})`, query: partQuery(part) });
}

/** Sessions as read-only documents, read from OpenCode's storage when they are opened and again when they change. */
export class TranscriptDocuments implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registrations: Disposable[];
  /** What was just read of a document that is being opened. */
  private fetched: { readonly uri: string; readonly text: string } | null = null;

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
    const part = partOf(uri.query);
    if (this.fetched?.uri === uri.toString()) return this.fetched.text;
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    try {
      const transcript = await this.engine.request("transcript", { sessionId, at: part, sentences: translatedSentences() }, { signal: controller.signal });
      // Fewer parts than there were: what was asked for is no more.
      this.index.remember(sessionId, part, transcript.part === part ? transcript.anchors : null);
      return transcript.part === part ? documentText(transcript.text) : l10n.t("This session is shorter than it was. Close this tab, and open the session again.");
    } catch (error) {
      return this.failureText(error);
    }
  }

  /** Opens a session's transcript, at a call where one is named. */
  async open(target: TranscriptTarget, options: { readonly preserveFocus?: boolean } = {}): Promise<TextEditor> {
    const { uri, line } = await this.placeOf(target);
    const document = await this.opened(uri);
    const selection = line === null || line >= document.lineCount ? undefined : new Range(new Position(line, 0), new Position(line, 0));
    const editor = await window.showTextDocument(document, { preview: true, preserveFocus: options.preserveFocus ?? false, ...(selection ? { selection } : {}) });
    if (selection) editor.revealRange(selection, TextEditorRevealType.AtTop);
    if (target.callId !== null) await this.engine.request("markRead", { calls: [target.callId] });
    return editor;
  }

  /** The document that holds the target, and the line; what was read for it is kept for the editor, which asks next. */
  private async placeOf({ sessionId, callId }: TranscriptTarget): Promise<{ uri: Uri; line: number | null }> {
    const transcript = await this.engine.request("transcript", { sessionId, at: callId ?? 0, sentences: translatedSentences() }).catch((error: unknown) => {
      if (error instanceof RequestError && error.failure === "not-found") return null;
      throw error;
    });
    // The title that Problems knows: the address is the same then.
    const title = (await this.engine.request("getSession", { sessionId }))?.title ?? untrusted(sessionId);
    const uri = sessionUri(sessionId, title, transcript?.part);
    if (transcript === null) return { uri, line: null };
    this.index.remember(sessionId, transcript.part, transcript.anchors);
    this.fetched = { uri: uri.toString(), text: documentText(transcript.text) };
    return { uri, line: transcript.line };
  }

  private async opened(uri: Uri): Promise<TextDocument> {
    try {
      return await workspace.openTextDocument(uri);
    } finally {
      this.fetched = null;
    }
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

