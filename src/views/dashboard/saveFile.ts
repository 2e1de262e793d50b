import { homedir } from "node:os";
import { Uri, window, workspace } from "vscode";
import { writeChosen } from "../writeChosen.js";

/** Asks a person where a file is to go, and writes it. False where they thought better of it, or it could not be written, which is said. */
export async function saveFile(name: string, extension: "svg" | "csv", text: string): Promise<boolean> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
  const target = await window.showSaveDialog({ defaultUri: Uri.joinPath(folder, name), filters: { [extension.toUpperCase()]: [extension] } });
  return target !== undefined && writeChosen(target, text);
}
