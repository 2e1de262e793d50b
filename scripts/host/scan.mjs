import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "./child.mjs";
import { root } from "./root.mjs";

/**
 * Runs the built command line over the storage that `env` leads to.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{json: object, summary: string}>} what `scan --json --findings` gives, and the summary for a person
 */
export async function scanStorage(env) {
  const folder = await mkdtemp(join(tmpdir(), "spotter-scan-"));
  try {
    // Kept between the two, so that a large history is read once.
    const store = ["--db", join(folder, "store.db")];
    const json = JSON.parse((await scan(["--json", "--findings", ...store], env)).stdout);
    const { stdout, stderr } = await scan(store, env);
    return { json, summary: `${stdout}${stderr}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** True where there is nothing to show: no storage at all, or one that is read and empty. */
export function holdsNothing({ sources, totals }) {
  return sources.length === 0 || (totals.sessions === 0 && sources.every((source) => source.deadLetters === 0));
}

async function scan(args, env) {
  const { child, ended } = start(process.execPath, [join(root, "dist", "cli.js"), "scan", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const chunks = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (chunks[name] += text));
  const closed = new Promise((resolve) => child.once("close", resolve));
  const code = await ended;
  await closed;
  // 3 says that something could not be read: that is for the panel to show, and no reason to stop here.
  if (code !== 0 && code !== 3) throw new Error(`scan ended with ${code}: ${chunks.stderr}`);
  return chunks;
}
