import { constants } from "node:fs";
import { lstat, mkdir, open, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";

/** Where a team keeps its suppressions, below a folder of the workspace. */
export const TEAM_FILE = ".spotter/suppressions.json";
/** Bytes of the largest team's file that is read. */
export const LARGEST_TEAM_FILE = 1_000_000;

/** No link is followed that was put there since it was looked at, and no pipe holds anything up. Windows has neither. */
const AS_SEEN = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Why a team's file is not read or written. */
export type TeamFault = "leads out" | "no file" | "too large" | "unreadable" | "unwritable";

export class TeamFileError extends Error {
  /** @param code what the file system said; empty where it said nothing */
  constructor(readonly fault: TeamFault, readonly code = "") {
    super(`A team's file: ${fault} ${code}`.trim());
  }
}

/** The text of the team's file of a folder; null where there is none. @throws {TeamFileError} */
export function readTeamText(folder: string): Promise<string | null> {
  return naming("unreadable", async () => {
    const path = await placeOf(folder);
    return path === null ? null : textOf(path);
  });
}

/**
 * Writes the team's file of a folder, made where there is none.
 *
 * @param before its text as it was read
 * @returns false where it has another one by now; nothing is written then
 * @throws {TeamFileError}
 */
export function writeTeamText(folder: string, before: string | null, text: string): Promise<boolean> {
  return naming("unwritable", async () => {
    if ((await readTeamText(folder)) !== before) return false;
    const [name, file] = TEAM_FILE.split("/") as [string, string];
    if (before === null) await mkdir(join(folder, name), { recursive: true });
    const parent = await realpath(join(folder, name));
    if (!isWithin(await realpath(folder), parent)) throw new TeamFileError("leads out");
    const path = (await placeOf(folder)) ?? join(parent, file);
    const made = before === null ? constants.O_CREAT | constants.O_EXCL : constants.O_TRUNC;
    const handle = await open(path, constants.O_WRONLY | made | AS_SEEN);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return true;
  });
}

/** The file's path without links; null where there is none. */
async function placeOf(folder: string): Promise<string | null> {
  const path = join(folder, ...TEAM_FILE.split("/"));
  try {
    const real = await realpath(path);
    if (!isWithin(await realpath(folder), real)) throw new TeamFileError("leads out");
    return real;
  } catch (error) {
    const code = codeOf(error);
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    // A link to what is not there would be followed by who writes.
    if (await isLink(path)) throw new TeamFileError("leads out");
    return null;
  }
}

async function textOf(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | AS_SEEN);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new TeamFileError("no file");
    if (stat.size > LARGEST_TEAM_FILE) throw new TeamFileError("too large");
    return new TextDecoder().decode(await handle.readFile());
  } finally {
    await handle.close();
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch {
    return false; // not there
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function naming<T>(fault: TeamFault, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof TeamFileError ? error : new TeamFileError(fault, codeOf(error));
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
