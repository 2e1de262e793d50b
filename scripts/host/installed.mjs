import { join } from "node:path";
import { kilobytes } from "../build.mjs";
import { packageExtension } from "../package.mjs";
import { checkPanel } from "./check.mjs";
import { installHost } from "./install.mjs";
import { outFolder } from "./root.mjs";
import { serveHost } from "./serve.mjs";
import { freshFolder } from "./suite.mjs";

/**
 * Packs what dist/ holds, installs the package in the newest host, and serves that.
 * @param {import("./storage.mjs").ChosenStorage} storage
 * @param {string} profile
 * @param {Record<string, unknown>} [settings] user settings
 * @param {boolean} [installedBefore] Spotter counts as installed before all history
 */
export async function serveInstalled(storage, profile, settings = {}, installedBefore = storage.kind === "sample") {
  const host = await installHost("newest");
  const vsix = await packageExtension();
  process.stdout.write(`${vsix.path} ${kilobytes(vsix.bytes)}\n`);
  return serveHost({ host, profile, vsix: vsix.path, env: storage.env, settings, installedBefore });
}

/**
 * Looks at the packed extension in a headless browser.
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function checkInstalled(storage) {
  // Where this profile's store is concerns nobody else: the extension would tell the user's own command line of it.
  const apart = { ...storage, env: { ...storage.env, XDG_STATE_HOME: await freshFolder("check", "state") } };
  const server = await serveInstalled(apart, await freshFolder("check", "profile"), {}, true);
  try {
    const shots = await freshFolder("screenshots");
    const counts = await checkPanel({ address: server.address, folder: await freshFolder("check", "workspace"), expected: storage.json, shots });
    process.stdout.write(`Screenshots are in ${join(outFolder, "screenshots")}\n`);
    return counts;
  } finally {
    await server.stop();
  }
}
