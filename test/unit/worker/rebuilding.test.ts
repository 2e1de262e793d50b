import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewDecision } from "../../../src/model/decision.js";
import { Database } from "../../../src/store/database.js";
import { Store } from "../../../src/store/store.js";
import type { Engine } from "../../../src/worker/engine.js";
import { imageOf } from "../store/imageOf.js";
import { imageAt } from "../store/oldImage.js";
import { sqlJs } from "../store/openStore.js";
import { bash, batch, session } from "../store/records.js";
import { FakeSource, engineOver } from "./fakeSource.js";

describe("an index that is built anew", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-rebuilding-"));
    path = join(folder, "spotter.db");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** An engine over the store's file and a source that has two risky calls. */
  async function engine(): Promise<Engine> {
    const source = new FakeSource();
    source.pending = [batch([session("ses_a"), bash("prt_1", "ses_a", "rm -rf /"), bash("prt_2", "ses_a", "cat ~/.ssh/id_rsa", { callId: "c2", timeStart: 2_000 })])];
    const opened = engineOver(await Store.open(await sqlJs(), { mayReplace: () => true, path, actor: "ada" }), source).engine;
    await opened.refresh();
    return opened;
  }

  const seen = ({ store }: Engine): unknown => [
    store.db.all("SELECT session_id, score, state FROM finding ORDER BY score DESC"),
    store.decisions.list().map((decision) => decision.kind),
  ];

  for (const [what, kind, spoil] of [
    ["is corrupt", "corrupt", (image: Buffer) => Promise.resolve(Buffer.concat([image.subarray(0, 4_096), Buffer.alloc(image.length - 4_096, 0x5a)]))],
    ["was cut off", "corrupt", (image: Buffer) => Promise.resolve(image.subarray(0, 9_000))],
    ["cannot be migrated", "unmigrated", spoiltOld],
    ["is another program's", "foreign", foreign],
  ] as const) {
    it(`because its image ${what} has all that OpenCode still holds, and every decision on it`, async () => {
      const first = await engine();
      const [finding] = first.store.db.all<{ id: string }>("SELECT id FROM finding ORDER BY score DESC");
      const decisions: NewDecision[] = [{ kind: "verdict", finding: finding!.id, state: "false-positive", reason: "mine", expires: null }, { kind: "note", finding: finding!.id, text: "Looked at it." }];
      first.store.decisions.record(decisions);
      const before = seen(first);
      await first.dispose();
      const spoilt = await spoil(readFileSync(path));
      writeFileSync(path, spoilt);
      const second = await engine();
      assert.deepEqual([second.store.notices.map((notice) => notice.kind), seen(second)], [[kind], before]);
      await second.dispose();
      const aside = readdirSync(folder).find((name) => name.includes(`.${kind}-`));
      assert.deepEqual(readFileSync(join(folder, aside!)), Buffer.from(spoilt));
    });
  }
});

/** Of an older version, with a table missing that a migration needs. */
async function spoiltOld(): Promise<Uint8Array> {
  const opened = Database.fromImage(await sqlJs(), await imageAt(2));
  assert.ok("db" in opened);
  opened.db.exec("DROP TABLE summary");
  return imageOf(opened.db);
}

async function foreign(): Promise<Uint8Array> {
  const sql = await sqlJs();
  const other = new sql.Database();
  other.exec("CREATE TABLE bookmarks (url TEXT)");
  return other.export();
}
