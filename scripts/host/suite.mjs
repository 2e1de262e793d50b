import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { printTests } from "./results.mjs";
import { outFolder, root } from "./root.mjs";

const source = join(root, "test", "host");
const target = join(outFolder, "test", "host");

/** What VS Code's `extensionTestsPath` names: a module that exports `run()`. */
export const suiteEntry = join(target, "index.cjs");

/** Bundles test/host into out/test/host: the entry, and one file for each `*.host.ts`, which the entry finds by name. */
export async function bundleSuite() {
  await rm(target, { recursive: true, force: true });
  const names = (await readdir(source)).filter((name) => name === "index.ts" || name.endsWith(".host.ts"));
  await build({
    absWorkingDir: root, entryPoints: names.map((name) => join(source, name)), outdir: target, outExtension: { ".js": ".cjs" },
    bundle: true, platform: "node", format: "cjs", target: "node20", external: ["vscode", "mocha"], sourcemap: "inline", logLevel: "warning",
  });
}

/** An empty folder below out/ for one run of the suite. */
export async function freshFolder(...names) {
  const folder = join(outFolder, ...names);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * Prints what the suite wrote and counts it. A missing file is a failure: the host ended before the tests did.
 * @param {string | null} problem what went wrong with the run as a whole
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function reportResults(resultsFile, problem) {
  if (!existsSync(resultsFile)) return printTests([], problem ?? "the host wrote no results");
  return printTests(JSON.parse(await readFile(resultsFile, "utf8")), problem);
}
