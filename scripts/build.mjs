#!/usr/bin/env node
// Bundles the extension, its worker, the command line and the dashboard into dist/, and prints what each weighs.
import { cp, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./host/root.mjs";
import { NOTICES_FILE, noticesOf } from "./notices.mjs";

const dist = join(root, "dist");

/** Oldest Node of the hosts that package.json's `engines.vscode` allows. */
const NODE_TARGET = "node20";

/** Bundles that run in Node, by name of the file in dist/. They are CommonJS, which every host loads. */
const NODE_BUNDLES = {
  "extension.js": "src/extension.ts",
  "worker.js": "src/worker/main.ts",
  "reader.js": "src/worker/reader.ts",
  "signer.js": "src/worker/signer.ts",
  "cli.js": "src/cli/main.ts",
};

// Licences stand in a file of their own.
const common = { absWorkingDir: root, bundle: true, metafile: true, minify: true, sourcemap: "linked", sourcesContent: false, legalComments: "none", logLevel: "warning" };

/** Builds dist/ from nothing. Throws when a source does not compile. */
export async function buildAll() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(join(dist, "webview"), { recursive: true });
  // The project is ESM; without this Node would read the bundles as such.
  await writeFile(join(dist, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  const bundles = await Promise.all([
    ...Object.entries(NODE_BUNDLES).map(([name, entry]) =>
      build({ ...common, entryPoints: [entry], outfile: join(dist, name), platform: "node", format: "cjs", target: NODE_TARGET, external: ["vscode"] })),
    build({ ...common, entryPoints: { dashboard: "webview-ui/main.ts", charts: "webview-ui/charts/library.ts" }, outdir: join(dist, "webview"), platform: "browser", format: "iife", target: "es2022" }),
  ]);
  await cp(join(root, "node_modules", "sql.js", "dist", "sql-wasm.wasm"), join(dist, "sql-wasm.wasm"));
  await writeFile(join(dist, NOTICES_FILE), await noticesOf(bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
}

/** One line per file of `folder` and its size in bytes, without source maps. */
async function sizes(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".map")).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.sort().map(async (file) => ({ name: relative(root, file), bytes: (await stat(file)).size })));
}

/** `1,234.5 KB` (of 1,000 bytes). */
export function kilobytes(bytes) {
  return `${(bytes / 1000).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} KB`;
}

/** Builds, and prints what each file weighs. */
export async function buildAndPrint() {
  const begun = performance.now();
  await buildAll();
  for (const { name, bytes } of await sizes(dist)) process.stdout.write(`${name.padEnd(32)} ${kilobytes(bytes).padStart(12)}\n`);
  process.stdout.write(`Built in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  // esbuild has said by then what does not compile and where.
  await buildAndPrint().catch(() => process.exit(1));
}
