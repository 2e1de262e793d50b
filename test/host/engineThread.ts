import assert from "node:assert/strict";
import type { Worker } from "node:worker_threads";
import { workspace } from "vscode";
import { until } from "./spotter.js";

/** Changes a setting of the engine's, and waits until one started that knows it. */
export async function setForEngine(key: string, value: unknown): Promise<void> {
  let started = false;
  const note = (): void => void (started = true);
  process.on("worker", note);
  try {
    await workspace.getConfiguration("spotter").update(key, value, true);
    await until(() => started, (has) => has);
  } finally {
    process.off("worker", note);
  }
}

/** The engine's thread, to be ended as a crash ends it. */
export class EngineThread {
  private newest: Worker | undefined;
  private readonly note = (worker: Worker): void => void (this.newest = worker);

  /** Has the engine start anew, since nobody is told of the thread that runs already. @param other a setting's value that changes nothing of what is shown */
  static async watched(other: string): Promise<EngineThread> {
    const thread = new EngineThread();
    await setForEngine("storage.exclude", [other]);
    return thread;
  }

  private constructor() {
    process.on("worker", this.note);
  }

  /** Ends the thread in the middle of whatever it does. Where that of the last crash has no successor yet, waits for it. */
  async crash(): Promise<void> {
    const worker = await until(() => this.newest, (started) => started !== undefined);
    assert.ok(worker);
    this.newest = undefined;
    await worker.terminate();
  }

  async dispose(): Promise<void> {
    process.off("worker", this.note);
    await workspace.getConfiguration("spotter").update("storage.exclude", undefined, true);
  }
}
