import { l10n, workspace, type Uri } from "vscode";
import { showError } from "./render/messages.js";

/** Writes the file that a person chose. False where it could not be written, which is said. */
export async function writeChosen(target: Uri, text: string): Promise<boolean> {
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
