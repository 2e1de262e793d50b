import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Files, diskFiles } from "../../../src/disk/files.js";
import { RequestError } from "../../../src/protocol/channel.js";
import { Store } from "../../../src/store/store.js";
import { whereKept } from "../../../src/worker/whereKept.js";
import { sqlJs } from "../store/openStore.js";

describe("what is decided where the journal cannot be written", () => {
  it("is refused with what that means and what to do, and is not there afterwards", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-read-only-"));
    const readOnly: Files = { ...diskFiles, open: (name, flags, mode) => (flags === "a" ? assert.fail(Object.assign(new Error("made by the test"), { code: "EACCES" })) : diskFiles.open(name, flags, mode)) };
    const store = await Store.open(await sqlJs(), { mayReplace: () => true, path: join(folder, "spotter.db"), files: readOnly });
    const { decisions } = store;
    try {
      const kept = whereKept(decisions);
      const decide = (): unknown => decisions.record([{ kind: "install" }]);
      const refused = (error: unknown): boolean =>
        error instanceof RequestError && error.failure === "not-written" && error.message === "The journal of decisions could not be written (EACCES), so nothing was decided. Check free space and permissions of the store's files and their folder, then try again.";
      assert.throws(() => kept(decide)({}), refused);
      await assert.rejects(kept(() => Promise.resolve().then(decide))({}), refused);
      assert.deepEqual(decisions.list(), []);
    } finally {
      store.close();
      rmSync(folder, { recursive: true });
    }
  });
});
