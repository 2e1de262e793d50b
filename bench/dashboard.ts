import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { installNode } from "../scripts/host/install.mjs";
import { type FilterTimes, measureDashboard } from "../scripts/host/measureDashboard.mjs";
import type { Row } from "./table.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Sixty calls a minute, with what the writer adds to it. */
const GAP_MS = 960;

/**
 * The dashboard of a real VS Code (the newest host) in a browser, over a storage that is made for it and ends now: from the key that runs the
 * command, or the change of the filter, until the numbers are drawn, and the page's frames while risky calls arrive. The engine has read
 * everything before.
 *
 * @param parts of the storage; half of them are tool calls
 */
export async function benchDashboard(parts: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "spotter-bench-"));
  try {
    const node = await installNode(24);
    await build({ absWorkingDir: ROOT, entryPoints: ["bench/reading/makeStorage.ts", "bench/reading/writer.ts"], outdir: folder, outExtension: { ".js": ".mjs" }, bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "warning" });
    const data = join(folder, "data", "opencode");
    await promisify(execFile)(node, [join(folder, "makeStorage.mjs"), ROOT, data, String(parts), "sqlite", String(Date.now())]);
    const { first, all, filtered, filteredAll, still, live } = await measureDashboard(join(folder, "data"), (calls) => write(node, [join(folder, "writer.mjs"), join(data, "opencode.db"), String(calls), String(GAP_MS)]));
    return [
      { name: "opened: the first numbers are drawn, median of five windows", value: median(first), unit: "ms", limit: 500, aim: 250 },
      { name: "opened: the longest", value: Math.max(...first), unit: "ms", limit: null },
      { name: "opened: all numbers on the screen, median", value: median(all), unit: "ms", limit: null },
      ...filterRows("filter changed", filtered),
      ...filterRows("filter changed, all ten cards in sight", filteredAll),
      { name: "longest frame at 60 calls a minute (0: none of 50 ms)", value: live.longest, unit: "ms", limit: 50 },
      { name: "longest frame while nothing arrives", value: still.longest, unit: "ms", limit: null },
      { name: "longest gap at 60 calls a minute, neighbours included", value: live.gap, unit: "ms", limit: null },
      { name: "longest gap while nothing arrives, neighbours included", value: still.gap, unit: "ms", limit: null },
      { name: "the page's bundles, that of the charts included", value: ["dashboard.js", "charts.js"].reduce((sum, file) => sum + statSync(join(ROOT, "dist", "webview", file)).size, 0) / 1000, unit: "KB", limit: 900 },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Infinity;
}

/** Runs in a Node that has SQLite; the writer begins when its input ends. */
async function write(node: string, args: readonly string[]): Promise<void> {
  const writing = promisify(execFile)(node, args);
  writing.child.stdin?.end();
  await writing;
}

/** Rows of ten changes of the filter: the numbers alone, and with the drawings, which come after them. */
function filterRows(name: string, { numbers, drawings }: FilterTimes): Row[] {
  return [
    { name: `${name}: all numbers, median of ten`, value: median(numbers), unit: "ms", limit: 300 },
    { name: `${name}: all numbers, the longest`, value: Math.max(...numbers), unit: "ms", limit: null },
    { name: `${name}: all drawings, median of ten`, value: median(drawings), unit: "ms", limit: null },
  ];
}
