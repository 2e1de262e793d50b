import { homedir } from "node:os";
import { resolve } from "node:path";
import type { EngineOptions } from "../protocol/engine.js";
import { DEFAULT_RETENTION } from "../store/retention.js";
import { openEngine, type StoreHold, UNSHARED } from "../worker/bootstrap.js";
import type { Engine } from "../worker/engine.js";
import { noticeOf } from "../worker/notices.js";
import type { StateEnvironment } from "../worker/sharing/storeLocation.js";
import { holdNamedStore, realFileOf } from "./namedStore.js";
import type { Terminal } from "./scan.js";

/** What a command was told of its engine. */
export interface CommandStorage {
  /** Storage as named on the command line; empty looks in the usual places. */
  readonly storage?: readonly string[];
  /** File that keeps the store; undefined keeps it in memory. */
  readonly db: string | undefined;
  /** Lists of indicators. */
  readonly indicators?: readonly string[];
  /** Files and folders of rules. */
  readonly rules?: readonly string[];
  readonly wasmPath: string;
}

/** Options of an engine that a command runs by itself: no settings, nothing followed; of a history of any age as many calls as a window keeps by itself, and the others counted. */
export function commandOptions({ storage = [], db, indicators = [], rules = [], wasmPath }: CommandStorage): EngineOptions {
  return {
    storeDirectory: null,
    storeFile: db === undefined ? null : resolve(db),
    storagePaths: storage.map((path) => resolve(path)),
    storageExclude: [],
    maskPersonalData: false,
    indicatorPaths: indicators.map((path) => resolve(path)),
    rulePaths: rules.map((path) => resolve(path)),
    retention: { calls: DEFAULT_RETENTION.calls, days: 0 },
    remoteName: null,
    follow: false,
    readingMode: "live",
    version: "",
    wasmPath,
  };
}

/**
 * Opens an engine for one command; null, with the reason told, where the file of `--db` cannot hold its store, or another process works
 * with it, it is VS Code's, or nothing would keep another command from it. That is a fault of usage.
 */
export async function openCommandEngine(storage: CommandStorage, terminal: Terminal, state: StateEnvironment = { env: process.env, home: homedir() }): Promise<Engine | null> {
  const asked = commandOptions(storage);
  const options = { ...asked, storeFile: asked.storeFile === null ? null : realFileOf(asked.storeFile) };
  const hold = options.storeFile === null ? UNSHARED : await holdOf(options.storeFile, terminal, state);
  if (hold === null) return null;
  const engine = await openEngine(
    options,
    {
      status: () => undefined,
      changed: () => undefined, alert: () => undefined,
      log: (level, message) => level === "error" && terminal.err(`${message}\n`),
    },
    hold,
  );
  const obstacle = fileObstacle(engine);
  if (obstacle === null) return engine;
  await engine.dispose();
  terminal.err(`${obstacle} (--db ${storage.db})\n`);
  return null;
}

async function holdOf(path: string, terminal: Terminal, state: StateEnvironment): Promise<StoreHold | null> {
  const superseded = (): void => terminal.err(`Another Spotter took over the file of --db meanwhile, so nothing more was saved in it. What was printed is right. Run the command again to have it saved. (--db ${path})\n`);
  const store = await holdNamedStore(path, state, superseded);
  switch (store.kind) {
    case "held":
      return store.hold;
    case "busy":
      terminal.err(`Another Spotter (process ${store.pid}) works with the file of --db. Wait until it has ended, or name another file. (--db ${path})\n`);
      return null;
    case "engines":
      terminal.err(`The file of --db is the store of VS Code's engine, which alone knows what its settings leave out and mask. Name a file of your own; 'spotter doctor', 'spotter letters' and 'spotter findings' speak of VS Code's store without --db. (--db ${path})\n`);
      return null;
    case "unguarded":
      terminal.err(`The file of --db was left alone: the lease that keeps another command from it could not be written (${store.code}: ${store.directory}). Make that folder writable, name another state folder in XDG_STATE_HOME, or leave --db out. (--db ${path})\n`);
      return null;
  }
}

function fileObstacle(engine: Engine): string | null {
  for (const notice of engine.store.notices) {
    if (notice.kind === "not-ours") return noticeOf(notice).message;
    if (notice.kind === "unreadable") return `The file of --db cannot be read (${notice.code}). Name a file that is yours, or one that is not there yet.`;
  }
  return null;
}
