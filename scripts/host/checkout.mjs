import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";
import { root } from "./root.mjs";

/** Installs the project's packages where they are missing or older than the lock file. Needs no package itself. */
export async function ensureInstalled() {
  // npm writes this file last, so a broken installation has none.
  const installed = join(root, "node_modules", ".package-lock.json");
  const lock = join(root, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stdout.write("Installing packages …\n");
  const code = await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root });
  if (code !== 0) throw new Error(`npm ci ended with ${code}`);
}
