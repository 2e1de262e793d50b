import { parentPort, workerData } from "node:worker_threads";
import * as v from "valibot";
import type { StorageLocation } from "../model/storage.js";
import { ChannelServer, type Port } from "../protocol/channel.js";
import { engineContract, engineOptions } from "../protocol/engine.js";
import { follow } from "../watcher/follow.js";
import { openEngine } from "./bootstrap.js";
import type { Engine } from "./engine.js";
import { engineHandlers } from "./handlers.js";

/** How often storage that was not there is looked for, and how often it is asked whether a save is due. */
const DISCOVER_MS = 5_000;
const SAVE_CHECK_MS = 1_000;

/** The engine's thread: opens the engine, answers the extension, follows the sources until it is told to end. */
async function main(): Promise<void> {
  if (!parentPort) throw new Error("The engine runs in a worker thread.");
  const { port, release } = portOf(parentPort);
  const options = v.parse(engineOptions, workerData);
  const server: { current?: ChannelServer<typeof engineContract> } = {};
  const engine = await openEngine(options, {
    status: (status) => server.current?.emit("status", status),
    changed: (sessionIds) => server.current?.emit("changed", { sessionIds: sessionIds === null ? null : [...sessionIds] }),
    log: (level, message) => server.current?.emit("log", { level, message }),
  });
  const following = new Following(engine);
  const handlers = engineHandlers(engine, {
    reenrichProgress: (done, total) => server.current?.emit("reenrichProgress", { done, total }),
    shutdown: async () => {
      await following.dispose();
      await engine.dispose();
      // The reply goes out first; with the port closed the thread ends by itself.
      setImmediate(release);
    },
  });
  server.current = new ChannelServer(
    engineContract,
    port,
    handlers,
    (request, error) => server.current?.emit("log", { level: "error", message: `'${request}' failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` }),
    (why) => server.current?.emit("log", { level: "warning", message: `Dropped ${why}.` }),
  );
  const found = engine.discover();
  if (options.follow) following.start(found);
  await engine.wake();
}

/** Watches the sources that are there, looks for those that are not, and saves when it is due. */
class Following {
  private readonly stops: Array<() => Promise<void> | void> = [];
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly engine: Engine) {}

  start(locations: readonly StorageLocation[]): void {
    this.watch(locations);
    this.timers.push(
      setInterval(() => this.discover(), DISCOVER_MS),
      setInterval(() => this.engine.saveWhenDue(), SAVE_CHECK_MS),
    );
  }

  async dispose(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    for (const stop of this.stops) await stop();
  }

  private discover(): void {
    const fresh = this.engine.discover();
    if (fresh.length === 0) return;
    this.watch(fresh);
    void this.engine.wake();
  }

  private watch(locations: readonly StorageLocation[]): void {
    for (const location of locations) this.stops.push(follow(location, () => this.engine.sourceChanged(location.path)));
  }
}

function portOf(messagePort: NonNullable<typeof parentPort>): { port: Port; release: () => void } {
  return {
    port: {
      post: (message) => messagePort.postMessage(message),
      listen: (listener) => {
        messagePort.on("message", listener);
        return () => messagePort.off("message", listener);
      },
    },
    release: () => messagePort.close(),
  };
}

void main();
