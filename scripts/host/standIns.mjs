// Engines that stay as they are, for what the panel says only in passing. Each takes the place of the one in an installed package.
import { readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** By what such an engine does. */
export const STAND_INS = {
  /** Never says how it is. */
  starts: "setInterval(() => undefined, 60_000);\n",
  /** Ends, as often as it is started. */
  ends: 'throw new Error("This engine ends at once.");\n',
  /** The real one, which says of itself that it reads. */
  reads: `const { parentPort } = require("node:worker_threads");
const post = parentPort.postMessage.bind(parentPort);
const reading = (told) => (told !== null && typeof told === "object" && "phase" in told ? { ...told, phase: "reading", progress: { done: 1, total: 3 } } : told);
parentPort.postMessage = (message) => post({ ...message, ...("payload" in message ? { payload: reading(message.payload) } : {}), ...("result" in message ? { result: reading(message.result) } : {}) });
require("./engine.js");
`,
  /** The real one, of whose watches the system ends the first after some seconds, as where it has no more of them. */
  loses: `const fs = require("node:fs");
const { watch } = fs;
let isFirst = true;
fs.watch = (...asked) => {
  const watcher = watch(...asked);
  if (!isFirst) return watcher;
  isFirst = false;
  setTimeout(() => watcher.emit("error", Object.assign(new Error("ENOSPC: no more watches"), { code: "ENOSPC" })), 5_000);
  return watcher;
};
require("./engine.js");
`,
};

/**
 * @param {string} profile of a host in which the extension is installed, and no window open yet
 * @param {keyof typeof STAND_INS} name
 */
export async function installStandIn(profile, name) {
  const extensions = join(profile, "extensions");
  const installed = (await readdir(extensions)).find((folder) => folder.startsWith("spotter-dev.opencode-spotter-"));
  const dist = join(extensions, installed, "dist");
  await rename(join(dist, "worker.js"), join(dist, "engine.js"));
  await writeFile(join(dist, "worker.js"), STAND_INS[name]);
}
