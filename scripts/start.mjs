#!/usr/bin/env node
// `npm start`: installs, builds, prints what a scan finds, and opens the panel: in VS Code where `code` is on the PATH, else
// in a VS Code host that npm brings. `npm start -- --check` opens it headless, compares it with the scan, and exits 0 or 1.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { ensureInstalled } from "./host/checkout.mjs";
import { cacheFolder } from "./host/cache.mjs";
import { run } from "./host/child.mjs";
import { outFolder, root } from "./host/root.mjs";

const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });

await ensureInstalled();
// From here on packages are there to be imported.
const { buildAll, kilobytes, dist, sizes } = await import("./build.mjs");
const { packageExtension } = await import("./package.mjs");

await buildAll();
for (const { name, bytes } of await sizes(dist)) process.stdout.write(`${name.padEnd(32)} ${kilobytes(bytes).padStart(12)}\n`);
const storage = await chooseStorage();
process.stdout.write(`\n${storage.summary}\n`);
if (options.check) {
  process.exitCode = (await check(storage)) ? 0 : 1;
} else if (!(await openDesktop(storage))) {
  await serve(storage);
}

/** The machine's own storage, or the sample where that holds nothing. */
async function chooseStorage() {
  const { holdsNothing, scanStorage } = await import("./host/scan.mjs");
  const own = await scanStorage(process.env);
  if (!holdsNothing(own.json)) return { kind: "own", env: {}, ...own };
  const { copySample } = await import("./host/sample.mjs");
  const dataHome = join(cacheFolder(), "sample");
  await copySample("sqlite", dataHome);
  process.stdout.write("\nOpenCode has recorded nothing on this machine, so this shows a recorded sample.\n");
  const env = { XDG_DATA_HOME: dataHome, OPENCODE_DB: undefined };
  return { kind: "sample", env, ...(await scanStorage({ ...process.env, ...env })) };
}

/** Opens a desktop VS Code on this folder; false where there is none, or where it does not start. */
async function openDesktop({ kind, env }) {
  const onPath = (process.env.PATH ?? "").split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, "code")));
  if (!onPath) return false;
  // A running VS Code takes the new window over with the environment that it was started with. The sample needs its own.
  const apart = kind === "sample" ? ["--user-data-dir", join(cacheFolder(), "desktop-profile")] : [];
  const code = await run("code", ["--new-window", `--extensionDevelopmentPath=${root}`, ...apart, root], { env: { ...process.env, ...env } });
  if (code !== 0) process.stdout.write(`\`code\` ended with ${code}; using a VS Code host in the browser instead.\n`);
  return code === 0;
}

/** Installs the packed extension in a host and serves it. */
async function serveInstalled(storage, profile) {
  const { installHost } = await import("./host/install.mjs");
  const { serveHost } = await import("./host/serve.mjs");
  const host = await installHost("newest");
  const vsix = await packageExtension();
  process.stdout.write(`${vsix.path} ${kilobytes(vsix.bytes)}\n`);
  return serveHost({ host, profile, vsix: vsix.path, env: storage.env });
}

async function serve(storage) {
  const { workbenchUrl } = await import("./host/workbench.mjs");
  const server = await serveInstalled(storage, join(cacheFolder(), `profile-${storage.kind}`));
  process.stdout.write(`\nSpotter runs in VS Code at\n\n  ${workbenchUrl(server.address, root)}\n\nCtrl-C ends it.\n`);
  await server.ended;
}

async function check(storage) {
  const { freshFolder } = await import("./host/suite.mjs");
  const { checkPanel } = await import("./host/check.mjs");
  const server = await serveInstalled(storage, await freshFolder("check", "profile"));
  try {
    const shots = join(outFolder, "screenshots");
    const { passed, failed } = await checkPanel({ address: server.address, folder: await freshFolder("check", "workspace"), expected: storage.json, shots });
    process.stdout.write(`Screenshots are in ${shots}\n${passed} passed, ${failed} failed\n`);
    return failed === 0 && passed > 0;
  } finally {
    await server.stop();
  }
}
