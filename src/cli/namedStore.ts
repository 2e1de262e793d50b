import { createHash, randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { errorCode } from "../store/files.js";
import { STORE_FILE, type StoreHold } from "../worker/bootstrap.js";
import { LeaseObserver, claimLease, prepareDirectory } from "../worker/lease.js";
import { PIPE_PREFIX } from "../worker/sharing/address.js";
import { thisProcess } from "../worker/sharing/processIdentity.js";
import { type StateEnvironment, storeLocationPath } from "../worker/sharing/storeLocation.js";

/** Between two looks at a lease that is just being written. */
const RETRY_MS = 50;
/** A command answers nobody: who reads its lease finds nothing that listens there. */
const NO_SOCKET = `${PIPE_PREFIX}none`;

export type NamedStore =
  | { readonly kind: "held"; readonly hold: StoreHold }
  /** Another process works with the file. */
  | { readonly kind: "busy"; readonly pid: number }
  /** The lease cannot be written, so nothing would keep another command from the file: a code of the file system. */
  | { readonly kind: "unguarded"; readonly directory: string; readonly code: string };

/**
 * Takes the lease on a file that `--db` names, so that two commands do not save over each other. It lies in the user's state folder, since
 * nothing is put beside a file that may be somebody else's; for the store of VS Code's engine it is that engine's own.
 *
 * @param path absolute
 * @param superseded called at the end of an engine that another took the file over from: what it would have written was not
 */
export async function holdNamedStore(path: string, state: StateEnvironment, superseded: () => void): Promise<NamedStore> {
  const directory = leaseDirectory(path, state);
  const obstacle = prepareDirectory(directory);
  if (obstacle !== null) return { kind: "unguarded", directory, code: obstacle.code };
  const observer = new LeaseObserver(directory);
  for (;;) {
    const view = observer.look();
    if (view.kind === "held") return { kind: "busy", pid: view.record.pid };
    if (view.kind === "unavailable") return { kind: "unguarded", directory, code: view.code };
    if (view.kind === "unsettled") {
      await setTimeout(RETRY_MS);
      continue;
    }
    const claim = claimLease(directory, view.above, { ...thisProcess(), version: "", socketPath: NO_SOCKET, token: randomBytes(32).toString("hex"), createdAt: Date.now() });
    if (claim.kind === "unavailable") return { kind: "unguarded", directory, code: claim.code };
    if (claim.kind === "lost") continue;
    const { lease } = claim;
    const ended = (): void => {
      if (!lease.isHeld()) superseded();
      lease.release();
    };
    return { kind: "held", hold: { mayReplace: () => lease.isHeld(), ended } };
  }
}

function leaseDirectory(path: string, state: StateEnvironment): string {
  const folder = realPathOf(dirname(path));
  if (basename(path) === STORE_FILE) {
    const view = new LeaseObserver(folder).look();
    // A lease lies there, or lay there: it is the folder of an engine of VS Code.
    if (view.kind !== "unavailable" && !(view.kind === "vacant" && view.above === 0)) return folder;
  }
  const name = createHash("sha256").update(join(folder, basename(path))).digest("hex").slice(0, 32);
  return join(dirname(storeLocationPath(state)), "leases", name);
}

/** Two ways to one folder are one folder; one that is not there yet has only its name. */
function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    if (errorCode(error) === "UNKNOWN") throw error;
    return folder;
  }
}
