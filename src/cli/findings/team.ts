import { resolve } from "node:path";
import { firstMarker } from "../../model/mergeConflict.js";
import { TEAM_FILE } from "../../model/teamFile.js";
import { RequestError } from "../../protocol/channel.js";
import type { EngineParams } from "../../protocol/engine.js";
import type { TeamFile } from "../../protocol/triage.js";
import { EXIT } from "../exitCodes.js";
import { refusal } from "./consent.js";
import { type Request, UsageError, print } from "./request.js";
import { pathOf, readTeamFile } from "./teamText.js";
import { type TeamChanges, changeWords, changesOf, entryJson, problemJson } from "./teamWords.js";
import { some, text } from "./words.js";

export interface TeamOrder {
  /** The folder as a person wrote it. */
  readonly folder: string;
  readonly accept: boolean;
  /** Entries that say that they hide critical findings may. */
  readonly critical: boolean;
  /** Somebody agreed beforehand. */
  readonly yes: boolean;
}

/** A folder, and the text of its file that was read. */
type Place = EngineParams<"teamFile">;

/** Compares a folder's team file with what was accepted of it, and accepts what it showed. Gives 2 where the file cannot be used, or nobody agreed. */
export async function teamFile({ folder, accept, critical, yes }: TeamOrder, request: Request): Promise<number> {
  const place = { folder: resolve(folder), text: await readTeamFile(resolve(folder)) };
  const file = await request.ask("teamFile", place);
  const { state, problems } = file;
  const changes = changesOf(file, request.now);
  const tell = (accepted: Accepted | null, words: string): void =>
    print(request, { folder: place.folder, state, problems: problems.map(problemJson), added: changes.added.map(entryJson), removed: changes.removed.map(entryJson), accepted }, () => words);
  if (accept && state === "unknown") throw new UsageError(`There is no ${TEAM_FILE} in that folder, and none was ever accepted, so nothing was recorded. Check the folder's name.`);
  if (accept && state === "changed") {
    const refused = await refusalToAccept(place, changes, { critical, yes }, request);
    if (refused !== null) return refused;
    const accepted = await acceptFile(place, critical, request);
    tell(accepted, `Accepted, with ${some(accepted.entries, "entry", "entries")}. To take it back: spotter findings undo ${accepted.act}\n`);
    return EXIT.clean;
  }
  tell(null, stateWords(state, place, changes));
  return state === "unusable" ? tellProblems(file, place, request) : EXIT.clean;
}

/** Tells what keeps a file from being used, line by line. */
function tellProblems({ problems }: TeamFile, place: Place, { terminal }: Request): number {
  for (const { line, message } of problems) terminal.err(`${pathOf(place.folder)}:${line}: ${text(message, 300)}\n`);
  if (place.text !== null && firstMarker(place.text) !== null) terminal.err("To keep the entries of both sides of the merge: spotter findings team <folder> --keep-both\n");
  return EXIT.usage;
}

interface Accepted {
  readonly entries: number;
  readonly act: string;
}

async function refusalToAccept(place: Place, changes: TeamChanges, { critical, yes }: Pick<TeamOrder, "critical" | "yes">, request: Request): Promise<number | null> {
  const shown = `${changedWords(place)}: ${changeWords(changes)}`;
  const grave = changes.added.filter((entry) => entry.critical).length;
  if (grave > 0 && !critical) {
    request.terminal.err(shown);
    throw needsConsent();
  }
  const question = `Accept it as shown${grave === 0 ? "" : `, with ${some(grave, "entry", "entries")} that may hide critical findings`}?`;
  return refusal({ shown, question, done: "accepted", agreed: yes, isSmall: false }, request);
}

async function acceptFile(place: Place, critical: boolean, { ask }: Request): Promise<Accepted> {
  try {
    return await ask("acceptTeamFile", { ...place, critical });
  } catch (error) {
    if (!(error instanceof RequestError) || error.failure !== "needs-consent") throw error;
    throw needsConsent();
  }
}

function needsConsent(): UsageError {
  return new UsageError("Nothing was accepted: new entries of the file may hide critical findings, and nobody said that they may. Look at them, and add --critical-too.");
}

function changedWords({ text: content }: Place): string {
  return content === null ? "The team's file is gone; what was accepted of it holds until you accept that" : "The team's file changed, or is new by this path; what was accepted before holds until you accept it";
}

function stateWords(state: TeamFile["state"], place: Place, changes: TeamChanges): string {
  switch (state) {
    case "unknown":
      return `There is no ${TEAM_FILE} in that folder, and none was ever accepted.\n`;
    case "same":
      return "The team's file is as it was accepted.\n";
    case "unusable":
      return "The team's file cannot be used, so what was accepted of it stays:\n";
    case "changed":
      return `${changedWords(place)} (--accept): ${changeWords(changes)}`;
  }
}
