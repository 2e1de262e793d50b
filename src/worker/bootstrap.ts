import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { EngineOptions } from "../protocol/engine.js";
import { errorCode } from "../disk/files.js";
import { BYTE_BUDGET } from "../store/retention.js";
import { Store } from "../store/store.js";
import { locateStorage } from "../watcher/locate.js";
import { openSource } from "../watcher/source.js";
import { Exclusion } from "../watcher/exclusion.js";
import type { EngineEvents } from "./announcements.js";
import { Engine } from "./engine.js";
import { readIndicatorLists } from "./indicatorLists.js";
import { accountName, machineOf, thisMachine } from "./machine.js";
import { OwnRules } from "./ownRules.js";
import { readAhead } from "./readAhead.js";
import { signAhead } from "./signAhead.js";
import { Sources } from "./sources.js";
import { loadSqlJs } from "./sqlJs.js";
import { StatusFile } from "./statusFile.js";

/** Name of the store's image in the extension's storage folder. */
export const STORE_FILE = "spotter.db";
/** The packed reader and signer lie beside the WASM. Where nothing is packed, the engine's own thread does their work. */
const READER_FILE = "reader.js";
const SIGNER_FILE = "signer.js";

/** The right to write a store. */
export interface StoreHold {
  /** Asked right before a file is replaced: false once another engine has taken over. */
  readonly mayReplace: () => boolean;
  /** The engine has ended, and writes no more. */
  readonly ended?: () => Promise<void>;
}

/** Of a store in memory, or one that no other process knows of. */
export const UNSHARED: StoreHold = { mayReplace: () => true };

/** Opens the store and puts the engine together. It does nothing until it is asked to `refresh`. */
export async function openEngine(options: EngineOptions, events: EngineEvents, { mayReplace, ended }: StoreHold): Promise<Engine> {
  const sql = await loadSqlJs(options.wasmPath);
  const path = options.storeFile ?? (options.storeDirectory === null ? null : join(options.storeDirectory, STORE_FILE));
  const store = await Store.open(sql, { path, isNamed: options.storeFile !== null, actor: accountName(), mayReplace });
  const environment = { env: process.env, home: homedir(), platform: process.platform };
  const exclusion = new Exclusion(options.storageExclude);
  const [reader, signer] = [READER_FILE, SIGNER_FILE].map((name) => join(dirname(options.wasmPath), name)) as [string, string];
  const signingFailed = (error: unknown): void => events.log("warning", `Comparing files in a thread of its own failed (${errorCode(error)}); the engine's thread does it.`);
  const ownRules = new OwnRules(options.rulePaths);
  for (const { path, line, message } of ownRules.book.problems) events.log("warning", `${path}:${line}: ${message}`);
  return new Engine({
    store,
    sources: new Sources(store, (location) => openSource(location, sql, exclusion)),
    readAhead: existsSync(reader) ? (order) => readAhead(reader, { ...order, ...chosen(options) }) : null,
    signAhead: existsSync(signer) ? (path) => signAhead(signer, path, signingFailed) : null,
    locate: () => locateStorage(environment, options.storagePaths),
    events,
    machine: machineOf(thisMachine, options.remoteName),
    statusFile: path === null || !store.persistent ? null : new StatusFile(path, (message) => events.log("warning", message), mayReplace),
    ...(ended ? { ended } : {}),
    follow: options.follow,
    readingMode: options.readingMode,
    maskPersonalData: options.maskPersonalData,
    lists: readIndicatorLists(options.indicatorPaths, (message) => events.log("warning", message)),
    ownRules,
    retention: { calls: options.retention.calls || Infinity, days: options.retention.days || Infinity, bytes: BYTE_BUDGET },
  });
}

/** What a reading thread has to know of what a person chose. */
function chosen({ maskPersonalData, indicatorPaths, rulePaths, storageExclude, wasmPath }: EngineOptions): Pick<EngineOptions, "maskPersonalData" | "indicatorPaths" | "rulePaths" | "storageExclude" | "wasmPath"> {
  return { maskPersonalData, indicatorPaths, rulePaths, storageExclude, wasmPath };
}
