import { createWriteStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { capture, start } from "./child.mjs";
import { installedBeforeAll } from "./history.mjs";

/** Keeps the first window empty of greetings, updates, experiments and chat, so that it shows Spotter alone. */
const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "git.openRepositoryInParentFolders": "never",
  "chat.disableAIFeatures": true,
  "window.commandCenter": false,
  "security.workspace.trust.enabled": false,
};

const READY_TIMEOUT_MS = 60_000;

/** Host name that browsers count as a secure context; webviews need one. */
const LOOPBACK = "127.0.0.1";

/**
 * Serves a VS Code host on a free port of 127.0.0.1 until `stop()`, or until this process ends.
 * @param {object} options
 * @param {{label: string, node: string, serverMain: string}} options.host from `installHost`
 * @param {string} options.profile folder for user data, extensions and the log; whatever an earlier run left in it is kept
 * @param {string} [options.vsix] an extension to install first
 * @param {boolean} [options.installedBefore] Spotter counts as installed before all history: for samples, which are old
 * @param {boolean} [options.forTests] lets the page run an extension's tests; without it their address parameters are ignored
 * @param {Record<string, string>} [options.env] reaches the extension host, on top of this process's own
 * @param {Record<string, unknown>} [options.settings] user settings, on top of the quiet ones
 * @param {boolean} [options.asksForTrust] a workspace is not trusted until somebody says so; without it all are
 * @returns {Promise<{address: string, logFile: string, ended: Promise<number>, stop: () => Promise<void>}>}
 */
export async function serveHost({ host, profile, vsix, installedBefore = false, forTests = false, env = {}, settings = {}, asksForTrust = false }) {
  const [userData, serverData, extensions] = ["user-data", "server-data", "extensions"].map((name) => join(profile, name));
  // The web workbench keeps a user's settings in the server's user data, in the folder of the default profile.
  await mkdir(join(userData, "User"), { recursive: true });
  await mkdir(join(userData, "Machine"), { recursive: true });
  await mkdir(join(userData, "logs"), { recursive: true });
  if (installedBefore) await installedBeforeAll(userData);
  const text = `${JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2)}\n`;
  await writeFile(join(userData, "User", "settings.json"), text);
  await writeFile(join(userData, "Machine", "settings.json"), text);
  const folders = ["--user-data-dir", userData, "--server-data-dir", serverData, "--extensions-dir", extensions];
  const environment = hostEnvironment(env);
  if (vsix !== undefined) {
    await rm(extensions, { recursive: true, force: true });
    await capture(host.node, [host.serverMain, "--install-extension", vsix, "--force", "--accept-server-license-terms", ...folders], { env: environment });
  }
  const port = await freePort();
  const address = `${LOOPBACK}:${port}`;
  const args = [
    host.serverMain, "--host", LOOPBACK, "--port", String(port), "--without-connection-token", "--accept-server-license-terms",
    "--telemetry-level", "off", ...(asksForTrust ? [] : ["--disable-workspace-trust"]), ...(forTests ? ["--enable-smoke-test-driver"] : []), ...folders,
  ];
  const logFile = join(profile, "server.log");
  const server = start(host.node, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const log = createWriteStream(logFile);
  server.child.stdout.pipe(log, { end: false });
  server.child.stderr.pipe(log, { end: false });
  await ready(address, server, logFile);
  return { address, logFile, ended: server.ended, stop: () => server.stop() };
}

/** Variables of a VS Code that runs this script (its terminal, its agent) would make the new server join that one. */
function hostEnvironment(extra) {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|NODE_V8_COVERAGE$)/.test(name));
  // An empty gallery: the host would otherwise ask the public one about every extension.
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "", itemUrl: "", resourceUrlTemplate: "" }), ...extra };
}

async function ready(address, server, logFile) {
  const ended = server.ended.then((code) => `ended with ${code}`, (error) => `did not start: ${error.message}`);
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const outcome = await Promise.race([answers(address), ended]);
    if (outcome === true) return;
    if (typeof outcome === "string") throw new Error(`The VS Code host ${outcome}; see ${logFile}`);
    await sleep(100);
  }
  await server.stop();
  throw new Error(`The VS Code host did not answer within ${READY_TIMEOUT_MS / 1000} s; see ${logFile}`);
}

async function answers(address) {
  return fetch(`http://${address}/version`).then((response) => response.ok, () => false);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, LOOPBACK, resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
