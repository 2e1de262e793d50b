import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../../../src/store/database.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import { Store } from "../../../src/store/store.js";
import { imageOf } from "./imageOf.js";
import { openStore, sqlJs } from "./openStore.js";
import { bash, batch, session } from "./records.js";

const LOCATION = { kind: "json", path: "/data" } as const;

describe("an image that somebody else made", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-hostile-"));
    path = join(folder, "spotter.db");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A store's image after `sql` was run in it. */
  async function changed(sql: string): Promise<Uint8Array> {
    const store = await openStore();
    store.apply(store.sourceId(LOCATION), batch([session("ses_a"), bash("prt_1", "ses_a", "ls")]));
    store.decisions.record([{ kind: "note", finding: "0123456789abcdef0123", text: "ours" }]);
    store.db.exec(sql);
    const image = imageOf(store.db);
    store.close();
    return image;
  }

  const SCHEMAS = {
    "a table less": "DROP TABLE summary",
    "a trigger": "CREATE TRIGGER thief AFTER INSERT ON tool_call BEGIN DELETE FROM tool_call WHERE id = new.id; END",
    "a view": "CREATE VIEW v AS SELECT 1",
    "an index less": "DROP INDEX tool_call_by_session",
  };
  for (const [what, sql] of Object.entries(SCHEMAS)) {
    it(`is damaged with ${what}, in the store's place and as a backup`, async () => {
      const image = await changed(sql);
      writeFileSync(path, image);
      const store = await openStore(path);
      assert.deepEqual(store.notices.map(({ kind }) => kind), ["corrupt"]);
      assert.equal(store.restore(image, "b")?.kind, "corrupt");
      store.apply(store.sourceId(LOCATION), batch([session("ses_b"), bash("prt_2", "ses_b", "ls")]));
      assert.equal(readTotals(store.db).toolCalls, 1);
      store.close();
    });
  }

  const DECISIONS = {
    "a moment that is none": `json_set(payload, '$.at', 'soon')`,
    "a list that is none": `json_set(payload, '$.kind', 'read', '$.findings', json('null'))`,
    "no JSON": `'{'`,
    "sessions that are none": `json_set(payload, '$.kind', 'read', '$.findings', json('[]'), '$.sessions', 7)`,
    "a forgetting of nothing": `json_set(payload, '$.kind', 'forget', '$.scope', json('{"kind":"project","projectId":"p"}'), '$.extent', json('{"before":"","sessions":null}'))`,
    "a project's forgetting of what is still to come": `json_set(payload, '$.kind', 'forget', '$.scope', json('{"kind":"project","projectId":"p"}'), '$.extent', json('{"before":9000000000000,"sessions":[]}'))`,
    "a forgetting of what is still to come": `json_set(payload, '$.kind', 'forget', '$.scope', json('{"kind":"everything","before":9000000000000}'))`,
  };
  for (const [what, payload] of Object.entries(DECISIONS)) {
    it(`is no backup with ${what} among its decisions: nothing changes, in the journal neither`, async () => {
      const store = await openStore(path);
      store.apply(store.sourceId(LOCATION), batch([session("ses_b"), bash("prt_2", "ses_b", "ls")]));
      store.decisions.record([{ kind: "install" }]);
      const journal = readFileSync(`${path}.decisions.jsonl`, "utf8");
      assert.equal(store.restore(await changed(`UPDATE decision SET payload = ${payload}`), "b")?.kind, "corrupt");
      assert.deepEqual([readTotals(store.db).toolCalls, readFileSync(`${path}.decisions.jsonl`, "utf8")], [1, journal]);
      store.close();
    });
  }

  it("is no backup where it says that sessions still to come are forgotten", async () => {
    const store = await openStore(path);
    assert.equal(store.restore(await changed("INSERT INTO forgotten VALUES ('everything', '', 9000000000000)"), "b")?.kind, "corrupt");
    store.close();
  });

  it("is told of and kept aside where it is empty and nobody named it", async () => {
    writeFileSync(path, "");
    const store = await openStore(path);
    assert.deepEqual(store.notices.map((notice) => [notice.kind, "keptAs" in notice && notice.keptAs !== null && existsSync(notice.keptAs)]), [["corrupt", true]]);
    store.close();
    const named = join(folder, "named.db");
    writeFileSync(named, "");
    const own = await Store.open(await sqlJs(), { path: named, isNamed: true, mayReplace: () => true });
    assert.deepEqual([own.notices, own.persistent], [[], true]);
    own.close();
  });

  for (const suffix of ["", ".key", ".decisions.jsonl"]) {
    it(`holds nobody up as a pipe named spotter.db${suffix}`, async function () {
      if (process.platform === "win32") this.skip();
      execFileSync("mkfifo", [`${path}${suffix}`]);
      const store = await openStore(path);
      assert.deepEqual(store.notices.map((notice) => [notice.kind, "code" in notice ? notice.code : ""]), suffix === "" ? [["unreadable", "EINVAL"]] : suffix === ".key" ? [] : [["journal-unreadable", "EINVAL"]]);
      store.close();
      assert.ok(statSync(`${path}${suffix}`).isFIFO());
    });
  }

  it("has its temporary files made anew: no link is followed, no mode taken over, and those of the dead alone are removed", async () => {
    const dead = ["spotter.db.1-0123456789ab.tmp", `spotter.db.decisions.jsonl.${process.ppid}-0123456789ab.tmp`];
    dead.push("spotter.db.1.tmp");
    const others = ["spotter.db-notes.1-0123456789ab.tmp", "other.db.1-0123456789ab.tmp", "report-2026.4194304.tmp"];
    for (const name of [...dead, ...others]) writeFileSync(join(folder, name), "text");
    const victim = join(folder, "victim");
    writeFileSync(victim, "mine");
    symlinkSync(victim, `${path}.${process.pid}.tmp`);
    const store = await openStore(path);
    store.markDirty();
    await store.save();
    store.close();
    assert.deepEqual([readFileSync(victim, "utf8"), statSync(path).mode & 0o777], ["mine", 0o600]);
    const left = readdirSync(folder);
    assert.deepEqual([...dead, ...others].filter((name) => left.includes(name)), others);
  });

  it("is ours also with what SQLite itself counts in it", async () => {
    writeFileSync(path, await changed("ANALYZE"));
    const store = await openStore(path);
    assert.deepEqual([store.notices.map(({ kind }) => kind), readTotals(store.db).toolCalls], [["journal-healed"], 1]);
    store.close();
  });

  it("is neither read nor written in a way that a folder of its name would allow", async () => {
    mkdirSync(path);
    chmodSync(path, 0o700);
    const store = await openStore(path);
    assert.deepEqual([store.persistent, store.notices.map(({ kind }) => kind)], [false, ["unreadable"]]);
    store.close();
  });

  it("opens as what it is where it is ours", async () => {
    const opened = Database.fromImage(await sqlJs(), await changed("SELECT 1"));
    assert.ok("db" in opened);
    opened.db.close();
    writeFileSync(path, await changed("SELECT 1"));
    const store = await openStore(path);
    assert.deepEqual([store.notices.map(({ kind }) => kind), readTotals(store.db).toolCalls], [["journal-healed"], 1]);
    store.close();
  });
});
