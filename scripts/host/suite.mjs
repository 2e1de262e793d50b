import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { printTests } from "./results.mjs";
import { outFolder, root } from "./root.mjs";
import { copySample, storageEnvironment } from "./sample.mjs";

const source = join(root, "test", "host");
const target = join(outFolder, "test", "host");

/** What VS Code's `extensionTestsPath` names: a module that exports `run()`. */
export const suiteEntry = join(target, "index.cjs");

/**
 * The windows in which tests run, each with a profile of its own. `host`: one folder, the recorded sample, and Spotter installed before
 * it. `fresh`: two folders, no OpenCode on the machine, and Spotter installed just now. The tests of a window are the files
 * test/host/*.<window>.ts.
 */
export const WINDOWS = /** @type {const} */ (["host", "fresh"]);

/** Bundles test/host into out/test/host: the entry, and one file for each file of tests, which the entry finds by name. */
export async function bundleSuite() {
  await rm(target, { recursive: true, force: true });
  const names = (await readdir(source)).filter((name) => name === "index.ts" || WINDOWS.some((window) => name.endsWith(`.${window}.ts`)));
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
 * Makes what a window of tests finds on its machine.
 * @param {(typeof WINDOWS)[number]} window
 * @param {string[]} place names of folders below out/ that nobody else uses
 * @returns {Promise<{profile: string, workspace: string, installedBefore: boolean, resultsFile: string, env: Record<string, string | undefined>}>}
 * the folder of the profile, the folder or the `.code-workspace` file to open, whether Spotter counts as installed before all history, and
 * what the extension host is to find in its environment
 */
export async function prepareWindow(window, ...place) {
  const home = await freshFolder(...place, window);
  const [profile, folder, dataHome] = await Promise.all(["profile", "workspace", "data"].map((name) => freshFolder(...place, window, name)));
  if (window === "host") await copySample("sqlite", dataHome);
  const resultsFile = join(home, "results.jsonl");
  const env = { ...storageEnvironment(dataHome), TEST_RESULTS_FILE: resultsFile, TEST_WINDOW: window };
  return { profile, workspace: window === "fresh" ? await twoFolders(folder) : folder, installedBefore: window === "host", resultsFile, env };
}

async function twoFolders(folder) {
  const folders = ["shop", "website"].map((name) => ({ path: join(folder, name) }));
  for (const { path } of folders) await mkdir(path);
  const file = join(folder, "two.code-workspace");
  await writeFile(file, JSON.stringify({ folders }));
  return file;
}

/**
 * Prints what the suite wrote and counts it. Where the run as a whole went wrong, it says with which test or hook it stood still.
 * @param {string | null} problem what went wrong with the run as a whole
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function reportResults(resultsFile, problem) {
  const lines = existsSync(resultsFile) ? (await readFile(resultsFile, "utf8")).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line)) : [];
  const last = lines.at(-1);
  const place = last?.outcome === "begun" ? `; the last that began was ${last.title}` : "";
  return printTests(lines.filter(({ outcome }) => outcome !== "begun"), problem === null ? null : `${problem}${place}`);
}
