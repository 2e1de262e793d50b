import { join } from "node:path";
import { cacheFolder } from "./cache.mjs";
import { copySample } from "./sample.mjs";
import { holdsNothing, scanStorage } from "./scan.mjs";

/**
 * Storage that the panel is shown on.
 * @typedef {object} ChosenStorage
 * @property {"own" | "sample"} kind
 * @property {Record<string, string | undefined>} env what leads a process to it, on top of this process's environment
 * @property {object} json what `scan --json --findings` says of it
 * @property {string} summary what `scan` says of it
 */

/** What OpenCode recorded on this machine, or null where that holds nothing. */
export async function ownStorage() {
  const scanned = await scanStorage(process.env);
  return holdsNothing(scanned.json) ? null : { kind: "own", env: {}, ...scanned };
}

/** A copy of the sample that the project carries. */
export async function sampleStorage() {
  const dataHome = join(cacheFolder(), "sample");
  await copySample("sqlite", dataHome);
  const env = { XDG_DATA_HOME: dataHome, OPENCODE_DB: undefined };
  return { kind: "sample", env, ...(await scanStorage({ ...process.env, ...env })) };
}
