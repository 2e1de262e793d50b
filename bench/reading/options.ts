import type { EngineOptions } from "../../src/protocol/engine.js";

/** The options that a window starts its engine with, for one storage and a store of its own. */
export function benchOptions(storage: string, storeDirectory: string, wasmPath: string): EngineOptions {
  return {
    storeDirectory, storeFile: null, storagePaths: [storage], storageExclude: [], remoteName: null, maskPersonalData: false, indicatorPaths: [], rulePaths: [],
    retention: { calls: 0, days: 0 }, follow: true, readingMode: "live", version: "bench", wasmPath,
  };
}
