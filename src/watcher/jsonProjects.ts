import { join } from "node:path";
import { PROJECTS_ENTRY } from "../model/storage.js";
import type { Batches } from "./batches.js";
import { digestOf } from "./digest.js";
import { parseObject } from "./fields.js";
import { idsOf } from "./jsonListing.js";
import { SessionSignature } from "./jsonSession.js";
import { readProject } from "./sessions.js";
import type { CursorReader } from "./source.js";
import type { SourceDeadLetters } from "./sourceDeadLetters.js";
import { listFolder, stampAt, type FileReader } from "./storageFiles.js";

const FOLDER = "storage/project";

/** Reads the project files when one of them changed; there are few. Broken ones are told of at every read. */
export function readProjects(
  directory: string, reader: FileReader, cursor: CursorReader, batches: Batches, letters: SourceDeadLetters,
): void {
  const listing = listFolder(join(directory, FOLDER));
  if (listing.kind === "failure") letters.add(batches, FOLDER, listing.reason, listing.detail, listing.stamp);
  if (listing.kind !== "names") return;
  const signature = new SessionSignature();
  const ids = idsOf(listing.names);
  for (const id of ids) {
    const stamp = stampAt(join(directory, FOLDER, `${id}.json`));
    if (stamp) signature.add(id, stamp.stamp, stamp.changed);
  }
  const now = signature.toString();
  const isChanged = cursor.get(PROJECTS_ENTRY) !== now;
  for (const id of ids) readProjectFile(id);
  if (isChanged) batches.set(PROJECTS_ENTRY, now);

  function readProjectFile(id: string): void {
    const locator = `${FOLDER}/${id}.json`;
    const reading = reader.read(join(directory, locator));
    if (reading.kind === "failure") letters.add(batches, locator, reading.reason, reading.detail, reading.stamp);
    if (reading.kind !== "text") return;
    const fields = parseObject(reading.text);
    const project = fields ? readProject(fields, id) : undefined;
    if (!project) letters.add(batches, locator, fields === undefined ? "malformed-json" : "unexpected-shape", "A project file that names no work tree.", digestOf(reading.text));
    else if (isChanged) batches.add(project);
  }
}
