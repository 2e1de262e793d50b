import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as v from "valibot";
import { untrusted } from "../model/untrusted.js";
import { ChannelClient, RequestError, type RequestFailure } from "../protocol/channel.js";
import { engineContract, type EngineContract, type EngineParams, type EngineResult } from "../protocol/engine.js";
import { listSources } from "../store/queries/totals.js";
import type { Engine } from "../worker/engine.js";
import { engineHandlers } from "../worker/handlers.js";
import { noticeOf } from "../worker/notices.js";
import { openSeatedEngine } from "../worker/seatedEngine.js";
import { EngineSeat, type AloneReason, type Tenure } from "../worker/sharing/engineSeat.js";
import { readStoreLocation, type StateEnvironment } from "../worker/sharing/storeLocation.js";
import { commandOptions, openCommandEngine } from "./commandEngine.js";
import { EXIT } from "./exitCodes.js";
import type { Terminal } from "./scan.js";
import { terminalText } from "./terminalText.js";

export interface EngineAccess {
  /** File that keeps the store; undefined means the extension's, through the engine that runs in VS Code where one does. */
  readonly db: string | undefined;
  readonly wasmPath: string;
  /** Of this program: engines of another one are not asked. */
  readonly version: string;
}

export type EngineRequest = keyof EngineContract["requests"];
/** Asks the engine, wherever it runs. @throws {RequestError} */
export type Ask = <K extends EngineRequest>(name: K, params: EngineParams<K>) => Promise<EngineResult<K>>;

/**
 * Has a command ask the engine, and gives the command's exit code; or tells why it cannot be asked, or what it refused.
 *
 * @param readsSources the command has OpenCode's storage read: of VS Code's store only the engine of VS Code may do that
 */
export async function withEngine(access: EngineAccess, readsSources: boolean, terminal: Terminal, state: StateEnvironment, work: (ask: Ask) => Promise<number>): Promise<number> {
  try {
    if (access.db !== undefined) return await withStoreFile(access, access.db, terminal, state, work);
    const location = readStoreLocation(state);
    if (location.kind === "found") return await withSharedEngine(location.directory, access, readsSources, terminal, work);
    terminal.err("The extension has not run yet, so it keeps nothing to speak of. Name a store that scan keeps with --db.\n");
    return EXIT.unreadable;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    terminal.err(`${error.message}\n`);
    return ASKED_WRONGLY.includes(error.failure) ? EXIT.usage : EXIT.unreadable;
  }
}

/** What was asked for cannot be; for all other reasons the engine could not do it. */
const ASKED_WRONGLY: readonly RequestFailure[] = ["invalid", "not-found", "ended", "needs-consent", "unusable", "past", "too-many"];

async function withStoreFile(access: EngineAccess, db: string, terminal: Terminal, state: StateEnvironment, work: (ask: Ask) => Promise<number>): Promise<number> {
  // Nothing is to be seen in a store that would be made only now.
  if (!existsSync(resolve(db))) {
    terminal.err(`There is no file at --db, so there is no store to look into. Name one that 'spotter scan --db' keeps. (--db ${terminalText(untrusted(db), 300)})\n`);
    return EXIT.usage;
  }
  const engine = await openCommandEngine(access, terminal, state);
  if (engine === null) return EXIT.usage;
  try {
    for (const notice of engine.store.notices) terminal.err(`${noticeOf(notice).message}\n`);
    // What the store knows is what can be tried again.
    engine.sources.add(listSources(engine.store.db).map(({ kind, path }) => ({ kind, path })));
    return await work(askHere(engine));
  } finally {
    await engine.dispose();
  }
}

/** Asks an engine of this process, with the checks that the channel makes for others. */
function askHere(engine: Engine): Ask {
  const handlers = engineHandlers(engine, { reenrichProgress: () => undefined, shutdown: () => Promise.resolve() });
  const signal = new AbortController().signal;
  return async (name, params) => {
    const checked = v.safeParse(engineContract.requests[name].params as v.GenericSchema, params);
    if (!checked.success) throw new RequestError("invalid", `The parameters of '${name}' have another shape: ${v.summarize(checked.issues)}`);
    return (handlers[name] as (params: unknown, signal: AbortSignal) => never)(checked.output, signal);
  };
}

async function withSharedEngine(directory: string, access: EngineAccess, readsSources: boolean, terminal: Terminal, work: (ask: Ask) => Promise<number>): Promise<number> {
  const seat = new EngineSeat({
    directory,
    version: access.version,
    startEngine: async (tenure) => {
      refuseToRun(tenure, readsSources);
      const log = (level: string, message: string): unknown => level === "error" && terminal.err(`${message}\n`);
      return openSeatedEngine({ ...commandOptions(access), storeDirectory: directory, version: access.version }, tenure, log, false);
    },
    onState: () => undefined,
    log: () => undefined,
  });
  const client = new ChannelClient<EngineContract>(engineContract, seat.port, () => undefined);
  const running = seat.run();
  try {
    // A seat that fails to run answers nobody.
    return await Promise.race([work((name, params) => client.request(name, params, { timeoutMs: 0 })), running.then(() => EXIT.unreadable)]);
  } finally {
    client.close();
    await seat.dispose().catch(() => undefined);
  }
}

/** @throws {RequestError} where an engine that this command runs itself would not be the right one */
function refuseToRun(tenure: Tenure, readsSources: boolean): void {
  // What an engine in memory decides is gone with it.
  if (tenure.kind === "alone") throw new RequestError("closed", outOfReach(tenure.reason));
  if (readsSources) throw new RequestError("closed", "VS Code does not run, and only its engine knows what its settings leave out and mask. Open it, or name a store of your own with --db.");
}

/** What happened, what it means, what to do. */
function outOfReach(reason: AloneReason): string {
  switch (reason.kind) {
    case "other-version":
      return `The engine of VS Code is of another version (${terminalText(untrusted(reason.version))}) and cannot be asked from here. Run the command line of the same version as the extension.`;
    case "no-answer":
      return `The engine of VS Code (process ${reason.pid}) does not answer, so nothing was done. Reload its window, and try again.`;
    case "not-writable":
      return `The folder of VS Code's store cannot be written to (${reason.code}), so nothing was done. Check its permissions.`;
    case "no-socket":
      return `The engine of VS Code cannot be reached, for no socket could be made (${reason.code}). Check the permissions of the temporary folder.`;
    case "elsewhere":
      return "Another machine or container has taken VS Code's store over, and cannot be reached from here. Run the command there.";
  }
}
