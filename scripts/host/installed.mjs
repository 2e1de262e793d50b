import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kilobytes } from "../build.mjs";
import { packageExtension } from "../package.mjs";
import { checkPanel } from "./check.mjs";
import { installHost } from "./install.mjs";
import { outFolder } from "./root.mjs";
import { serveHost } from "./serve.mjs";
import { freshFolder } from "./suite.mjs";
import { checkTrust } from "./trust.mjs";

/**
 * Packs what dist/ holds, installs the package in the newest host, and serves that.
 * @param {import("./storage.mjs").ChosenStorage} storage
 * @param {string} profile
 * @param {Record<string, unknown>} [settings] user settings
 * @param {{installedBefore?: boolean, asksForTrust?: boolean}} [how] Spotter counts as installed before all history; a workspace is not trusted until somebody says so
 */
export async function serveInstalled(storage, profile, settings = {}, { installedBefore = storage.kind === "sample", asksForTrust = false } = {}) {
  const host = await installHost("newest");
  const vsix = await packageExtension();
  process.stdout.write(`${vsix.path} ${kilobytes(vsix.bytes)}
`);
  return serveHost({ host, profile, vsix: vsix.path, env: storage.env, settings, installedBefore, asksForTrust });
}

/**
 * Looks at the packed extension in a headless browser.
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function checkInstalled(storage) {
  // Where this profile's store is concerns nobody else: the extension would tell the user's own command line of it.
  const apart = { ...storage, env: { ...storage.env, XDG_STATE_HOME: await freshFolder("check", "state") } };
  const server = await serveInstalled(apart, await freshFolder("check", "profile"), {}, { installedBefore: true });
  try {
    const shots = await freshFolder("screenshots");
    const counts = await checkPanel({ address: server.address, folder: await freshFolder("check", "workspace"), expected: storage.json, shots });
    process.stdout.write(`Screenshots are in ${join(outFolder, "screenshots")}\n`);
    return counts;
  } finally {
    await server.stop();
  }
}

const TRUST_SETTINGS = { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "never" };

/**
 * Looks at the packed extension in a workspace that nobody trusts yet. VS Code trusts whatever folder runs an extension's tests, so this cannot be
 * one of them.
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function checkUntrusted(storage) {
  const apart = { ...storage, env: { ...storage.env, XDG_STATE_HOME: await freshFolder("trust", "state") } };
  const server = await serveInstalled(apart, await freshFolder("trust", "profile"), TRUST_SETTINGS, { asksForTrust: true });
  try {
    return await checkTrust({ address: server.address, folder: await freshFolder("trust", "workspace"), shots: await freshFolder("trust", "screenshots") });
  } finally {
    await server.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { buildAll } = await import("../build.mjs");
  const { sampleStorage } = await import("./storage.mjs");
  await buildAll();
  const { failed } = await checkUntrusted(await sampleStorage());
  process.exit(failed === 0 ? 0 : 1);
}
