import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { installNode } from "../scripts/host/install.mjs";
import type { Row } from "./table.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const WASM = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
const WASM_FILE = "sql-wasm.wasm";
/** Rounds of which the best counts, for floor and pipeline alike: on a shared machine the others measure the neighbours. */
const ROUNDS = 3;
const LIVE_CALLS = 60;
const MILLION = 1_000_000;
const MEGABYTE = 1_000_000;
const PROGRAMS = { floor: "bench/reading/floor.ts", makeStorage: "bench/reading/makeStorage.ts", pipeline: "bench/reading/pipeline.ts", window: "bench/reading/window.ts", writer: "bench/reading/writer.ts", worker: "src/worker/main.ts", reader: "src/worker/reader.ts", signer: "src/worker/signer.ts" };

type Generation = "json" | "sqlite";
interface Floor {
  readonly ms: number;
  /** Processor time of all threads. */
  readonly cpuMs: number;
  readonly records: number;
}
interface Pipeline {
  readonly ms: number;
  readonly cpuMs: number;
  readonly calls: number;
  readonly unscored: number;
  /** Of the process, some seconds after it. */
  readonly residentBytes: number;
  readonly highestBytes: number;
  readonly watches: number;
}
interface Live {
  readonly latencies: readonly number[];
  /** How long the thread kept a timer waiting, whoever had the processor. */
  readonly longestDelayMs: number;
  readonly longestTaskMs: number;
  readonly missing: number;
}
interface Measured {
  readonly floor: Floor;
  readonly cold: Pipeline;
  readonly restart: Pipeline;
}

/**
 * Reading, on a storage that is made for it, in both generations. Each measurement is a process of its own under the same
 * Node (one with SQLite), running what is packed as the product is: the floor lists, reads and parses the same records.
 *
 * @param parts of the storage; half of them are tool calls
 * @param million also reads a database of a million parts, which takes minutes and 3 GB
 */
