import { posix } from "node:path";
import { cutAt } from "../../model/neutralise.js";

/** No name of a host is longer, and no honest path. */
const HOST_LIMIT = 253;
const PATH_LIMIT = 1_000;
/** Of a command so many URLs are looked at. */
const URLS = 50;
const AUTHORITY = /^(?:[^\s/@"'`<>]*@)?([a-z0-9.-]+|\[[0-9a-f:]+\])/iu;
const AUTHORITY_LIMIT = 1_000;

/** Folders in which a session may work, without those that say nothing. */
export function ownFolders({ directory, worktree }: { readonly directory: string; readonly worktree: string | null }): string[] {
  // OpenCode's project of everything that is in no repository has the root for its folder.
  return [directory, ...(worktree !== null && worktree !== "/" ? [worktree] : [])].filter((folder) => folder !== "");
}

/** A path as it is, or below the session's folder, without detours. */
export function absolutePath(named: string, directory: string): string {
  const path = named.includes("\\") ? named.replaceAll("\\", "/") : named;
  const whole = /^(?:\/|[A-Za-z]:\/)/.test(path) ? path : `${directory}/${path}`;
  return cutAt(/\/\.|\/\/|\/$/.test(whole) ? posix.normalize(whole) : whole, PATH_LIMIT);
}

export function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(folder) && (path.length === folder.length || folder.endsWith("/") || path[folder.length] === "/"));
}

/** The hosts of the URLs in a text, each once, in small letters. */
export function hostsIn(text: string): string[] {
  const hosts = new Set<string>();
  let at = text.indexOf("://");
  for (let urls = 0; at > 0 && urls < URLS; urls++) {
    const [, host] = /[a-z0-9+.-]/i.test(text[at - 1]!) ? (AUTHORITY.exec(text.slice(at + 3, at + 3 + AUTHORITY_LIMIT)) ?? []) : [];
    if (host !== undefined) hosts.add(cutAt(host.toLowerCase(), HOST_LIMIT));
    at = text.indexOf("://", at + 3);
  }
  return [...hosts];
}
