import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import { SqliteSource } from "../../../src/watcher/sqliteDatabase.js";
import { DatabaseFile, LONG_AGO, NEWEST, SCHEMAS } from "./madeDatabase.js";
import { StatementRecorder, tablesNamed } from "./statementRecorder.js";
import { copyOf, drain, KeptCursor, loadSqlJs, removeCopies, WAYS } from "./storageCopies.js";

/** Tables of OpenCode's database that hold tokens in clear. */
const CREDENTIAL_TABLES = ["account", "account_state", "control_account", "credential", "session_share"];
const TOKEN = "planted-token-of-nobody";
/** The tables that are read, and no others. `sqlite_schema` names the tables there are. */
const READ = ["event_sequence", "message", "part", "project", "session", "session_message", "session_v2", "sqlite_schema"];
const DESCRIBED = ["event_sequence", "message", "part", "project", "session", "session_message", "session_v2"];
const VERSIONS = readdirSync(SCHEMAS).map((name) => name.replace(/^schema-|\.sql$/g, ""));

let sqlJs: SqlJsStatic;

for (const way of WAYS) {
  describe(`the reader of OpenCode's database, reading ${way.name}`, () => {
    let recorder: StatementRecorder;
    before(async () => (sqlJs = await loadSqlJs()));
    afterEach(removeCopies);
    beforeEach(function () {
      if (way.sqlite === undefined) this.skip();
      recorder = new StatementRecorder();
    });
    const open = (path: string): SqliteSource =>
      new SqliteSource({ kind: "sqlite", path }, recorder.sqlJs(sqlJs), way.sqlite ? recorder.nodeSqlite(way.sqlite) : null);

    for (const version of VERSIONS) {
      it(`opens no table with credentials of OpenCode ${version}, whatever it reads, and gives nothing of them`, () => {
        const file = filled(version);
        const tables = plantTokens(file);
        const given = readInEveryWay(file, open(file.write()));
        const { opened, described } = tablesNamed(sqlJs, file.path, recorder.statements);
        assert.deepEqual([...opened, ...described].filter((table) => !READ.includes(table)), []);
        assert.ok(given.includes("rm -rf build") && !given.includes(TOKEN));
        if (version === NEWEST) assert.deepEqual(tables, CREDENTIAL_TABLES);
      });
    }

    it("opens the tables of sessions, of both engines, and no others", () => {
      const file = filled(NEWEST);
      file.run("CREATE TABLE session_v2 (id text PRIMARY KEY, project_id text, directory text, title text, time_created integer, time_updated integer)");
      file.insert("session_v2", { id: "ses_v2", project_id: "project", directory: "/home/dev/shop", title: "v2", time_created: LONG_AGO, time_updated: LONG_AGO });
      readInEveryWay(file, open(file.write()));
    assert.deepEqual(tablesNamed(sqlJs, file.path, recorder.statements), { opened: READ, described: DESCRIBED });
    });

    it("opens no others either where a table of the coming engine is not as described", () => {
      const file = filled(NEWEST).run("CREATE TABLE session_v2 (id text, token text)").insert("session_v2", { id: "ses_v2", token: TOKEN });
      const given = readInEveryWay(file, open(file.write()));
      assert.deepEqual([tablesNamed(sqlJs, file.path, recorder.statements).opened, given.includes(TOKEN)], [READ, false]);
    });

    it("opens no others in a database that the real OpenCode wrote", () => {
      const path = join(copyOf("sqlite/opencode"), "opencode.db");
      const source = open(path);
      const { records } = drain(source, new KeptCursor());
      for (const record of records) if (record.kind === "session") assert.ok(source.readSession(record.id));
      source.close();
      assert.deepEqual(tablesNamed(sqlJs, path, recorder.statements).opened.filter((table) => !READ.includes(table)), []);
    });
  });
}

describe("the list of tables that statements open", () => {
  before(async () => (sqlJs = await loadSqlJs()));
  afterEach(removeCopies);

  it("sees through views, subqueries, indexes and names that are put together", () => {
    const file = new DatabaseFile(sqlJs).run("CREATE VIEW harmless AS SELECT * FROM credential");
    const path = file.write();
    const recorder = new StatementRecorder();
    const database = new (recorder.sqlJs(sqlJs).Database)();
    for (const name of ["account", "control_account"]) assert.throws(() => database.prepare(`SELECT count(*) FROM "${name}"`), /no such table/);
    const texts = [...recorder.statements, "SELECT id FROM harmless", "SELECT id FROM part WHERE id IN (SELECT session_id FROM session_share)", 'PRAGMA table_info("account_state")'];
    assert.deepEqual(tablesNamed(sqlJs, path, texts), { opened: ["account", "control_account", "credential", "part", "session_share"], described: ["account_state"] });
  });
});

/** A database in which every statement of the reader has something to find: calls, orphans, an unreadable part, and a session of which a change alone is read. */
function filled(version: string): DatabaseFile {
  const file = new DatabaseFile(sqlJs, version);
  file.session("ses_1").message("msg_1", "ses_1").bash("prt_1", "ses_1", "rm -rf build").bash("prt_2", "ses_1", "ls", { messageId: "msg_gone" });
  file.bash("prt_3", "ses_without_row", "ls").session("ses_2").message("msg_2", "ses_2").bash("prt_5", "ses_2", "ls", { messageId: "msg_2" });
  return file.insert("part", { id: "prt_4", message_id: "msg_1", session_id: "ses_1", time_created: LONG_AGO, time_updated: LONG_AGO, data: '{"type":' });
}

/** Fills those of the credential tables that this version has; gives their names. */
function plantTokens(file: DatabaseFile): string[] {
  const tables = file.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").map(([name]) => String(name)).filter((name) => CREDENTIAL_TABLES.includes(name));
  for (const table of tables) {
    const columns = file.rows(`SELECT name, type FROM pragma_table_info('${table}')`);
    file.insert(table, Object.fromEntries(columns.map(([name, type]) => [String(name), /int/i.test(String(type)) ? 1 : TOKEN])));
  }
  return tables;
}

/** Reads it for the first time, after a change, with every row compared, again on a person's wish, and as transcripts; gives all of it as one text. */
function readInEveryWay(file: DatabaseFile, source: SqliteSource): string {
  const cursor = new KeptCursor();
  const given: unknown[] = [drain(source, cursor).records];
  file.run("UPDATE session SET time_updated = time_updated + 60000").run("UPDATE part SET time_updated = time_updated + 60000 WHERE id IN ('prt_1', 'prt_5')").write();
  given.push(drain(source, cursor).records, drain(source, cursor, { thorough: true }).records, drain(source, cursor, { sessionIds: new Set(["ses_1"]), again: true }).records);
  given.push(["ses_1", "ses_without_row", "ses_v2", "ses_nowhere"].map((id) => source.readSession(id)));
  source.close();
  return JSON.stringify(given);
}
