import { workspace, type WorkspaceFolder } from "vscode";

/** Paths of this window's folders. */
export function folderPaths(): string[] {
  return (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
}

/** Folders of a workspace on disk that its user trusts: what lies in others is not read. */
export function trustedFolders(): readonly WorkspaceFolder[] {
  return workspace.isTrusted ? (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file") : [];
}
