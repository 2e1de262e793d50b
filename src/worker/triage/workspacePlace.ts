import { realpathSync } from "node:fs";
import type { FolderPaths } from "../../model/suppression.js";
import { errorCode } from "../../disk/files.js";
import { folderOf, isWholePath } from "../../store/suppressionCover.js";

/**
 * A workspace's folder by its path without links, and by those through links that lead to it: a session has the path by which OpenCode was
 * started. One that is not there is taken as it is named.
 *
 * @param known paths through links that led to it before
 */
export function workspacePlace(given: string, known: readonly string[] = []): FolderPaths {
  const folder = withoutLinks(given);
  const aliases = [...new Set([given, ...known].map(folderOf))].filter((path) => path !== folder && withoutLinks(path) === folder);
  return aliases.length === 0 ? { folder } : { folder, aliases };
}

function withoutLinks(path: string): string {
  if (!isWholePath(path)) return folderOf(path);
  try {
    return folderOf(realpathSync(path));
  } catch (error) {
    if (errorCode(error) === "UNKNOWN") throw error;
    return folderOf(path);
  }
}
