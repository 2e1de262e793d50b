import { Worker } from "node:worker_threads";
import type { EngineOptions } from "../../protocol/engine.js";
import type { EngineThread } from "./engineClient.js";

/**
 * Starts the engine in a thread of its own.
 *
 * @param script absolute path of the bundled engine
 */
export function startWorkerThread(script: string, options: EngineOptions): EngineThread {
  // The extension host's own flags (an inspector's port, for one) are not for the worker.
  const worker = new Worker(script, { workerData: options, execArgv: [], name: "spotter-engine" });
  let failure: unknown;
  worker.on("error", (error) => (failure = error));
  return {
    post: (message) => worker.postMessage(message),
    listen(listener) {
      worker.on("message", listener);
      return () => worker.off("message", listener);
    },
    onExit(listener) {
      worker.on("exit", (code) => listener(failure ?? (code === 0 ? undefined : new Error(`exit code ${code}`))));
    },
    async terminate() {
      await worker.terminate();
    },
  };
}
