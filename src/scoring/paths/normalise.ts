import { UNKNOWN } from "../shell/invocation.js";

/**
 * Absolute form of a path as the shell would resolve it, without looking at a disk: `.`, `..` and repeated slashes are
 * gone; a home folder stays `~`. A relative path without a known folder gives itself, without leading `./`. Backslashes
 * of Windows paths become slashes.
 */
export function normalisePath(text: string, cwd: string | null): string {
  let path = text.startsWith("file://") ? text.slice(7) : text;
  const drive = path.charCodeAt(1) === 58 && /^[A-Za-z]:[\\/]/.test(path);
  if (drive) path = path.replaceAll("\\", "/");
  const rooted = drive || path.startsWith("/") || path.startsWith("~") || path.startsWith(UNKNOWN);
  if (!rooted && cwd !== null) path = `${cwd}/${path}`;
  if (!path.includes("//") && !path.includes("./") && !path.endsWith(".") && !path.endsWith("/")) return path;
  return collapse(path);
}

function collapse(path: string): string {
  const absolute = path.startsWith("/");
  const out: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") out.push(segment);
    else if (out.length > 0 && out[out.length - 1] !== "..") out.pop();
    else if (!absolute) out.push(segment);
  }
  const joined = out.join("/");
  return absolute ? `/${joined}` : joined === "" ? "." : joined;
}

/** Home folder that a path lies in, such as `/home/dev`, `/root`, `~` or `~dev`; null where it lies in none. */
export function homeOf(path: string): string | null {
  const match = /^(?:~[^/]*|\/root|\/var\/root|\/(?:home|Users)\/[^/]+|[A-Za-z]:\/Users\/[^/]+)(?=\/|$)/.exec(path);
  return match === null ? null : match[0];
}
