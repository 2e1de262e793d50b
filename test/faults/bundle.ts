import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

/** What CommonJS modules expect to be there. */
const COMMON_JS =
  "import { createRequire as bannerRequire } from 'node:module'; import { fileURLToPath as bannerPath } from 'node:url'; import { dirname as bannerFolder } from 'node:path'; const require = bannerRequire(import.meta.url); const __filename = bannerPath(import.meta.url); const __dirname = bannerFolder(__filename);";

/**
 * Bundles a process with a store into `folder`, with SQLite's WASM beside it: compiled anew in each process it would take longer to
 * start than the faults to happen. Gives the script.
 */
export async function bundleChild(entryPoint: string, folder: string): Promise<string> {
  const outfile = join(folder, "child.mjs");
  await build({ entryPoints: [entryPoint], outfile, bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "warning", banner: { js: COMMON_JS } });
  copyFileSync(createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm"), join(folder, "sql-wasm.wasm"));
  return outfile;
}
