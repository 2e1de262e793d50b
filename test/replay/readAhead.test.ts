import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { on, once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import type { EngineOptions } from "../../src/protocol/engine.js";
import { openEngine, UNSHARED } from "../../src/worker/bootstrap.js";
import type { Engine } from "../../src/worker/engine.js";
import { readAhead } from "../../src/worker/readAhead.js";
import { BATCHES_AHEAD, type ReadingMessage, type ReadingOrder } from "../../src/worker/readingOrder.js";
import { StorageFolder } from "../unit/watcher/madeFiles.js";
import { copyOf, removeCopies, temporaryFolder } from "../unit/watcher/storageCopies.js";

const WASM = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
const READER = fileURLToPath(new URL("../../src/worker/reader.ts", import.meta.url));
const ROWS = [
  "SELECT * FROM project", "SELECT * FROM session", "SELECT * FROM message", "SELECT * FROM observation", "SELECT * FROM technique", "SELECT * FROM finding_call", "SELECT * FROM summary",
  // Sums of the same costs in another order differ in their last digits.
  "SELECT session_id, time_updated, calls, critical, high, medium, low, none, running, worst, round(cost, 9) AS cost FROM session_total", "SELECT * FROM level_total", "SELECT * FROM census", "SELECT key, value FROM cursor", "SELECT locator, reason, detail, hash FROM dead_letter",
  `SELECT id, call_id, message_id, session_id, tool, kind, status, outcome, arguments, exit_code, error, time, content_hash, output_hash, whole, project_id, agent, duplicate_of,
     base_score, risk_score, risk_level, risk_reason, mitre_techniques, normalised, target, rules_version, enrich_error FROM tool_call`,
];

const BATCHES = 6;
const SECRET = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;

function orderOf(path: string): Omit<ReadingOrder, "taken"> {
  return {
    location: { kind: "json", path }, cursor: [], worktrees: [], key: new Uint8Array(32), maskPersonalData: false, indicatorPaths: [], rulePaths: [], storageExclude: [],
    wasmPath: WASM,
  };
}

/** Each session fills a batch of its own, and its first call names a secret. */
function manyBatches(): StorageFolder {
  const files = new StorageFolder();
  for (let index = 0; index < BATCHES; index++) {
    files.session(`ses_${index}`).message(`msg_${index}`, `ses_${index}`).bash(`prt_${index}a`, `msg_${index}`, `ses_${index}`, `curl -H 'Authorization: Bearer ${SECRET}' https://x.example/${index}`);
    files.bash(`prt_${index}b`, `msg_${index}`, `ses_${index}`, "cat log", `line ${index} of a log\n`.repeat(250_000));
  }
  return files.settle();
}

describe("a first reading in a thread of its own", () => {
  let packed: string;
  before(async () => {
    packed = temporaryFolder();
    copyFileSync(WASM, join(packed, "sql-wasm.wasm"));
    await build({ entryPoints: { reader: READER }, outdir: packed, bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "warning" });
  });
  after(removeCopies);

  /** An engine with a store of its own, under a key that all of them have. */
  async function engineOn(storage: string, wasmPath: string, log: string[] = []): Promise<Engine> {
    const storeDirectory = join(temporaryFolder(), "store");
    mkdirSync(storeDirectory);
    writeFileSync(join(storeDirectory, "spotter.db.key"), Buffer.alloc(32, 7));
    const options: EngineOptions = {
      storeDirectory, storeFile: null, storagePaths: [storage], storageExclude: [], remoteName: null, maskPersonalData: false, indicatorPaths: [], rulePaths: [],
      retention: { calls: 0, days: 0 }, follow: false, readingMode: "live", version: "1", wasmPath,
    };
    return openEngine(options, { status: () => undefined, changed: () => undefined, alert: () => undefined, log: (_level, message) => void log.push(message) }, UNSHARED);
  }

  const storages: ReadonlyArray<readonly [string, () => string]> = [
    ["json-storage/opencode", () => copyOf("json-storage/opencode")],
    ["sqlite/opencode", () => copyOf("sqlite/opencode")],
    ["files that fill many batches", () => manyBatches().path],
  ];
  for (const [name, storage] of storages) {
    it(`gives the rows that reading in the engine's own thread gives: ${name}`, async () => {
      const data = storage();
      const engines = [await engineOn(data, WASM), await engineOn(data, join(packed, "sql-wasm.wasm"))];
      const rows = [];
      for (const engine of engines) {
        await engine.refresh();
        rows.push(ROWS.map((sql) => engine.store.db.all(sql).map((row) => JSON.stringify(row)).sort()));
      }
      assert.ok(rows[0]!.at(-1)!.length >= BATCHES, "there are calls");
      assert.deepEqual(rows[1], rows[0]);
      // What follows is read in the engine's own thread, and finds nothing new.
      await engines[1]!.refresh();
      assert.deepEqual(ROWS.map((sql) => engines[1]!.store.db.all(sql).map((row) => JSON.stringify(row)).sort()), rows[0]);
      for (const engine of engines) await engine.dispose();
    });
  }

  it("inspects, and keeps secrets and outputs in its thread", async () => {
    const thread = new Worker(join(packed, "reader.js"), { workerData: { ...orderOf(manyBatches().path), taken: new SharedArrayBuffer(4) } });
    const told: ReadingMessage[] = [];
    // An engine that takes nothing gets as many as the thread may be ahead, and the one on which it waits.
    for await (const [message] of on(thread, "message") as AsyncIterable<[ReadingMessage]>) if (told.push(message) > BATCHES_AHEAD) break;
    await thread.terminate();
    const leaks = told.map((message) => JSON.stringify(message).includes(SECRET) || (message.type === "batch" && message.batch.records.some((record) => record.kind === "toolCall" && record.output !== null)));
    assert.deepEqual(leaks, [false, false, false, false]);
  });

  it("that ends unexpectedly is said of the source, and the next look reads it again", async () => {
    const folder = temporaryFolder();
    copyFileSync(WASM, join(folder, "sql-wasm.wasm"));
    writeFileSync(join(folder, "reader.js"), "throw new Error('out of order');");
    const log: string[] = [];
    const engine = await engineOn(copyOf("sqlite/opencode"), join(folder, "sql-wasm.wasm"), log);
    await engine.refresh();
    assert.deepEqual(engine.status().sources.map(({ problem }) => problem?.reason), ["failed"]);
    assert.ok(log.some((message) => message.includes("out of order")));
    copyFileSync(join(packed, "reader.js"), join(folder, "reader.js"));
    await engine.refresh();
    assert.deepEqual(engine.status().sources.map(({ problem }) => problem), [null]);
    assert.ok(engine.status().toolCalls > 50);
    await engine.dispose();
  });

  it("ends by itself after the last batch", async () => {
    const thread = new Worker(join(packed, "reader.js"), { workerData: { ...orderOf("/nowhere"), taken: new SharedArrayBuffer(4) } });
    const told: string[] = [];
    thread.on("message", ({ type }: ReadingMessage) => told.push(type));
    const [code] = (await once(thread, "exit")) as [number];
    assert.deepEqual([told, code], [["end"], 0]);
  });

  it("ends with the loop that takes its batches", async () => {
    const script = join(temporaryFolder(), "reader.js");
    writeFileSync(script, `
      const { parentPort } = require("node:worker_threads");
      parentPort.postMessage({ type: "batch", batch: { records: [] } });
      setInterval(() => undefined, 5);`);
    const threads = (): number => process.getActiveResourcesInfo().filter((resource) => resource === "MessagePort").length;
    const before = threads();
    for await (const { records } of readAhead(script, orderOf("/data"))) {
      assert.deepEqual(records, []);
      assert.ok(threads() > before, "the thread runs");
      break;
    }
    assert.equal(threads(), before);
  });
});
