import { workspace, type WorkspaceFolder } from "vscode";
import { withoutLinks } from "../disk/links.js";

/** Paths of this window's folders, as they were opened and without links: a session has the path by which OpenCode was started. */
export function folderPaths(): string[] {
  const opened = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return [...new Set(opened.flatMap((path) => [path, withoutLinks(path)]))];
}

/** Folders of a workspace on disk that its user trusts: what lies in others is not read. */
export function trustedFolders(): readonly WorkspaceFolder[] {
  return workspace.isTrusted ? (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file") : [];
}
