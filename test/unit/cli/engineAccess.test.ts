import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { openSeatedEngine } from "../../../src/worker/seatedEngine.js";
import { EngineSeat } from "../../../src/worker/sharing/engineSeat.js";
import { recordStoreLocation } from "../../../src/worker/sharing/storeLocation.js";
import { commandOptions } from "../../../src/cli/commandEngine.js";
import { removeCopies, temporaryFolder } from "../watcher/storageCopies.js";
import { spotter } from "./commandLine.js";

const wasmPath = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");

describe("a command that asks the engine", () => {
  let home: string;
  beforeEach(() => (home = temporaryFolder()));
  afterEach(removeCopies);

  it("makes no store of a name that was mistyped, in which nothing would be wrong", async () => {
    const db = join(home, "typo.db");
    const { code, out, err } = await spotter(["letters", "list", "--db", db], { home });
    assert.deepEqual([code, out, existsSync(db)], [2, "", false]);
    assert.match(err, /^There is no file at --db.*scan --db.*typo\.db\)\n$/);
  });

  it("says what to do where the extension has not run", async () => {
    const { code, out, err } = await spotter(["letters", "list"], { home });
    assert.deepEqual([code, out], [3, ""]);
    assert.match(err, /^The extension has not run yet.*--db\.\n$/);
  });

  it("does nothing, and says which version runs, where the engine is of another one", async () => {
    const directory = join(home, "store");
    mkdirSync(directory);
    recordStoreLocation({ env: {}, home }, directory, 1);
    let hold: () => void;
    const held = new Promise<void>((resolve) => (hold = resolve));
    const options = { ...commandOptions({ db: undefined, wasmPath }), storeDirectory: directory, version: "0.9\u001b[2J" };
    const seat = new EngineSeat({
      directory, version: options.version, startEngine: (tenure) => openSeatedEngine(options, tenure, () => undefined, false),
      onState: ({ kind }) => kind === "holder" && hold(), log: () => undefined,
    });
    const running = seat.run();
    await held;
    try {
      const { code, out, err } = await spotter(["letters", "list"], { home });
      assert.deepEqual([code, out], [3, ""]);
      assert.match(err, /^The engine of VS Code is of another version \(0\.9⟨U\+001B⟩\[2J\).*same version as the extension\.\n$/);
    } finally {
      await seat.dispose();
      await running;
    }
  });

  it("says that nothing could be kept where the store's folder cannot be one", async () => {
    const directory = join(home, "file", "store");
    writeFileSync(join(home, "file"), "");
    recordStoreLocation({ env: {}, home }, directory, 1);
    const { code, out, err } = await spotter(["letters", "list"], { home });
    assert.deepEqual([code, out], [3, ""]);
    assert.match(err, /^The folder of VS Code's store cannot be written to \(E[A-Z]+\), so nothing was done\. Check its permissions\.\n$/);
  });
});
