// The states in which a view has a text instead of rows, each made in a host of its own.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serveInstalled } from "./installed.mjs";
import { copySample, storageEnvironment } from "./sample.mjs";
import { installStandIn } from "./standIns.mjs";
import { freshFolder } from "./suite.mjs";

/**
 * By the panel's state: what OpenCode left on the machine, the engine where it is another, and settings.
 * @type {Record<string, {storage: "none" | "empty" | "sample", engine?: keyof typeof import("./standIns.mjs").STAND_INS, settings?: Record<string, unknown>}>}
 */
export const WELCOMES = {
  starting: { storage: "none", engine: "starts" },
  reading: { storage: "none", engine: "reads" },
  resting: { storage: "sample", settings: { "spotter.storage.reading": "manual" } },
  noStorage: { storage: "none" },
  nothingRisky: { storage: "empty" },
  failed: { storage: "none", engine: "ends" },
};

/**
 * Serves a host in which the panel is in that state, and stays in it.
 * @param {keyof typeof WELCOMES} state
 * @param {Record<string, unknown>} [settings]
 */
export async function serveWelcome(state, settings = {}) {
  const { storage, engine, settings: own = {} } = WELCOMES[state];
  const home = await freshFolder("welcomes", state);
  const dataHome = join(home, "data");
  await mkdir(dataHome);
  if (storage === "sample") await copySample("sqlite", dataHome);
  if (storage === "empty") await writeEmpty(join(dataHome, "opencode"));
  const profile = join(home, "profile");
  await mkdir(profile);
  const env = { ...storageEnvironment(dataHome), XDG_STATE_HOME: join(home, "state") };
  const server = await serveInstalled({ kind: "sample", env }, profile, { ...own, ...settings });
  if (engine !== undefined) await installStandIn(profile, engine);
  return server;
}

/** What an OpenCode leaves that was started once, and in which nobody began a session. */
async function writeEmpty(folder) {
  for (const name of ["project", "session"]) await mkdir(join(folder, "storage", name), { recursive: true });
  await writeFile(join(folder, "storage", "project", "global.json"), JSON.stringify({ id: "global", worktree: "/", time: { created: 1, updated: 1 } }));
}
