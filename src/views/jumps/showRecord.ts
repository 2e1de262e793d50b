import { window, workspace } from "vscode";
import { recordUri } from "./callDocuments.js";

/** Opens a call's record in OpenCode's storage, as JSON that cannot be edited. */
export async function showRecord(callId: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument(recordUri(callId)));
}
