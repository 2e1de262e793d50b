import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { installNode } from "../scripts/host/install.mjs";
import { measurePanel } from "../scripts/host/measurePanel.mjs";
import type { Row } from "./table.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * The Risk Explorer of a real VS Code (the newest host) in a browser, over a storage that is made for it: from the press of the mouse until
 * the rows are drawn. The engine has read everything before.
 *
 * @param parts of the storage; half of them are tool calls
 */
export async function benchPanel(parts: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "spotter-bench-"));
  try {
    await makeStorage(folder, parts);
    const { opened, expanded } = await measurePanel(join(folder, "data"));
    return [
      { name: "explorer opened: the first page is drawn, median of five windows", value: median(opened), unit: "ms", limit: 150 },
      { name: "explorer opened: the longest", value: Math.max(...opened), unit: "ms", limit: null },
      { name: "a session opened: its calls are drawn, median of twelve", value: median(expanded), unit: "ms", limit: 50 },
      { name: "a session opened: the longest", value: Math.max(...expanded), unit: "ms", limit: null },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Infinity;
}

/** Makes a storage in `folder`, below `data/opencode`, in a Node that has SQLite; half of its parts are tool calls. */
export async function makeStorage(folder: string, parts: number): Promise<void> {
  const script = join(folder, "makeStorage.mjs");
  await build({ absWorkingDir: ROOT, entryPoints: ["bench/reading/makeStorage.ts"], outfile: script, bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "warning" });
  await promisify(execFile)(await installNode(24), [script, ROOT, join(folder, "data", "opencode"), String(parts), "sqlite"]);
}
