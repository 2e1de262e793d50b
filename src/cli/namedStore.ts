import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { errorCode } from "../disk/files.js";
import { STORE_FILE, type StoreHold } from "../worker/bootstrap.js";
import { LeaseObserver, type LeaseRecord, claimLease, prepareDirectory } from "../worker/lease.js";
import { dialEngine } from "../worker/sharing/engineLink.js";
import { EngineServer } from "../worker/sharing/engineServer.js";
import { standingOf, thisProcess } from "../worker/sharing/processIdentity.js";
import { readStoreLocation, type StateEnvironment, storeLocationPath } from "../worker/sharing/storeLocation.js";

/** Between two looks at a lease that is just being written, or whose holder does not listen. */
const RETRY_MS = 50;
/** How long nobody may listen for a holder of which nothing else is known, before it counts as gone. */
const REFUSED_MS = 300;
const ANSWER_MS = 1_000;

export type NamedStore =
  | { readonly kind: "held"; readonly hold: StoreHold }
  /** Another process works with the file. */
  | { readonly kind: "busy"; readonly pid: number }
  /** It is the store of VS Code's engine, which alone knows what its settings leave out and mask. */
  | { readonly kind: "engines" }
  /** The lease cannot be written, so nothing would keep another command from the file: a code of the file system. */
  | { readonly kind: "unguarded"; readonly directory: string; readonly code: string };

/**
 * Takes the lease on a file that `--db` names, so that two commands do not save over each other. It lies in the user's state folder, since
 * nothing is put beside a file that may be somebody else's.
 *
 * @param path absolute, as `realFileOf` gives it
 * @param superseded called at the end of an engine that another took the file over from: what it would have written was not
 */
export async function holdNamedStore(path: string, state: StateEnvironment, superseded: () => void): Promise<NamedStore> {
  if (isEngines(path, state)) return { kind: "engines" };
  const name = createHash("sha256").update(path).digest("hex").slice(0, 32);
  const directory = join(dirname(storeLocationPath(state)), "leases", name);
  const unguarded = (code: string): NamedStore => ({ kind: "unguarded", directory, code });
  const obstacle = prepareDirectory(directory);
  if (obstacle !== null) return unguarded(obstacle.code);
  const observer = new LeaseObserver(directory);
  for (;;) {
    const view = observer.look();
    if (view.kind === "unavailable") return unguarded(view.code);
    if (view.kind === "unsettled") {
      await setTimeout(RETRY_MS);
      continue;
    }
    if (view.kind === "held" && (await isThere(view.record))) return { kind: "busy", pid: view.record.pid };
    // Answers nobody; that it listens tells of this process where its number and start time cannot.
    const server = await EngineServer.listen(directory, () => undefined);
    if ("code" in server) return unguarded(server.code);
    server.unref();
    const record: LeaseRecord = { ...thisProcess(), version: "", socketPath: server.socketPath, token: server.token, createdAt: Date.now() };
    const claim = claimLease(directory, view.kind === "held" ? view.number : view.above, record);
    if (claim.kind === "won") {
      const { lease } = claim;
      const ended = async (): Promise<void> => {
        if (!lease.isHeld()) superseded();
        lease.release();
        await server.close();
      };
      return { kind: "held", hold: { mayReplace: () => lease.isHeld(), ended } };
    }
    await server.close();
    if (claim.kind === "unavailable") return unguarded(claim.code);
  }
}

/** The file that a path leads to: two ways to one file are one store, and a link stays a link. */
export function realFileOf(path: string): string {
  return realPathOf(path) ?? join(realPathOf(dirname(path)) ?? dirname(path), basename(path));
}

/** Its number may be another boot's, or another container's: then whether somebody listens is all that can be known. */
async function isThere(record: LeaseRecord): Promise<boolean> {
  if (standingOf(record, thisProcess()) === "alive") return true;
  for (let waited = 0; ; waited += RETRY_MS) {
    const outcome = await dialEngine(record, { timeoutMs: ANSWER_MS, signal: new AbortController().signal });
    if (outcome.kind === "connected") outcome.link.close();
    if (outcome.kind !== "refused") return true;
    if (waited >= REFUSED_MS) return false;
    await setTimeout(RETRY_MS);
  }
}

/** A lease lies beside it, or lay there, or the extension said that it keeps its store there. */
function isEngines(path: string, state: StateEnvironment): boolean {
  if (basename(path) !== STORE_FILE) return false;
  const folder = dirname(path);
  const view = new LeaseObserver(folder).look();
  if (view.kind !== "unavailable" && !(view.kind === "vacant" && view.above === 0)) return true;
  const recorded = readStoreLocation(state);
  return recorded.kind === "found" && (realPathOf(recorded.directory) ?? recorded.directory) === folder;
}

/** Null where nothing is there yet, or it cannot be followed. */
function realPathOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) === "UNKNOWN") throw error;
    return null;
  }
}
