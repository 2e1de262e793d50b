import { homedir } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import * as v from "valibot";
import type { Port } from "../protocol/channel.js";
import { engineOptions } from "../protocol/engine.js";
import { errorCode } from "../disk/files.js";
import type { EngineEvents } from "./announcements.js";
import { openSeatedEngine } from "./seatedEngine.js";
import { EngineSeat, type SeatState } from "./sharing/engineSeat.js";
import { recordStoreLocation } from "./sharing/storeLocation.js";
import { relayWindow } from "./sharing/windowRelay.js";

/** The engine's thread: takes this window's seat at the shared engine, and keeps it until it is told to end. */
async function main(): Promise<void> {
  if (!parentPort) throw new Error("The engine runs in a worker thread.");
  const { port, release } = portOf(parentPort);
  const options = v.parse(engineOptions, workerData);
  const log: EngineEvents["log"] = (level, message) => port.post({ type: "event", name: "log", payload: { level, message } });
  const { storeDirectory } = options;
  if (storeDirectory === null) throw new Error("A window has a directory for its store.");
  const seat = new EngineSeat({
    directory: storeDirectory,
    version: options.version,
    startEngine: async (tenure) => {
      if (tenure.kind === "holder") recordLocation(storeDirectory, log);
      return openSeatedEngine(options, tenure, log);
    },
    onState: (state) => log("info", sentence(state)),
    log: (message) => log("info", message),
  });
  relayWindow(port, seat.port, { shutdown: () => seat.dispose(), answered: () => setImmediate(release) });
  await seat.run();
}

function recordLocation(directory: string, log: EngineEvents["log"]): void {
  try {
    recordStoreLocation({ env: process.env, home: homedir() }, directory, Date.now());
  } catch (error) {
    log("warning", `Where the store is could not be recorded for the command line (${errorCode(error)}).`);
  }
}

function sentence(state: SeatState): string {
  switch (state.kind) {
    case "seeking":
      return "Looking for the engine.";
    case "holder":
      return "This window runs the engine.";
    case "client":
      return `The engine runs in process ${state.pid}.`;
    case "alone":
      return `This window runs an engine of its own, in memory (${state.reason.kind}).`;
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
