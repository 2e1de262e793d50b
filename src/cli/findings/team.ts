import { join, resolve } from "node:path";
import type { Untrusted } from "../../model/untrusted.js";
import { RequestError } from "../../protocol/channel.js";
import type { TeamEntry, TeamFile } from "../../protocol/triage.js";
import { LARGEST_FILE } from "../../reports/suppressions/fileFormat.js";
import { diskFiles, errorCode, readIfThere } from "../../store/files.js";
import { EXIT } from "../exitCodes.js";
import { type Request, UsageError, print } from "./request.js";
import { minute, plain, some, text } from "./words.js";

export interface TeamOrder {
  /** The folder as a person wrote it. */
  readonly folder: string;
  readonly accept: boolean;
  /** Entries that say that they hide critical findings may. */
  readonly critical: boolean;
}

/** Compares a folder's team file with what was accepted of it, and accepts it. Gives 2 where the file cannot be used. */
export async function teamFile({ folder, accept, critical }: TeamOrder, request: Request): Promise<number> {
  const place = { folder: resolve(folder), text: readTeamFile(resolve(folder)) };
  const file = await request.ask("teamFile", place);
  const accepted = accept && file.state !== "unusable" ? await acceptFile(place, critical, request) : null;
  const { state, problems, added, removed } = file;
  print(request, { folder: place.folder, state, problems, added: added.map(entryJson), removed: removed.map(entryJson), accepted }, () => words(file, place.text === null, accepted));
  if (state !== "unusable") return EXIT.clean;
  for (const { line, message } of problems) request.terminal.err(`${plain(join(place.folder, TEAM_FILE), 300)}:${line}: ${text(message, 300)}\n`);
  return EXIT.usage;
}

const TEAM_FILE = join(".spotter", "suppressions.json");

/** Null where there is none. @throws {UsageError} for what cannot be read as one */
function readTeamFile(folder: string): string | null {
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

async function acceptFile(place: { readonly folder: string; readonly text: string | null }, critical: boolean, { ask }: Request): Promise<{ entries: number; act: string }> {
  try {
    return await ask("acceptTeamFile", { ...place, critical });
  } catch (error) {
    if (!(error instanceof RequestError) || error.failure !== "needs-consent") throw error;
    throw new UsageError("Nothing was accepted: entries of the file would hide critical findings, and nobody said that they may. Look at them without --accept, and add --critical-too.");
  }
}

function entryJson({ rule, normalised, target, reason, by, expires, critical, hides, hidesCritical }: TeamEntry): object {
  return { rule, normalised, target, reason, by, expires, critical, hides, hidesCritical };
}

function words({ state, added, removed }: TeamFile, isGone: boolean, accepted: { readonly entries: number; readonly act: string } | null): string {
  if (accepted !== null) return `Accepted, with ${some(accepted.entries, "entry", "entries")}. To take it back: spotter findings undo ${accepted.act}\n`;
  switch (state) {
    case "unknown":
      return `There is no ${TEAM_FILE} in that folder, and none was ever accepted.\n`;
    case "same":
      return "The team's file is as it was accepted.\n";
    case "unusable":
      return "The team's file cannot be used, so what was accepted of it stays:\n";
    case "changed":
      return `${isGone ? "The team's file is gone; what was accepted of it holds until you accept that" : "The team's file changed; what was accepted before holds until you accept it"} (--accept):\n`
        + `${added.map((entry) => entryWords("new ", entry)).join("")}${removed.map((entry) => entryWords("gone", entry)).join("")}`;
  }
}

function entryWords(change: "new " | "gone", { rule, normalised, target, reason, by, expires, critical, hides, hidesCritical }: TeamEntry): string {
  const on = (value: Untrusted): string => (text(value) === "" ? "" : ` on ${text(value, 80)}`);
  const worst = hidesCritical === 0 ? "" : `, ${hidesCritical} of them critical${critical ? "" : ", which it does not hide"}`;
  return `  ${change}  ${plain(rule, 80)}: ${text(normalised)}${on(target)}\n`
    + `        ${expires === null ? "for ever" : `until ${minute(expires)}`}${critical ? ", critical ones too" : ""}; it ${change === "new " ? "would hide" : "hides"} ${some(hides, "finding")}${worst}\n`
    + `        by ${text(by, 60) || "nobody named"}: ${text(reason, 300)}\n`;
}
