import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";

const STAMP = ".complete";

/** Downloads that are kept between runs and shared between checkouts. */
export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME;
  return join(base !== undefined && base !== "" ? base : join(homedir(), ".cache"), "opencode-spotter");
}

/**
 * The cached folder of that name, filled by `fill(draft)` when it is not there yet. The draft is moved into place with its
 * stamp inside, so an interrupted download is never taken for a good one, and two at once do no harm: the first one wins.
 * @param {string} name key of the folder; holds every version that its content depends on
 * @param {(draft: string) => Promise<void>} fill
 */
export async function cached(name, fill) {
  const folder = join(cacheFolder(), name);
  if (isComplete(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandonedDrafts(folder);
  const draft = `${folder}.draft-${process.pid}`;
  try {
    await mkdir(draft);
    await fill(draft);
    await writeFile(join(draft, STAMP), `${new Date().toISOString()}\n`);
    if (!isComplete(folder)) {
      await rm(folder, { recursive: true, force: true });
      await rename(draft, folder);
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

function isComplete(folder) {
  return existsSync(join(folder, STAMP));
}

/** Removes what interrupted runs left; the draft of a process that still lives is left alone. */
async function removeAbandonedDrafts(folder) {
  const prefix = `${basename(folder)}.draft-`;
  for (const entry of await readdir(dirname(folder))) {
    if (entry.startsWith(prefix) && !isAlive(Number(entry.slice(prefix.length)))) {
      await rm(join(dirname(folder), entry), { recursive: true, force: true });
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM"; // it lives and belongs to somebody else
  }
}
