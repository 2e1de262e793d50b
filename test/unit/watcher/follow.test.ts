import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StorageLocation } from "../../../src/model/storage.js";
import { watchDatabase } from "../../../src/watcher/databaseWatch.js";
import { follow, type ChangeHint, type FollowOptions, type StopWatching } from "../../../src/watcher/follow.js";
import { SqliteSource } from "../../../src/watcher/sqliteDatabase.js";
import { copyOf, drain, KeptCursor, loadSqlJs, removeCopies, temporaryFolder, WAYS } from "./storageCopies.js";

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Follows a location and collects what it is told, until the test ends. */
class Followed {
  readonly hints: ChangeHint[] = [];
  private static readonly running: StopWatching[] = [];
  private waiting: (() => void) | undefined;

  static async start(location: StorageLocation, options?: FollowOptions): Promise<Followed> {
    const followed = new Followed();
    Followed.running.push(follow(location, (_location, hint) => {
      followed.hints.push(hint);
      followed.waiting?.();
    }, options));
    // The watch stands once the system has taken it; there is no event for it that a caller needs.
    await pause(300);
    followed.hints.length = 0;
    return followed;
  }

  static async stopAll(): Promise<void> {
    for (const stop of Followed.running.splice(0)) await stop();
  }

  /** Resolves with the next change, or with what came since the last call. */
  async next(): Promise<ChangeHint> {
    if (this.hints.length === 0) await new Promise<void>((resolve) => (this.waiting = resolve));
    return this.hints.shift()!;
  }
}

function kernelWatches(): number {
  const descriptors = readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes("inotify");
    } catch {
      return false;
    }
  });
  return descriptors.flatMap((fd) => readFileSync(`/proc/self/fdinfo/${fd}`, "utf8").split("\n")).filter((line) => line.startsWith("inotify")).length;
}

describe("following a database", () => {
  afterEach(async () => {
    await Followed.stopAll();
    removeCopies();
  });

  it("tells of a commit to the write-ahead log", async () => {
    const path = join(copyOf("sqlite/live/opencode"), "opencode.db");
    const followed = await Followed.start({ kind: "sqlite", path });
    appendFileSync(`${path}-wal`, "a frame");
    assert.deepEqual(await followed.next(), { sessionIds: null });
  });

  it("is told of each of two commits that follow one another at once", async () => {
    const path = join(copyOf("sqlite/live/opencode"), "opencode.db");
    let tell = (): void => undefined;
    const stop = watchDatabase(path, { failed: () => undefined, changed: () => tell() });
    const told = (): Promise<void> => new Promise((resolve) => (tell = resolve));
    await told();
    // Nothing looks at the files here: a commit that the watch misses is never told of, and the test does not end.
    for (let commit = 0; commit < 5; commit++) {
      await pause(6);
      const next = told();
      appendFileSync(`${path}-wal`, "a frame");
      await next;
    }
    await stop();
  });

  it("tells of a log that appears beside a database without one", async () => {
    const path = join(copyOf("sqlite/opencode"), "opencode.db");
    const followed = await Followed.start({ kind: "sqlite", path });
    writeFileSync(`${path}-wal`, "a frame");
    assert.deepEqual(await followed.next(), { sessionIds: null });
  });

  it("keeps telling under a stream of writes that never pauses", async () => {
    const path = join(copyOf("sqlite/live/opencode"), "opencode.db");
    const followed = await Followed.start({ kind: "sqlite", path });
    const stream = setInterval(() => appendFileSync(`${path}-wal`, "a frame"), 5);
    try {
      for (let told = 0; told < 3; told++) await followed.next();
    } finally {
      clearInterval(stream);
    }
  });

  for (const way of WAYS) {
    it(`is not woken by reading ${way.name}`, async function () {
      // The host's own SQLite is there from Node 22.15 on.
      if (way.sqlite === undefined) return this.skip();
      const path = join(copyOf("sqlite/opencode"), "opencode.db");
      const location: StorageLocation = { kind: "sqlite", path };
      const followed = await Followed.start(location);
      const source = new SqliteSource(location, await loadSqlJs(), way.sqlite);
      drain(source, new KeptCursor());
      source.close();
      await pause(400);
      assert.deepEqual(followed.hints, []);
    });
  }

  it("finds changes by looking where watching fails, and says so", async () => {
    const path = join(copyOf("sqlite/live/opencode"), "opencode.db");
    const said: boolean[] = [];
    const followed = await Followed.start({ kind: "sqlite", path }, {
      onPolling: (isPolling) => said.push(isPolling),
      startWatch: (_location, events) => {
        setImmediate(() => events.failed(new Error("ENOSPC")));
        return () => Promise.resolve();
      },
    });
    appendFileSync(`${path}-wal`, "a frame");
    await followed.next();
    assert.deepEqual(said, [true]);
  });

  it("goes on when the folder vanishes and comes back", async () => {
    const folder = copyOf("sqlite/live/opencode");
    const path = join(folder, "opencode.db");
    const followed = await Followed.start({ kind: "sqlite", path });
    rmSync(folder, { recursive: true });
    await followed.next();
    mkdirSync(folder);
    writeFileSync(path, "a database");
    await followed.next();
    await pause(300);
    followed.hints.length = 0;
    appendFileSync(path, "more");
    await followed.next();
  });
});

