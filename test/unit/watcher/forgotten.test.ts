import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import { JsonFileSource } from "../../../src/watcher/jsonFiles.js";
import type { StorageSource } from "../../../src/watcher/source.js";
import { SqliteSource } from "../../../src/watcher/sqliteDatabase.js";
import { Indexed } from "./indexed.js";
import { DatabaseFile } from "./madeDatabase.js";
import { copyOf, loadSqlJs, removeCopies } from "./storageCopies.js";

describe("sessions that a person had erased", () => {
  let sqlJs: SqlJsStatic;
  before(async () => (sqlJs = await loadSqlJs()));
  afterEach(removeCopies);

  /** Reads all, forgets a session, and reads all again with a reader that knows nothing of before. Gives the sessions of which the second had anything to say. */
  async function readAgain(open: () => StorageSource, forgotten: string): Promise<{ named: string[]; sessions: number }> {
    const first = await Indexed.open(open());
    first.read();
    first.store.forget({ kind: "session", sessionId: forgotten });
    first.store.db.run("DELETE FROM cursor");
    const { store } = await Indexed.open(open(), first.store);
    const named = new Set<string>();
    for (const { records, cursor } of open().read(store.cursor(1), { thorough: true })) {
      for (const record of records) if (record.kind === "session") named.add(record.id);
        else if ("sessionId" in record && record.sessionId !== null) named.add(record.sessionId);
      for (const [key] of cursor) if (key.includes(forgotten)) named.add(key);
    }
    return { named: [...named], sessions: store.db.count("SELECT count(*) FROM session") };
  }

  it("are passed by in a database", async () => {
    const file = new DatabaseFile(sqlJs).session("ses_a").message("msg_1", "ses_a").bash("prt_1", "ses_a", "ls");
    const path = file.session("ses_b").message("msg_2", "ses_b").bash("prt_2", "ses_b", "ls", { messageId: "msg_2" }).write();
    assert.deepEqual(await readAgain(() => new SqliteSource({ kind: "sqlite", path }, sqlJs, null), "ses_a"), { named: ["ses_b"], sessions: 1 });
  });

  it("are passed by in files", async () => {
    const path = copyOf("json-storage/opencode");
    const [id] = readdirSync(join(path, "storage/message"));
    const { named, sessions } = await readAgain(() => new JsonFileSource({ kind: "json", path }), id!);
    assert.deepEqual([named.filter((name) => name.includes(id!)), named.length >= sessions, sessions], [[], true, 30]);
  });
});
