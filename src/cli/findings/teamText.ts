import { chmodSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { LARGEST_FILE } from "../../reports/suppressions/fileFormat.js";
import { diskFiles, errorCode, readIfThere, replaceFile } from "../../disk/files.js";
import { UsageError } from "./request.js";
import { plain } from "./words.js";

/** Below the folder for which it holds. */
export const TEAM_FILE = join(".spotter", "suppressions.json");

/** The text of a folder's team file; null where there is none. @throws {UsageError} for what cannot be read as one */
export function readTeamFile(folder: string): string | null {
  const path = join(folder, TEAM_FILE);
  try {
    const bytes = readIfThere(() => diskFiles.read(path));
    if (bytes === null) return null;
    if (bytes.length > LARGEST_FILE) throw new UsageError(`${plain(path, 300)} is larger than a megabyte, so it was not read. Take out what is no longer needed.`);
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof UsageError || errorCode(error) === "UNKNOWN") throw error;
    throw new UsageError(`${plain(path, 300)} cannot be read (${errorCode(error)}), so what was accepted of it stays. Check that it is a file that you may read.`);
  }
}

/** Replaces a folder's team file as a whole, which keeps its permissions. @throws {UsageError} where it has another text than `before` by now, or cannot be written; it is as it was then */
export function writeTeamFile(folder: string, before: string, text: string): void {
  const path = join(folder, TEAM_FILE);
  try {
    // A link stays one.
    const file = realpathSync(path);
    const { mode } = statSync(file);
    const isWritten = replaceFile(diskFiles, file, new TextEncoder().encode(text), () => readTeamFile(folder) === before);
    if (!isWritten) throw new UsageError(`${plain(path, 300)} has changed meanwhile, so nothing was written. Look at it once more.`);
    chmodSync(file, mode);
  } catch (error) {
    if (error instanceof UsageError || errorCode(error) === "UNKNOWN") throw error;
    throw new UsageError(`${plain(path, 300)} cannot be written (${errorCode(error)}), so nothing was. Check that you may write it, and that there is room.`);
  }
}
