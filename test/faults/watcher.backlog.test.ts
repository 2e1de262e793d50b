import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import type { StorageLocation } from "../../src/model/storage.js";
import { Store } from "../../src/store/store.js";
import { BACKLOG } from "../../src/watcher/batches.js";
import { JsonFileSource } from "../../src/watcher/jsonFiles.js";
import type { StorageSource } from "../../src/watcher/source.js";
import { SqliteSource } from "../../src/watcher/sqliteDatabase.js";
import { Sources } from "../../src/worker/sources.js";
import { HandedOver } from "../unit/watcher/handedOver.js";
import { DatabaseFile, LONG_AGO } from "../unit/watcher/madeDatabase.js";
import { StorageFolder } from "../unit/watcher/madeFiles.js";
import { contentHashes, drain, KeptCursor, loadSqlJs, ofKind, removeCopies } from "../unit/watcher/storageCopies.js";
import { engineOver, FakeSource } from "../unit/worker/fakeSource.js";

/** OpenCode's session ids descend with time: the oldest has the last id. Times stand in the same order here. */
const sessionId = (age: number): string => `ses_${String(age).padStart(4, "0")}`;
const ages = (count: number): number[] => Array.from({ length: count }, (_, age) => age);
const read = (source: StorageSource, cursor: KeptCursor): string[] => ofKind(drain(source, cursor).records, "census").map((census) => census.sessionId);
const newestFirst = (count: number): string[] => ages(count).map(sessionId);
const oldestFirst = (count: number): string[] => newestFirst(count).reverse();

describe("sessions that change faster than they are read", () => {
  let sqlJs: SqlJsStatic;
  before(async () => (sqlJs = await loadSqlJs()));
  afterEach(removeCopies);

  /** Sessions with as many calls each, in files. */
  function storage(sessions: number, calls: number): StorageFolder {
    const files = new StorageFolder();
    for (const age of ages(sessions)) {
      files.session(sessionId(age)).message(`msg_${age}`, sessionId(age));
      for (let call = 0; call < calls; call++) files.bash(`prt_${age}_${call}`, `msg_${age}`, sessionId(age), `echo ${call}`);
    }
    return files.settle();
  }
  function changeFiles(files: StorageFolder, count: number, title: string): void {
    for (const age of ages(count)) files.session(sessionId(age), title);
    files.settle();
  }

  it("are read newest first up to the bound, and oldest first beyond it: in files", () => {
    const files = storage(BACKLOG + 1, 1);
    const source = new JsonFileSource({ kind: "json", path: files.path });
    const cursor = new KeptCursor();
    const first = read(source, cursor);
    changeFiles(files, BACKLOG, "changed");
    const within = read(source, cursor);
    changeFiles(files, BACKLOG + 1, "changed again");
    const beyond = read(source, cursor);
    assert.deepEqual([first, within, beyond], [newestFirst(BACKLOG + 1), newestFirst(BACKLOG), oldestFirst(BACKLOG + 1)]);
  });

  it("are read newest first up to the bound, and oldest first beyond it: in a database", () => {
    const file = new DatabaseFile(sqlJs);
    for (const age of ages(BACKLOG + 1)) {
      file.session(sessionId(age), { time_updated: LONG_AGO - age }).message(`msg_${age}`, sessionId(age));
      file.bash(`prt_${age}`, sessionId(age), "ls", { messageId: `msg_${age}` });
    }
    const source = new SqliteSource({ kind: "sqlite", path: file.write() }, sqlJs, null);
    const cursor = new KeptCursor();
    const change = (count: number, by: number): unknown =>
      file.run("UPDATE session SET title = title || '.', time_updated = time_updated + ? WHERE id < ?", by, sessionId(count)).write();
    const first = read(source, cursor);
    change(BACKLOG, 1_000);
    const within = read(source, cursor);
    change(BACKLOG + 1, 1_000);
    const beyond = read(source, cursor);
    source.close();
    assert.deepEqual([first, within, beyond], [newestFirst(BACKLOG + 1), newestFirst(BACKLOG), oldestFirst(BACKLOG + 1)]);
  });

  it("are told of while more than the bound are left, and each is read", async () => {
    const sessions = 200;
    const files = storage(sessions, 12);
    const location: StorageLocation = { kind: "json", path: files.path };
    const order: string[] = [];
    const said: string[] = [];
    const notices = (): string[] => engine.status().notices.filter(({ id }) => id.startsWith("backlog:")).map(({ message }) => message);
    // A batch was taken in when the next one is asked for: what the panel shows at that moment.
    const source = new HandedOver(new JsonFileSource(location), ({ records }) => {
      order.push(...ofKind(records, "census").map((census) => census.sessionId));
      said.push(...notices());
    });
    const store = await Store.open(sqlJs, { mayReplace: () => true, path: null });
    const { engine } = engineOver(store, new FakeSource(), { sources: new Sources(store, () => source), locate: () => ({ locations: [location], problems: [] }) });
    await engine.refresh();
    assert.deepEqual([said, order], [[], newestFirst(sessions)], "the first reading is no backlog");
    order.length = 0;
    for (const age of ages(sessions)) {
      files.session(sessionId(age), "changed");
      for (let call = 0; call < 12; call++) utimesSync(join(files.path, "storage", "part", `msg_${age}`, `prt_${age}_${call}.json`), new Date(), new Date());
    }
    const left = contentHashes(files.settle().path);
    engine.sourceChanged(location.path);
    await engine.wake();
    assert.deepEqual(order, oldestFirst(sessions));
    assert.match(said[0] ?? "", /^\d+ changed sessions of .* are still to be read\. They are worked off oldest first and none is dropped/);
    const counts = said.map((message) => Number.parseInt(message, 10));
    assert.ok(counts.every((count) => count > BACKLOG && count <= sessions), counts.join(" "));
    assert.deepEqual([notices(), engine.store.db.count("SELECT count(*) FROM session WHERE title = 'changed'")], [[], sessions]);
    assert.deepEqual(contentHashes(files.path), left);
    await engine.dispose();
  });
});
