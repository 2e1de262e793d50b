import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ForgetScope } from "../../../src/model/decision.js";
import type { SourceRecord } from "../../../src/model/storage.js";
import type { Store } from "../../../src/store/store.js";
import { imageOf } from "./imageOf.js";
import { openStore } from "./openStore.js";
import { bash, batch, session } from "./records.js";

const PROJECT: ForgetScope = { kind: "project", projectId: "project" };
const EVERYTHING: ForgetScope = { kind: "everything", before: 5_000 };

describe("what was forgotten stays away", () => {
  let folder: string;
  let path: string;
  let clock: { now: number };
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-forgotten-"));
    path = join(folder, "spotter.db");
    clock = { now: 5_000 };
    store = await openStore(path, clock);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (...records: SourceRecord[]): unknown => store.apply(store.sourceId({ kind: "json", path: "/data" }), batch(records));
  const sessions = (): string[] => store.db.all<{ id: string }>("SELECT id FROM session ORDER BY id").map(({ id }) => id);
  /** The index is lost, and what was decided is not. */
  const rebuild = async (): Promise<void> => {
    store.close();
    rmSync(path, { force: true });
    store = await openStore(path, clock);
  };

  it("where OpenCode gives its session another project, also in an index that was built anew", async () => {
    const moved = [session("ses_a", { projectId: "other" }), bash("prt_1", "ses_a", "rm -rf /unmistakable")];
    read(session("ses_a"), bash("prt_1", "ses_a", "rm -rf /unmistakable"));
    store.forget(PROJECT);
    read(...moved);
    assert.deepEqual([sessions(), store.db.count("SELECT count(*) FROM tool_call")], [[], 0]);
    await rebuild();
    read(...moved, session("ses_b", { projectId: "other" }));
    assert.deepEqual(sessions(), ["ses_b"]);
  });

  for (const scope of [PROJECT, EVERYTHING]) {
    it(`where its session is dated later than the forgetting (${scope.kind})`, async () => {
      const ahead = [session("ses_a", { timeCreated: 6_000 }), bash("prt_1", "ses_a", "ls")];
      read(...ahead);
      store.forget(scope);
      assert.deepEqual(sessions(), []);
      clock.now = 7_000;
      read(...ahead, session("ses_b", { timeCreated: 6_500 }));
      assert.deepEqual(sessions(), ["ses_b"]);
      await rebuild();
      read(...ahead, session("ses_b", { timeCreated: 6_500 }));
      assert.deepEqual(sessions(), ["ses_b"]);
    });
  }

  it("and takes nothing with it that a restored backup has of later, or of another project", () => {
    read(session("ses_a"), session("ses_moved"));
    const backup = imageOf(store.db);
    read(session("ses_moved", { projectId: "other" }));
    store.forget(PROJECT);
    store.restore(backup, "old.db");
    read(session("ses_a"), session("ses_moved", { projectId: "other" }), session("ses_later", { timeCreated: 6_000 }));
    assert.deepEqual(sessions(), ["ses_later", "ses_moved"]);
  });

  it("for as long as the clock says, and not for as long as a wrong clock once said", () => {
    clock.now = 900_000;
    store.decisions.record([{ kind: "note", finding: "f", text: "dated ahead" }]);
    clock.now = 5_000;
    read(session("ses_a"));
    store.forget(PROJECT);
    clock.now = 9_000;
    read(session("ses_a"), session("ses_new", { timeCreated: 8_000 }));
    assert.deepEqual(sessions(), ["ses_new"]);
    store.forget({ kind: "everything", before: 9_000 });
    assert.deepEqual(store.decisions.list().map(({ kind }) => kind), ["forget", "forget"], "what was decided under the wrong clock goes, too");
  });
});
