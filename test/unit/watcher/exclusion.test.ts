import assert from "node:assert/strict";
import { join } from "node:path";
import { readdirSync } from "node:fs";
import type { SqlJsStatic } from "sql.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import type { Store } from "../../../src/store/store.js";
import { Exclusion } from "../../../src/watcher/exclusion.js";
import { JsonFileSource } from "../../../src/watcher/jsonFiles.js";
import { SqliteSource } from "../../../src/watcher/sqliteDatabase.js";
import { Indexed } from "./indexed.js";
import { DatabaseFile, LONG_AGO } from "./madeDatabase.js";
import { copyOf, loadSqlJs, removeCopies } from "./storageCopies.js";

const session = (directory: string, id = "ses_abc123", projectId = "44cb"): { id: string; projectId: string; directory: string } => ({ id, projectId, directory });

describe("globs that leave sessions out", () => {
  it("match a session's id, its project's id, its directory, and what lies below a directory", () => {
    const matches = (glob: string, found = session("/home/dev/clients/acme")): boolean => new Exclusion([glob]).leavesOut(found);
    const leftOut = ["ses_abc*", "44cb", "/home/dev/clients/acme", "/home/dev/clients/acme/", "/home/dev/clients/**", "/home/*/clients/*", "**/acme"];
    assert.deepEqual(leftOut.filter((glob) => !matches(glob)), []);
    assert.deepEqual(["ses_abd*", "/home/dev/clients", "/home/dev/client/**", "acme", "!/tmp/**", "", "x".repeat(2_000)].filter((glob) => matches(glob)), []);
    assert.ok(matches("/home/dev/**", session("/home/dev/.config/opencode")), "folders that begin with a dot are folders too");
    assert.equal(new Exclusion(["", "  "]).isActive, false);
  });
});

describe("sessions that are left out", () => {
  let sqlJs: SqlJsStatic;
  before(async () => (sqlJs = await loadSqlJs()));
  afterEach(removeCopies);
  const excluded = (store: Store): number => store.db.count("SELECT sum(excluded) FROM source");

  it("are not read, go when they were read before, come back when nothing leaves them out, and are counted", async () => {
    const file = new DatabaseFile(sqlJs).session("ses_a").message("msg_1", "ses_a").bash("prt_1", "ses_a", "ls");
    file.session("ses_b", { directory: "/home/dev/private" }).message("msg_2", "ses_b").bash("prt_2", "ses_b", "cat diary", { messageId: "msg_2" });
    const path = file.write();
    const open = (...globs: string[]): SqliteSource => new SqliteSource({ kind: "sqlite", path }, sqlJs, null, new Exclusion(globs));
    const all = await Indexed.open(open());
    all.read();
    const part = await Indexed.open(open("/home/dev/private"), all.store);
    part.read({ thorough: true });
    assert.deepEqual([part.calls("id"), part.rows().session.length, excluded(part.store)], [[["prt_1"]], 1, 1]);
    assert.equal(part.rows().summary.length, 1, "the summaries forget it too");
    const again = await Indexed.open(open(), all.store);
    again.read({ thorough: true });
    assert.deepEqual([again.calls("id"), excluded(again.store)], [[["prt_1"], ["prt_2"]], 0]);
  });

  it("leave a fork's copy of their call to be counted", async () => {
    const file = new DatabaseFile(sqlJs).session("ses_a").message("msg_1", "ses_a").bash("prt_1", "ses_a", "ls");
    file.session("ses_fork", { time_created: LONG_AGO + 9 }).message("msg_2", "ses_fork");
    file.run("INSERT INTO part SELECT 'prt_2', 'msg_2', 'ses_fork', time_created, time_updated, data FROM part");
    const path = file.write();
    const whole = await Indexed.open(new SqliteSource({ kind: "sqlite", path }, sqlJs, null));
    whole.read();
    assert.equal(readTotals(whole.store.db).toolCalls, 1);
    const part = await Indexed.open(new SqliteSource({ kind: "sqlite", path }, sqlJs, null, new Exclusion(["ses_a"])), whole.store);
    part.read({ thorough: true });
    assert.deepEqual([part.calls("id, duplicate_of"), readTotals(part.store.db).toolCalls], [[["prt_2", null]], 1]);
  });

  it("are left out of files too", async () => {
    const path = copyOf("json-storage/opencode");
    const ids = readdirSync(join(path, "storage/message"));
    const part = await Indexed.open(new JsonFileSource({ kind: "json", path }, new Exclusion([ids[0]!, "/home/dev/notes"])));
    part.read();
    assert.ok(excluded(part.store) >= 1);
    assert.equal(part.rows().session.length + excluded(part.store), 31);
    assert.ok(part.rows().session.every((row) => !row.includes(ids[0]!) && !row.includes('"/home/dev/notes"')));
  });
});
