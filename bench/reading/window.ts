import { spawn } from "node:child_process";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { EngineClient } from "../../src/views/engine/engineClient.js";
import { startWorkerThread } from "../../src/views/engine/workerThread.js";
import { benchOptions } from "./options.js";

// `window <database> <folder of the store> <wasm> <worker> <writer> <calls>`: plays the extension host. It runs the packed
// engine in its worker thread through a cold read, then asks it for the newest risky calls whenever it tells of a change,
// while another process commits such calls. Prints `{latencies, longestDelayMs, longestTaskMs, missing}`.
const [database = "", store = "", wasm = "", worker = "", writer = "", calls = ""] = process.argv.slice(2);
const PAGE = 100;
const GAP_MS = 300;
/** The timer of the monitor itself is due this often. */
const RESOLUTION_MS = 1;

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
  const tasks = new LongestTask();
  const shown = new Map<string, number>();
  client.onChanged.on(() => void ask(client, shown));
  // A process is copied when it starts another: not while this one is measured.
  const writing = spawn(process.execPath, [writer, database, calls, String(GAP_MS)], { stdio: ["pipe", "pipe", "inherit"] });
  delay.enable();
  tasks.start();
  client.start();
  while (client.state.kind !== "running" || client.state.status.phase !== "following") await pause(50);
  writing.stdin.end();
  const committed = await commits(writing.stdout);
  for (let waited = 0; waited < 3_000 && [...committed.keys()].some((id) => !shown.has(id)); waited += 50) await pause(50);
  delay.disable();
  tasks.stop();
  const latencies = [...committed].flatMap(([id, at]) => (shown.has(id) ? [shown.get(id)! - at] : []));
  process.stdout.write(JSON.stringify({ latencies, longestDelayMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS), longestTaskMs: tasks.longestMs, missing: committed.size - latencies.length }));
  await client.dispose();
}

/** The most processor time that this thread spent between two turns of its timers: other programs, which may hold it up, are not in it. */
class LongestTask {
  longestMs = 0;
  private timer: NodeJS.Timeout | undefined;

  start(): void {
    let before = threadTimeMs();
    this.timer = setInterval(() => {
      const now = threadTimeMs();
      this.longestMs = Math.max(this.longestMs, now - before);
      before = now;
    }, RESOLUTION_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** Not in the types of Node 20; Node 23.9 has it. */
function threadTimeMs(): number {
  const { user, system } = (process as unknown as { threadCpuUsage(): { user: number; system: number } }).threadCpuUsage();
  return (user + system) / 1_000;
}

async function ask(client: EngineClient, shown: Map<string, number>): Promise<void> {
  const page = await client.request("listCalls", { sessionId: null, minLevel: "medium", order: "time", after: null, limit: PAGE });
  const now = performance.timeOrigin + performance.now();
  for (const { id } of page.rows) if (!shown.has(id)) shown.set(id, now);
}

/** When each of the writer's calls was committed, once it has ended. */
async function commits(written: Readable): Promise<Map<string, number>> {
  const committed = new Map<string, number>();
  for await (const line of createInterface({ input: written })) {
    const { id, at } = JSON.parse(line) as { id: string; at: number };
    committed.set(id, at);
  }
  return committed;
}

await play();
