import { withoutLinks } from "../../disk/links.js";
import type { FolderPaths } from "../../model/suppression.js";
import { folderOf, isWholePath } from "../../store/suppressionCover.js";

/**
 * A workspace's folder by its path without links, and by those through links that lead to it: a session has the path by which OpenCode was
 * started. One that is not there is taken as it is named.
 *
 * @param known paths through links that may lead to it, too
 */
export function workspacePlace(given: string, known: readonly string[] = []): FolderPaths {
  const folder = realFolder(given);
  const aliases = [...new Set([given, ...known].map(folderOf))].filter((path) => path !== folder && realFolder(path) === folder);
  return aliases.length === 0 ? { folder } : { folder, aliases };
}

/** Folders of a workspace, each once, whichever of these paths lead to it. */
export function workspacePlaces(given: readonly string[]): FolderPaths[] {
  return [...new Map(given.map((path) => workspacePlace(path, given)).map((place) => [place.folder, place])).values()];
}

function realFolder(path: string): string {
  return folderOf(isWholePath(path) ? withoutLinks(path) : path);
}
