import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import { openEngine, UNSHARED } from "../../../src/worker/bootstrap.js";

const wasmPath = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");

describe("lists of indicators", () => {
  it("of which something is not looked for are named in the status, so that a quiet panel is not taken for a clean one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-lists-"));
    try {
      const [good, partial, missing] = ["good.txt", "partial.txt", "missing.txt"].map((name) => join(folder, name)) as [string, string, string];
      writeFileSync(good, "bad.example\n");
      writeFileSync(partial, "worse.example\nC:\\Users\\x.exe\n");
      const options = { storeDirectory: null, storeFile: null, storagePaths: [join(folder, "nowhere")], storageExclude: [], maskPersonalData: false, indicatorPaths: [good, partial, missing], rulePaths: [], retention: { calls: 0, days: 0 }, remoteName: null, follow: false, readingMode: "live" as const, version: "1", wasmPath };
      const engine = await openEngine(options, { status: () => undefined, changed: () => undefined, alert: () => undefined, log: () => undefined }, UNSHARED);
      const told = engine.status().notices.filter(({ id }) => id.startsWith("indicators:")).map(({ message }) => message.replaceAll(folder, ""));
      await engine.dispose();
      assert.equal(told.length, 2);
      assert.match(told[0]!, /^The list of indicators \/partial\.txt has entries .*: 1\. Line 2: This is no host/);
      assert.match(told[1]!, /^The list of indicators \/missing\.txt could not be read \(ENOENT\)/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
