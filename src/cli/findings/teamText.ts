import { readTeamText, TeamFileError, writeTeamText } from "../../disk/teamText.js";
import { TEAM_FILE } from "../../model/teamFile.js";
import { UsageError } from "./request.js";
import { plain } from "./words.js";

/** The text of a folder's team file; null where there is none. @throws {UsageError} for what cannot be read as one */
export function readTeamFile(folder: string): Promise<string | null> {
  return inWords(folder, () => readTeamText(folder));
}

/** Replaces a folder's team file as a whole. @throws {UsageError} where it has another text than `before` by now, or cannot be written; it is as it was then */
export async function writeTeamFile(folder: string, before: string, text: string): Promise<void> {
  const isWritten = await inWords(folder, () => writeTeamText(folder, before, text));
  if (!isWritten) throw new UsageError(`${pathOf(folder)} has changed meanwhile, so nothing was written. Look at it once more.`);
}

async function inWords<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof TeamFileError ? new UsageError(`${pathOf(folder)} ${faultWords(error)}`) : error;
  }
}

function faultWords({ fault, code }: TeamFileError): string {
  switch (fault) {
    case "leads out":
      return "is a link that leads out of the folder, or to nothing, so it is left alone. Put the file itself there.";
    case "no file":
      return "is no regular file, so it was not read, and what was accepted of it stays. Put a file there.";
    case "too large":
      return "is larger than a megabyte, so it was not read. Take out what is no longer needed.";
    case "unreadable":
      return `cannot be read (${code}), so what was accepted of it stays. Check that you may read it.`;
    case "unwritable":
      return `cannot be written (${code}), so nothing was. Check that you may write it and its folder, and that there is room.`;
  }
}

/** As a terminal shows it. */
export function pathOf(folder: string): string {
  return plain(`${folder.replace(/[/\\]$/, "")}/${TEAM_FILE}`, 300);
}
