import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { commandOptions } from "../../../src/cli/commandEngine.js";
import { openSeatedEngine } from "../../../src/worker/seatedEngine.js";
import { EngineSeat } from "../../../src/worker/sharing/engineSeat.js";
import { recordStoreLocation } from "../../../src/worker/sharing/storeLocation.js";
import { StorageFolder } from "../watcher/madeFiles.js";
import { removeCopies, temporaryFolder } from "../watcher/storageCopies.js";
import { type Ended, spotter } from "./commandLine.js";

const wasmPath = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");

/** The engine as a window runs it, once it has read all that there is. */
async function window(directory: string, storage: string): Promise<{ close(): Promise<void> }> {
  let scored: () => void;
  const read = new Promise<void>((resolve) => (scored = resolve));
  const options = { ...commandOptions({ db: undefined, wasmPath, storage: [storage] }), storeDirectory: directory, version: "1" };
  const seat = new EngineSeat({
    directory, version: "1", onState: () => undefined, log: () => undefined,
    startEngine: async (tenure) => {
      const engine = await openSeatedEngine(options, tenure, () => undefined);
      engine.serve({ post: (message) => isAtRest(message) && scored(), listen: () => () => undefined });
      return engine;
    },
  });
  const running = seat.run();
  await read;
  return { close: async () => (await seat.dispose(), running) };
}

function isAtRest(message: unknown): boolean {
  const { name, payload } = message as { name?: string; payload?: { phase: string; toolCalls: number; unscored: number } };
  return name === "status" && payload !== undefined && payload.phase === "following" && payload.toolCalls > 0 && payload.unscored === 0;
}

describe("spotter findings without --db", () => {
  afterEach(removeCopies);

  it("asks the engine of the window that runs, and works on the same store where none does", async () => {
    const home = temporaryFolder();
    const directory = join(home, "store");
    mkdirSync(directory);
    recordStoreLocation({ env: {}, home }, directory, 1);
    const storage = new StorageFolder().session("ses_a").message("msg_a", "ses_a").bash("prt_1", "msg_a", "ses_a", "rm -rf /").settle();
    const run = (...args: string[]): Promise<Ended> => spotter(["findings", ...args, "--json"], { home });
    const states = async (): Promise<string[]> => (JSON.parse((await run("list", "--state", "any")).out) as { findings: { state: string }[] }).findings.map(({ state }) => state);
    const opened = await window(directory, storage.path);
    try {
      assert.deepEqual(await states(), ["open"]);
      const { code, err } = await run("verdict", "resolved", "--all", "--reason", "put back", "--yes");
      assert.deepEqual([code, err, await states()], [0, "", ["resolved"]]);
    } finally {
      await opened.close();
    }
    assert.deepEqual(await states(), ["resolved"]);
    assert.deepEqual([(await run("undo")).code, await states()], [0, ["open"]]);
  });
});
