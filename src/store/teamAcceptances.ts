import type { FolderPaths } from "../model/suppression.js";
import { folderOf, pathsOf } from "./suppressionCover.js";

/** What was accepted of one folder's file and stands. */
export interface TeamAcceptances<T extends FolderPaths> {
  /** Oldest first; the newest holds. */
  readonly all: readonly T[];
  /** For which it holds: the paths of the newest without those by which another folder's file was accepted later. The folder's own comes first. */
  readonly paths: readonly string[];
}

/** Acceptances by the file's folder; one that names the folder by another path, too, follows those of that path. @param teams oldest first */
export function acceptancesByFolder<T extends FolderPaths>(teams: readonly T[]): Map<string, TeamAcceptances<T>> {
  const folders = new Map<string, TeamAcceptances<T>>();
  for (const team of teams) {
    const paths = pathsOf(team);
    const earlier = new Set(paths.flatMap((path) => folders.get(path)?.all ?? []));
    for (const path of paths) folders.delete(path);
    for (const [folder, other] of folders) folders.set(folder, { ...other, paths: other.paths.filter((path) => !paths.includes(path)) });
    folders.set(folderOf(team.folder), { all: [...teams.filter((other) => earlier.has(other)), team], paths });
  }
  return folders;
}

/** All paths that an acceptance has to do with: its own, and those of others that share one, also by way of a third. */
export function pathsAround(team: FolderPaths, others: readonly FolderPaths[]): Set<string> {
  const around = new Set(pathsOf(team));
  for (let before = 0; before < around.size;) {
    before = around.size;
    for (const paths of others.map(pathsOf)) if (paths.some((path) => around.has(path))) for (const path of paths) around.add(path);
  }
  return around;
}
