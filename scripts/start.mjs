#!/usr/bin/env node
// `npm start`: installs, builds, prints what a scan finds, and opens the panel: in VS Code where `code` is on the PATH, else
// in a VS Code host that npm brings. `npm start -- --check` opens it headless, compares it with the scan, and exits 0 or 1.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { ensureInstalled } from "./host/checkout.mjs";
import { cacheFolder } from "./host/cache.mjs";
import { run } from "./host/child.mjs";
import { root } from "./host/root.mjs";

const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });

await ensureInstalled();
// From here on packages are there to be imported.
const { buildAndPrint } = await import("./build.mjs");
const { checkInstalled, serveInstalled } = await import("./host/installed.mjs");
const { installedBeforeAll } = await import("./host/history.mjs");
const { ownStorage, sampleStorage } = await import("./host/storage.mjs");
const { workbenchUrl } = await import("./host/workbench.mjs");

await buildAndPrint();
let storage = await ownStorage();
if (storage === null) {
  process.stdout.write("\nOpenCode has recorded nothing on this machine: this shows the recorded sample that the project carries.\n");
  storage = await sampleStorage();
}
process.stdout.write(`\n${storage.summary}\n`);
if (options.check) {
  const { passed, failed } = await checkInstalled(storage);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
} else if (!(await openDesktop(storage))) {
  await serve(storage);
}

/** Opens a desktop VS Code on this folder; false where there is none, or where it does not start. */
async function openDesktop({ kind, env }) {
  const onPath = (process.env.PATH ?? "").split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, "code")));
  if (!onPath) return false;
  // A running VS Code takes the new window over with the environment that it was started with. The sample needs its own.
  const profile = join(cacheFolder(), "desktop-profile");
  if (kind === "sample") await installedBeforeAll(profile);
  const apart = kind === "sample" ? ["--user-data-dir", profile] : [];
  const code = await run("code", ["--new-window", `--extensionDevelopmentPath=${root}`, ...apart, root], { env: { ...process.env, ...env } });
  if (code !== 0) process.stdout.write(`\`code\` ended with ${code}; using a VS Code host in the browser instead.\n`);
  return code === 0;
}

/** Serves the panel until Ctrl-C. */
async function serve(storage) {
  const server = await serveInstalled(storage, join(cacheFolder(), `profile-${storage.kind}`));
  process.stdout.write(`\nSpotter runs in VS Code at\n\n  ${workbenchUrl(server.address, root)}\n\nCtrl-C ends it.\n`);
  const code = await server.ended;
  process.stdout.write(`The VS Code host ended with ${code}; see ${server.logFile}\n`);
  process.exitCode = 1;
}
