import { resolve } from "node:path";
import { firstMarker } from "../../model/mergeConflict.js";
import { TEAM_FILE } from "../../model/teamFile.js";
import { rawText } from "../../model/untrusted.js";
import { parseSuppressions } from "../../reports/suppressions/parseSuppressions.js";
import { EXIT } from "../exitCodes.js";
import { refusal } from "./consent.js";
import { type Request, UsageError, print } from "./request.js";
import { readTeamFile, writeTeamFile } from "./teamText.js";
import { changeWords, changesOf, entryJson, problemJson } from "./teamWords.js";
import { some } from "./words.js";

/** Writes the entries of both sides into a team's file in which a merge left conflicts, once it has been shown what that is and somebody agreed. Nothing is accepted by it. */
export async function keepBoth(given: string, yes: boolean, request: Request): Promise<number> {
  const folder = resolve(given);
  const before = await readTeamFile(folder);
  if (before === null) throw new UsageError(`There is no ${TEAM_FILE} in that folder, so there is no conflict to resolve. Check the folder's name.`);
  if (firstMarker(before) === null) throw new UsageError("The team's file has no conflict, so nothing was written.");
  const { text } = await request.ask("keepBothSides", { text: before });
  if (text === null) throw new UsageError("The sides of this conflict cannot be put together: one of them is no valid file, or both are more than a file may hold. Nothing was written; resolve it by hand.");
  const merged = rawText(text);
  const { entries } = parseSuppressions(merged);
  const file = await request.ask("teamFile", { folder, text: merged });
  const changes = changesOf(file, request.now);
  const shown = `Both sides together have ${some(entries.length, "entry", "entries")}. Beside what was accepted: ${changeWords(changes)}`;
  const refused = await refusal({ shown, question: "Write the entries of both sides into the file?", done: "written", agreed: yes, isSmall: false }, request);
  if (refused !== null) return refused;
  await writeTeamFile(folder, before, merged);
  const { state, problems } = file;
  print(request, { folder, state, problems: problems.map(problemJson), added: changes.added.map(entryJson), removed: changes.removed.map(entryJson), accepted: null, written: entries.length }, () =>
    `Written, with ${some(entries.length, "entry", "entries")}. Look at the file, tell git that the conflict is resolved, and accept it: spotter findings team <folder> --accept\n`);
  return EXIT.clean;
}
