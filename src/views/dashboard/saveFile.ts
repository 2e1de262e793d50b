import { homedir } from "node:os";
import { l10n, Uri, window, workspace } from "vscode";
import { showError } from "../render/messages.js";

/** Asks a person where a file is to go, and writes it. False where they thought better of it, or it could not be written, which is said. */
export async function saveFile(name: string, extension: "svg" | "csv", text: string): Promise<boolean> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
  const target = await window.showSaveDialog({ defaultUri: Uri.joinPath(folder, name), filters: { [extension.toUpperCase()]: [extension] } });
  if (!target) return false;
  try {
    await workspace.fs.writeFile(target, new TextEncoder().encode(text));
    return true;
  } catch (error) {
    // The file system's own code alone: its message repeats the path, and may hold more.
    const code = error instanceof Error && "code" in error ? String(error.code) : "Unknown";
    void showError(l10n.t("The file could not be written ({0}). Choose another folder, or make room there.", code));
    return false;
  }
}
