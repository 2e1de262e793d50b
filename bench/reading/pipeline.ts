import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { EngineStatus } from "../../src/protocol/engine.js";
import { openEngine, UNSHARED } from "../../src/worker/bootstrap.js";
import { Following } from "../../src/worker/following.js";
import { benchOptions } from "./options.js";

// `pipeline <storage path> <folder of the store> <wasm> [settle]`: what the engine's thread does from its start until everything is
// read, inspected, scored and saved. Prints `{ms, cpuMs, calls, unscored, residentBytes, highestBytes, watches}`.
/** V8 keeps the memory of a thread that ended for some seconds. */
const SETTLE_MS = 10_000;
const [storage = "", store = "", wasm = "", settles = ""] = process.argv.slice(2);
await measure();

async function measure(): Promise<void> {
  const begun = performance.now();
  const before = process.cpuUsage();
  const problems: string[] = [];
  const engine = await openEngine(benchOptions(storage, store, wasm), {
    status: () => {},
    changed: () => {},
    alert: () => {},
    log: (level, message) => void (level === "error" && problems.push(message)),
  }, UNSHARED);
  await engine.refresh();
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(before);
  const status: EngineStatus = engine.status();
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const highestBytes = process.resourceUsage().maxRSS * 1024;
  const following = new Following(engine);
  following.start(engine.discover().length > 0 ? [] : [status.sources[0]!].map(({ kind, path }) => ({ kind, path })));
  if (settles === "settle") await pause(SETTLE_MS);
  globalThis.gc?.();
  const residentBytes = process.memoryUsage().rss;
  const watches = kernelWatches();
  await following.dispose();
  process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1_000, calls: status.toolCalls, unscored: status.unscored, residentBytes, highestBytes, watches }));
  await engine.dispose();
}

/** Watches that this process has in the kernel; 0 where it is not Linux and cannot be told. */
function kernelWatches(): number {
  if (process.platform !== "linux") return 0;
  let count = 0;
  for (const name of readdirSync("/proc/self/fdinfo")) {
    try {
      count += readFileSync(`/proc/self/fdinfo/${name}`, "utf8").split("\n").filter((line) => line.startsWith("inotify")).length;
    } catch (error) {
      // The listing's own descriptor is closed by now.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return count;
}
