import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { readStoreLocation, recordStoreLocation, storeLocationPath } from "../../../../src/worker/sharing/storeLocation.js";
import { temporaryFolder } from "./leases.js";

describe("the record of where the store is", () => {
  let home: string;
  beforeEach(() => (home = temporaryFolder()));
  afterEach(() => rmSync(home, { recursive: true }));

  it("lies in the folder for state, and a relative setting for it counts as none", () => {
    assert.deepEqual(
      [{}, { XDG_STATE_HOME: "/state" }, { XDG_STATE_HOME: "state" }, { XDG_STATE_HOME: "" }].map((env) => storeLocationPath({ env, home: "/h" })),
      ["/h/.local/state/spotter/store.json", "/state/spotter/store.json", "/h/.local/state/spotter/store.json", "/h/.local/state/spotter/store.json"],
    );
  });

  it("gives the last directory, for its owner alone, and leaves nothing else behind", () => {
    const environment = { env: {}, home };
    const before = readStoreLocation(environment);
    recordStoreLocation(environment, "/one", 1);
    recordStoreLocation(environment, "/two", 2);
    const path = storeLocationPath(environment);
    assert.deepEqual(
      [before, readStoreLocation(environment), statSync(path).mode & 0o777, readdirSync(dirname(path))],
      [{ kind: "none" }, { kind: "found", directory: "/two" }, 0o600, ["store.json"]],
    );
  });

  for (const content of ["", "{", "[]", '{"version":2,"directory":"/x","recordedAt":1}', '{"version":1,"directory":"relative","recordedAt":1}']) {
    it(`says that it makes no sense where it holds ${JSON.stringify(content)}`, () => {
      const path = storeLocationPath({ env: {}, home });
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      assert.deepEqual(readStoreLocation({ env: {}, home }), { kind: "unreadable", path, why: "malformed" });
    });
  }
});
