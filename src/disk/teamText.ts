import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { LARGEST_TEAM_FILE, TEAM_FILE } from "../model/teamFile.js";
import { diskFiles, errorCode, type Files, readIfThere, replaceFileLater } from "./files.js";

/** No link is followed that was put there since it was looked at, and no pipe holds anything up. Windows has neither. */
const AS_SEEN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Of a file that is made; the process's mask takes from it. */
const NEW_MODE = 0o666;

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
 * Writes the team's file of a folder as a whole, made where there is none: what is found there is the former text or the new one. Its
 * permissions stay, and so does a link within the folder.
 *
 * @param before its text as it was read
 * @returns false where it has another one by now; nothing is written then
 * @throws {TeamFileError} the file is as it was then
 */
export function writeTeamText(folder: string, before: string | null, text: string, files: Files = diskFiles): Promise<boolean> {
  return naming("unwritable", async () => {
    if ((await readTeamText(folder)) !== before) return false;
    const [name, file] = TEAM_FILE.split("/") as [string, string];
    if (before === null) await mkdir(join(folder, name), { recursive: true });
    const parent = await realpath(join(folder, name));
    if (!isWithin(await realpath(folder), parent)) throw new TeamFileError("leads out");
    const path = (await placeOf(folder)) ?? join(parent, file);
    const mode = before === null ? NEW_MODE : (await stat(path)).mode & 0o777;
    const isWritten = await replaceFileLater(files, path, [new TextEncoder().encode(text)], () => textNow(path) === before, mode);
    // The mask took from these, too.
    if (isWritten && before !== null) await chmod(path, mode);
    return isWritten;
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
    if (error instanceof TeamFileError || !["ENOENT", "ENOTDIR"].includes(errorCode(error))) throw error;
    // A link to what is not there would be followed by who writes.
    if (await isLink(path)) throw new TeamFileError("leads out");
    return null;
  }
}

async function textOf(path: string): Promise<string> {
  const handle = await open(path, AS_SEEN);
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw new TeamFileError("no file");
    if (facts.size > LARGEST_TEAM_FILE) throw new TeamFileError("too large");
    return new TextDecoder().decode(await handle.readFile());
  } finally {
    await handle.close();
  }
}

function textNow(path: string): string | null {
  const bytes = readIfThere(() => diskFiles.read(path));
  return bytes === null ? null : new TextDecoder().decode(bytes);
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
    if (error instanceof TeamFileError || errorCode(error) === "UNKNOWN") throw error;
    throw new TeamFileError(fault, errorCode(error));
  }
}
