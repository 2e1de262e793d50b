import { FileSystemError, Uri, workspace, type WorkspaceFolder } from "vscode";

/** Where a team keeps its suppressions, below a folder of the workspace. */
export const TEAM_FILE = ".spotter/suppressions.json";

/** The address of a folder's team file, whether there is one or not. */
export function teamFileUri(folder: WorkspaceFolder): Uri {
  return Uri.joinPath(folder.uri, ...TEAM_FILE.split("/"));
}

/**
 * The text of a team's file; null where there is none.
 * @throws {FileSystemError} where there is one that cannot be read
 */
export async function readTeamFile(uri: Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof FileSystemError && (error.code === "FileNotFound" || error.code === "FileNotADirectory")) return null;
    throw error;
  }
}

/** The first line, counted from 1, on which a merge left a conflict; null where none did. */
export function conflictLine(text: string): number | null {
  const index = text.split(/\r\n|\r|\n/).findIndex((line) => /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line));
  return index < 0 ? null : index + 1;
}
