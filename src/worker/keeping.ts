import { basename } from "node:path";
import type { ForgetScope } from "../model/decision.js";
import type { RestoreFault } from "../protocol/engine.js";
import { diskFiles, errorCode, replaceFileLater } from "../disk/files.js";
import { readTotals } from "../store/queries/totals.js";
import type { Engine } from "./engine.js";

/** Writes the whole store into one file, for its owner alone; gives the bytes, or what the file system refused. */
export async function backUp(engine: Engine, path: string): Promise<{ done: true; bytes: number } | { done: false; code: string }> {
  const snapshot = engine.store.backup();
  try {
    await replaceFileLater(diskFiles, path, snapshot.pieces(), () => true);
    return { done: true, bytes: snapshot.length };
  } catch (error) {
    return { done: false, code: errorCode(error) };
  } finally {
    snapshot.release();
  }
}

/** Checks a backup and puts it in the place of the index. What changed in OpenCode's storage since is read afterwards. */
export async function restore(engine: Engine, path: string): Promise<{ done: true; sessions: number } | { done: false; reason: RestoreFault }> {
  const read = readBackup(path);
  if ("reason" in read) return { done: false, reason: read.reason };
  let sessions = 0;
  const fault = await engine.replaceRows(() => {
    const found = engine.store.restore(read.image, basename(path));
    sessions = readTotals(engine.store.db).sessions;
    return found;
  });
  return fault ? { done: false, reason: fault.kind } : { done: true, sessions };
}

function readBackup(path: string): { readonly image: Uint8Array } | { readonly reason: "unreadable" | "too-large" } {
  try {
    return { image: diskFiles.read(path) };
  } catch (error) {
    const code = errorCode(error);
    if (code === "UNKNOWN") throw error;
    return { reason: code === "EFBIG" ? "too-large" : "unreadable" };
  }
}

/** Erases a scope. Gives how many sessions are gone, and what keeps the disk from being rid of them: null where they are gone from it, too, else a code of the file system. */
export async function forget(engine: Engine, scope: { readonly kind: "everything" } | Exclude<ForgetScope, { kind: "everything" }>, now: number): Promise<{ sessions: number; leftBehind: string | null }> {
  let sessions = 0;
  await engine.replaceRows(() => {
    const { store } = engine;
    const before = readTotals(store.db).sessions;
    store.forget(scope.kind === "everything" ? { kind: "everything", before: now } : scope);
    sessions = before - readTotals(store.db).sessions;
    return null;
  });
  return { sessions, leftBehind: engine.store.leftBehind };
}
