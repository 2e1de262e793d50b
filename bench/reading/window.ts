import { spawn } from "node:child_process";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { EngineClient } from "../../src/views/engine/engineClient.js";
import { startWorkerThread } from "../../src/views/engine/workerThread.js";
import { benchOptions } from "./options.js";

// `window <database> <folder of the store> <wasm> <worker> <writer> <calls>`: plays the extension host. It runs the packed
// engine in its worker thread through a cold read, then asks it for the newest risky calls whenever it tells of a change,
// while another process commits such calls. Prints `{latencies, longestTaskMs, missing}`.
const [database = "", store = "", wasm = "", worker = "", writer = "", calls = ""] = process.argv.slice(2);
const PAGE = 100;
const GAP_MS = 300;
/** The timer of the monitor itself is due this often. */
const RESOLUTION_MS = 1;
await play();

async function play(): Promise<void> {
  const client = new EngineClient({
    startThread: () => startWorkerThread(worker, benchOptions(database, store, wasm)),
    log: (level, message) => void (level === "error" && process.stderr.write(`${message}\n`)),
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
    now: () => performance.now(),
  });
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const shown = new Map<string, number>();
  client.onChanged.on(() => void ask(client, shown));
  client.start();
  delay.enable();
  while (client.state.kind !== "running" || client.state.status.phase !== "following") await pause(50);
  const committed = await commits();
  for (let waited = 0; waited < 3_000 && [...committed.keys()].some((id) => !shown.has(id)); waited += 50) await pause(50);
  delay.disable();
  const latencies = [...committed].flatMap(([id, at]) => (shown.has(id) ? [shown.get(id)! - at] : []));
  process.stdout.write(JSON.stringify({ latencies, longestTaskMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS), missing: committed.size - latencies.length }));
  await client.dispose();
}

async function ask(client: EngineClient, shown: Map<string, number>): Promise<void> {
  const page = await client.request("listCalls", { sessionId: null, minLevel: "medium", order: "time", after: null, limit: PAGE });
  const now = performance.timeOrigin + performance.now();
  for (const { id } of page.rows) if (!shown.has(id)) shown.set(id, now);
}

/** Lets the writer write; gives when each of its calls was committed. */
async function commits(): Promise<Map<string, number>> {
  const writing = spawn(process.execPath, [writer, database, calls, String(GAP_MS)], { stdio: ["ignore", "pipe", "inherit"] });
  const committed = new Map<string, number>();
  for await (const line of createInterface({ input: writing.stdout })) {
    const { id, at } = JSON.parse(line) as { id: string; at: number };
    committed.set(id, at);
  }
  return committed;
}
