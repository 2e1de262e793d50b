import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initSqlJs from "sql.js";
import { Store } from "../../src/store/store.js";
import { fillStore } from "./fill.js";

// `memory <calls>`: a process with nothing but a store of so many calls, written, scored and made searchable as the engine
// does it. Prints `{baseBytes, residentBytes, savingBytes, imageBytes}`: the process when all of that was done to a few calls,
// what it has grown by since, that at its highest while it saves, and what it saves.
const calls = Number(process.argv[2]);
const FEW = 2_000;

async function filled(path: string | null, count: number): Promise<Store> {
  const store = await Store.open(await initSqlJs(), { mayReplace: () => true, path });
  for (const step of fillStore(store, count)) step.work();
  return store;
}

/** Garbage is no memory of the store's: the collector runs first, until V8 has given back what it kept for more. */
async function residentBytes(): Promise<number> {
  for (let round = 0; round < 10; round++) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return process.memoryUsage.rss();
}

const folder = mkdtempSync(join(tmpdir(), "spotter-bench-"));
try {
  (await filled(null, FEW)).close();
  const before = await residentBytes();
  const store = await filled(join(folder, "spotter.db"), calls);
  const resident = (await residentBytes()) - before;
  let [highest, saving] = [0, true];
  const saved = store.save().finally(() => (saving = false));
  while (saving) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    highest = Math.max(highest, process.memoryUsage.rss() - before);
  }
  process.stdout.write(JSON.stringify({ baseBytes: before, residentBytes: resident, savingBytes: highest, imageBytes: await saved }));
} finally {
  rmSync(folder, { recursive: true });
}