describe("following JSON storage", () => {
  afterEach(async () => {
    await Followed.stopAll();
    removeCopies();
  });

  function sample(): { location: StorageLocation; storage: string; session: string; message: string } {
    const path = copyOf("json-storage/opencode");
    const storage = join(path, "storage");
    const session = readdirSync(join(storage, "message"))[0]!;
    const message = readdirSync(join(storage, "message", session)).sort().at(-1)!.replace(".json", "");
    return { location: { kind: "json", path }, storage, session, message };
  }

  it("names the session whose part is rewritten in place", async () => {
    const { location, storage, session, message } = sample();
    const followed = await Followed.start(location);
    // OpenCode writes the session's file at each step, which is what makes an old session active again.
    const file = readdirSync(join(storage, "session"), { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(`${session}.json`))!;
    writeFileSync(join(storage, "session", file), readFileSync(join(storage, "session", file)));
    assert.deepEqual(await followed.next(), { sessionIds: new Set([session]) });
    await pause(200);
    followed.hints.length = 0;
    const part = join(storage, "part", message, readdirSync(join(storage, "part", message))[0]!);
    writeFileSync(part, readFileSync(part));
    assert.deepEqual(await followed.next(), { sessionIds: new Set([session]) });
  });

  it("sees the parts of a session and message that are new", async () => {
    const { location, storage } = sample();
    const followed = await Followed.start(location);
    mkdirSync(join(storage, "message", "ses_new"));
    writeFileSync(join(storage, "message", "ses_new", "msg_new.json"), "{}");
    assert.deepEqual(await followed.next(), { sessionIds: new Set(["ses_new"]) });
    await pause(200);
    mkdirSync(join(storage, "part", "msg_new"));
    writeFileSync(join(storage, "part", "msg_new", "prt_new.json"), "{}");
    await followed.next();
    await pause(200);
    followed.hints.length = 0;
    writeFileSync(join(storage, "part", "msg_new", "prt_new.json"), "{ }");
    assert.deepEqual(await followed.next(), { sessionIds: new Set(["ses_new"]) });
  });

  it("takes a bounded number of kernel watches, however many folders there are", async function () {
    // Counting them is possible on Linux only.
    if (process.platform !== "linux") return this.skip();
    const path = temporaryFolder();
    for (let session = 0; session < 60; session++) {
      mkdirSync(join(path, "storage/session", `project${session}`), { recursive: true });
      mkdirSync(join(path, "storage/message", `ses_${session}`), { recursive: true });
      for (let message = 0; message < 6; message++) {
        const id = `msg_${session}_${message}`;
        writeFileSync(join(path, "storage/message", `ses_${session}`, `${id}.json`), "{}");
        mkdirSync(join(path, "storage/part", id), { recursive: true });
      }
    }
    const before = kernelWatches();
    await Followed.start({ kind: "json", path });
    const taken = kernelWatches() - before;
    assert.ok(taken > 0 && taken <= 100, `${taken} watches`);
  });
});
