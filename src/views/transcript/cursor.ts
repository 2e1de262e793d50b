import { window, type TextEditor } from "vscode";
import type { TranscriptAnchors } from "../../protocol/engine.js";
import type { TranscriptTarget } from "../commands.js";
import type { HiddenSecret } from "../jumps/hiddenSecret.js";
import { partOf, SESSION_SCHEME, sessionIdOf } from "../render/uri.js";
import { hiddenSecrets } from "./hiddenSecrets.js";
import { callsOf } from "./sections.js";
import type { TranscriptIndex } from "./transcriptIndex.js";

/** The call of a transcript in which the cursor stands, or its session; null where no transcript is in front. */
export async function callAtCursor(index: TranscriptIndex): Promise<TranscriptTarget | null> {
  const open = await openTranscript(index);
  if (!open) return null;
  const { editor, sessionId, anchors } = open;
  const { line } = editor.selection.active;
  return { sessionId, callId: callsOf(anchors, editor.document.lineCount).find((call) => call.line <= line && line <= call.end)?.id ?? null };
}

/** The placeholder of a transcript on which the cursor stands; null where it stands on none. */
export async function secretAtCursor(index: TranscriptIndex): Promise<HiddenSecret | null> {
  const open = await openTranscript(index);
  if (!open) return null;
  const { editor, sessionId, anchors } = open;
  const { line, character } = editor.selection.active;
  return hiddenSecrets(editor.document.getText(), anchors, sessionId).find((secret) => secret.line === line && secret.start <= character && character <= secret.end) ?? null;
}

async function openTranscript(index: TranscriptIndex): Promise<{ editor: TextEditor; sessionId: string; anchors: TranscriptAnchors } | null> {
  const editor = window.activeTextEditor;
  if (editor?.document.uri.scheme !== SESSION_SCHEME) return null;
  const { path, query } = editor.document.uri;
  const sessionId = sessionIdOf(path);
  const anchors = sessionId === null ? null : await index.anchorsOf(sessionId, partOf(query));
  return sessionId === null || anchors === null ? null : { editor, sessionId, anchors };
}