export async function benchReading(parts: number, { million }: { readonly million: boolean }): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "spotter-bench-"));
  try {
    const bench = await ReadingBench.prepare(folder);
    const many = parts.toLocaleString("en");
    const json = await bench.measure("json", parts);
    const rows = generationRows(`JSON files, ${many} parts`, json, { must: 3.5, aim: 2 }, { must: 2_000, aim: 1_000 });
    rows.push(
      { name: "kernel watches for the JSON store", value: json.cold.watches, unit: "", limit: 500, aim: 100 },
      ...memoryRows("JSON store", json.cold),
    );
    const sqlite = await bench.measure("sqlite", parts);
    rows.push(
      ...generationRows(`SQLite, ${many} parts`, sqlite, { must: 6, aim: 3 }, { must: 1_000, aim: 300 }),
      ...memoryRows("database", sqlite.cold),
      ...liveRows(await bench.live(parts)),
    );
    if (million) rows.push(millionRow(await bench.coldOf("sqlite", MILLION), sqlite.cold));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Goal {
  readonly must: number;
  readonly aim: number;
}

function generationRows(name: string, { floor, cold, restart }: Measured, ratio: Goal, known: Goal): Row[] {
  return [
    { name: `${name}: floor (${floor.records.toLocaleString("en")} records)`, value: floor.ms, unit: "ms", limit: null },
    { name: `${name}: whole pipeline (${cold.calls.toLocaleString("en")} calls)`, value: cold.ms, unit: "ms", limit: null },
    { name: `${name}: whole pipeline / floor`, value: cold.ms / floor.ms, unit: "×", limit: ratio.must, aim: ratio.aim },
    // What the machine's other programs take is not in it; two threads with a core each need half as long as it says.
    { name: `${name}: processor time, pipeline / floor`, value: cold.cpuMs / floor.cpuMs, unit: "×", limit: null },
    { name: `${name}: restart until known to be up to date`, value: restart.ms, unit: "ms", limit: known.must, aim: known.aim },
  ];
}

/** The whole process counts, for what of it is the worker's cannot be told. */
function memoryRows(name: string, { residentBytes, highestBytes }: Pipeline): Row[] {
  return [
    { name: `process after the cold read of the ${name}`, value: residentBytes / MEGABYTE, unit: "MB", limit: 500, aim: 300 },
    { name: `process at its largest, cold read of the ${name}`, value: highestBytes / MEGABYTE, unit: "MB", limit: null },
  ];
}

function liveRows({ latencies, longestDelayMs, longestTaskMs, missing }: Live): Row[] {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Infinity;
  return [
    { name: "commit until the window has the call's row, p50", value: at(0.5), unit: "ms", limit: null },
    { name: "commit until the window has the call's row, p95", value: at(0.95), unit: "ms", limit: 300, aim: 100 },
    { name: "commits that the window never saw", value: missing, unit: "", limit: 0 },
    { name: "longest task on the window's thread, processor time", value: longestTaskMs, unit: "ms", limit: 16, aim: 8 },
    { name: "longest wait of the window's thread, neighbours included", value: longestDelayMs, unit: "ms", limit: null },
  ];
}

function millionRow(large: Pipeline, small: Pipeline): Row {
  return { name: "SQLite, 1,000,000 parts / the time of 160,000", value: large.ms / small.ms, unit: "×", limit: 7.5, aim: 6.3 };
}

class ReadingBench {
  private constructor(
    private readonly folder: string,
    private readonly node: string,
  ) {}

  /** Brings Node and packs the programs as the product is packed. */
  static async prepare(folder: string): Promise<ReadingBench> {
    const node = await installNode(24);
    // Modules, for they wait at their top; the engine itself is CommonJS, as in the product.
    const common = { absWorkingDir: ROOT, bundle: true, minify: true, platform: "node", target: "node20", logLevel: "warning" } as const;
    const { worker, reader, signer, ...programs } = PROGRAMS;
    const banner = { js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);const __filename = import.meta.filename; const __dirname = import.meta.dirname;` };
    await build({ ...common, entryPoints: programs, outdir: folder, format: "esm", banner, outExtension: { ".js": ".mjs" } });
    await build({ ...common, entryPoints: { worker, reader, signer }, outdir: folder, format: "cjs" });
    copyFileSync(WASM, join(folder, WASM_FILE));
    return new ReadingBench(folder, node);
  }

  async measure(generation: Generation, parts: number): Promise<Measured> {
    const storage = await this.storage(generation, parts);
    const rounds: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const floor = await this.run<Floor>("floor", [generation, storage]);
      const cold = await this.pipeline(generation, storage, `store-${generation}-${round}`, "settle");
      rounds.push({ floor, cold, restart: await this.pipeline(generation, storage, `store-${generation}-${round}`) });
    }
    if (generation === "json") rmSync(storage, { recursive: true });
    return { floor: fastest(rounds.map(({ floor }) => floor)), cold: fastest(rounds.map(({ cold }) => cold)), restart: fastest(rounds.map(({ restart }) => restart)) };
  }

  async coldOf(generation: Generation, parts: number): Promise<Pipeline> {
    return this.pipeline(generation, await this.storage(generation, parts), `store-${generation}-${parts}`);
  }

  async live(parts: number): Promise<Live> {
    const path = this.pathOf("sqlite", this.dataDirectory("sqlite", parts));
    return this.run<Live>("window", [path, this.store("window"), join(this.folder, WASM_FILE), join(this.folder, "worker.js"), join(this.folder, "writer.mjs"), String(LIVE_CALLS)]);
  }

  private async storage(generation: Generation, parts: number): Promise<string> {
    const directory = this.dataDirectory(generation, parts);
    await this.run("makeStorage", [ROOT, directory, String(parts), generation]);
    return directory;
  }

  private async pipeline(generation: Generation, storage: string, store: string, settles = ""): Promise<Pipeline> {
    const measured = await this.run<Pipeline>("pipeline", [this.pathOf(generation, storage), this.store(store), join(this.folder, WASM_FILE), settles]);
    if (measured.unscored > 0 || measured.calls === 0) throw new Error(`Not everything was read and scored: ${JSON.stringify(measured)}`);
    return measured;
  }

  private dataDirectory(generation: Generation, parts: number): string {
    return join(this.folder, `${generation}-${parts}`);
  }

  private pathOf(generation: Generation, storage: string): string {
    return generation === "json" ? storage : join(storage, "opencode.db");
  }

  private store(name: string): string {
    const store = join(this.folder, name);
    mkdirSync(store, { recursive: true });
    return store;
  }

  /** Runs a program to its end and gives what it printed, as JSON; nothing printed is undefined. @throws where it failed */
  private async run<T>(program: keyof typeof PROGRAMS, parameters: readonly string[]): Promise<T> {
    const { stdout } = await promisify(execFile)(this.node, ["--expose-gc", join(this.folder, `${program}.mjs`), ...parameters], { maxBuffer: 64 * MEGABYTE });
    return (stdout === "" ? undefined : JSON.parse(stdout)) as T;
  }
}

function fastest<T extends { readonly ms: number }>(rounds: readonly T[]): T {
  return rounds.reduce((best, round) => (round.ms < best.ms ? round : best));
}
