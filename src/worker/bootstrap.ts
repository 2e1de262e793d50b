import { readFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import initSqlJs, { type SqlJsStatic } from "sql.js";
import type { EngineOptions } from "../protocol/engine.js";
import { BYTE_BUDGET } from "../store/retention.js";
import { Store } from "../store/store.js";
import { locateStorage } from "../watcher/locate.js";
import { openSource } from "../watcher/source.js";
import { join } from "node:path";
import { Exclusion } from "../watcher/exclusion.js";
import { Engine, type EngineEvents } from "./engine.js";
import { readIndicatorLists } from "./indicatorLists.js";
import { machineOf, thisMachine } from "./machine.js";
import { Sources } from "./sources.js";
import { StatusFile } from "./statusFile.js";

/** Name of the store's image in the extension's storage folder. */
const STORE_FILE = "spotter.db";

/** Loads the WASM SQLite. @throws where the file cannot be read: the installation is broken then */
export function loadSqlJs(wasmPath: string): Promise<SqlJsStatic> {
  const bytes = readFileSync(wasmPath);
  return initSqlJs({ wasmBinary: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer });
}

/**
 * Opens the store and puts the engine together. It does nothing until it is asked to `refresh`.
 *
 * @param mayReplace asked right before the image is replaced: false once another engine has taken over
 */
export async function openEngine(options: EngineOptions, events: EngineEvents, mayReplace: () => boolean = () => true): Promise<Engine> {
  const sql = await loadSqlJs(options.wasmPath);
  const path = options.storeFile ?? (options.storeDirectory === null ? null : join(options.storeDirectory, STORE_FILE));
  const store = await Store.open(sql, { path, isNamed: options.storeFile !== null, actor: userInfo().username, mayReplace });
  const environment = { env: process.env, home: homedir(), platform: process.platform };
  const exclusion = new Exclusion(options.storageExclude);
  return new Engine({
    store,
    sources: new Sources(store, (location) => openSource(location, sql, exclusion)),
    locate: () => locateStorage(environment, options.storagePaths),
    events,
    machine: machineOf(thisMachine, options.remoteName),
    statusFile: path === null || !store.persistent ? null : new StatusFile(path, (message) => events.log("warning", message), mayReplace),
    follow: options.follow,
    maskPersonalData: options.maskPersonalData,
    indicators: readIndicatorLists(options.indicatorPaths, (message) => events.log("warning", message)).indicators,
    retention: { calls: options.retention.calls || Infinity, days: options.retention.days || Infinity, bytes: BYTE_BUDGET },
  });
}
