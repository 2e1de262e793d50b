import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "./root.mjs";

const recorded = join(root, "test", "fixtures", "recorded");

/** OpenCode data directories that the project carries, recorded from the real program. */
const SAMPLES = {
  sqlite: join(recorded, "sqlite", "opencode"),
  json: join(recorded, "json-storage", "opencode"),
};

/**
 * A fresh copy of a recorded data directory, since reading a database leaves files beside it.
 * @param {keyof typeof SAMPLES} kind
 * @param {string} dataHome becomes what $XDG_DATA_HOME should be; its `opencode` is replaced
 */
export async function copySample(kind, dataHome) {
  const folder = join(dataHome, "opencode");
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await cp(SAMPLES[kind], folder, { recursive: true });
  return folder;
}

/** Variables that make a process see `dataHome` and nothing else of this machine's OpenCode. */
export function storageEnvironment(dataHome) {
  return { XDG_DATA_HOME: dataHome, HOME: dirname(dataHome), OPENCODE_DB: undefined };
}
