import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceRecord } from "../../../src/model/storage.js";
import { searchCalls } from "../../../src/store/queries/search.js";
import { Store } from "../../../src/store/store.js";
import type { Engine } from "../../../src/worker/engine.js";
import { ChannelClient, ChannelServer } from "../../../src/protocol/channel.js";
import { engineContract, type EngineContract } from "../../../src/protocol/engine.js";
import { engineHandlers } from "../../../src/worker/handlers.js";
import { memoryPipe } from "../../../src/worker/sharing/memoryPipe.js";
import { backUp, forget, restore } from "../../../src/worker/keeping.js";
import { sqlJs } from "../store/openStore.js";
import { bash, batch, session } from "../store/records.js";
import { FakeSource, engineOver, location } from "./fakeSource.js";

const DAY = 86_400_000;

/** A session's calls, one a minute, all harmless but the last, unless another command is given. */
function calls(sessionId: string, count: number, begin: number, command = "ls"): SourceRecord[] {
  return [session(sessionId, { timeCreated: begin }), ...Array.from({ length: count }, (_, index) => bash(`prt_${sessionId}_${index}`, sessionId, index === count - 1 ? "rm -rf /" : `${command} ${index}`, { callId: `${sessionId}_${index}`, timeStart: begin + index * 60_000 }))];
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const scoreOf = (engine: Engine, id: string): unknown => engine.store.db.get("SELECT risk_score FROM tool_call WHERE id = ?", id)?.["risk_score"];

describe("the engine in the background", () => {
  let folder: string;
  let path: string;
  let source: FakeSource;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-background-"));
    path = join(folder, "spotter.db");
    source = new FakeSource();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = async (): Promise<Store> => Store.open(await sqlJs(), { mayReplace: () => true, path });

  it("reads and scores what has just happened before it goes on with a backlog, however old the call says it is", async () => {
    const { engine } = engineOver(await open(), source, { follow: true });
    await engine.refresh();
    source.pending = [batch(calls("ses_old", 3_000, Date.now() - DAY, "rm -rf ../other"))];
    engine.sourceChanged(location.path);
    await breathe();
    assert.ok(engine.status().unscored > 1_000, "a backlog is left");
    source.pending = [batch([session("ses_new"), bash("prt_new", "ses_new", "rm -rf /", { timeStart: 1_000 })])];
    engine.sourceChanged(location.path);
    let turns = 0;
    while (scoreOf(engine, "prt_new") == null && turns++ < 4) await breathe();
    assert.ok(Number(scoreOf(engine, "prt_new")) > 0);
    assert.ok(engine.status().unscored > 0, "the backlog was not finished first");
    await engine.wake();
    assert.equal(engine.status().unscored, 0);
    await engine.dispose();
  });

  for (const [what, phase] of [["the first reading has given", "scoring"], ["is read while following", "following"]] as const) {
    it(`scores a new call in the very next slice after it is stored, while a backlog that ${what} is scored`, async () => {
      const store = await open();
      const events: string[] = [];
      const [apply, write] = [store.apply.bind(store), store.scores.write.bind(store.scores)];
      store.apply = (...given) => {
        const result = apply(...given);
        if (result.unscored.includes("prt_new")) events.push("stored");
        return result;
      };
      store.scores.write = (...given) => {
        events.push(given[0].some(({ call }) => call.id === "prt_new") ? "scored" : "others");
        return write(...given);
      };
      const { engine } = engineOver(store, source, { follow: true });
      if (phase === "following") await engine.refresh();
      source.pending = [batch(calls("ses_old", 6_000, Date.now() - DAY, "rm -rf ../other"))];
      engine.discover();
      engine.sourceChanged(location.path);
      while (engine.status().phase !== phase || engine.status().unscored === 0) await breathe();
      // As old as a call can be: what has just happened is told by when it was read.
      source.pending = [batch([session("ses_new"), bash("prt_new", "ses_new", "rm -rf /", { timeStart: 1_000 })])];
      engine.sourceChanged(location.path);
      await engine.wake();
      const stored = events.indexOf("stored");
      assert.ok(stored > 0);
      assert.deepEqual([events[stored + 1], events[stored + 2]], ["scored", "others"], events.join());
      await engine.dispose();
    });
  }

  it("scores a new call while everything is scored again, and that pass goes on", async () => {
    const { engine } = engineOver(await open(), source, { follow: true });
    source.pending = [batch(calls("ses_a", 2_000, Date.now() - DAY))];
    await engine.refresh();
    const rescoring = engine.reenrich(new AbortController().signal, () => undefined);
    await breathe();
    source.pending = [batch([session("ses_new"), bash("prt_new", "ses_new", "rm -rf /")])];
    engine.sourceChanged(location.path);
    for (let turns = 0; scoreOf(engine, "prt_new") == null && turns < 4; turns++) await breathe();
    assert.ok(engine.store.rescoring.progress() !== null, "the pass is still under way");
    assert.ok(Number(scoreOf(engine, "prt_new")) > 0);
    assert.deepEqual(await rescoring, { scored: 2_000, cancelled: false });
    await engine.dispose();
  });

  it("goes on after a restart with the pass that its end cut short", async () => {
    const first = engineOver(await open(), source, { follow: true }).engine;
    source.pending = [batch(calls("ses_a", 6_000, Date.now() - DAY))];
    await first.refresh();
    void first.reenrich(new AbortController().signal, () => undefined);
    await breathe();
    await breathe();
    await first.dispose();
    const store = await open();
    const left = store.rescoring.progress();
    assert.ok(left && left.done > 0 && left.done < left.total, JSON.stringify(left));
    const second = engineOver(store, new FakeSource(), { follow: true }).engine;
    await second.refresh();
    await second.tend();
    assert.equal(store.rescoring.progress(), null);
    await second.dispose();
  });

  it("goes on after an orderly end of the engine that a window asked for it, which closes the window's channel first", async () => {
    const made = engineOver(await open(), source, { follow: true }).engine;
    source.pending = [batch(calls("ses_a", 6_000, Date.now() - DAY))];
    await made.refresh();
    const [asking, answering] = memoryPipe();
    const server = new ChannelServer(engineContract, answering, engineHandlers(made, { reenrichProgress: () => undefined, shutdown: () => Promise.resolve() }), () => undefined);
    const client = new ChannelClient<EngineContract>(engineContract, asking, () => undefined);
    const asked = client.request("reenrich", {}, { timeoutMs: 0 }).catch(() => undefined);
    while ((made.store.rescoring.progress()?.done ?? 0) === 0) await breathe();
    server.close();
    client.close();
    await asked;
    await made.dispose();
    const store = await open();
    const left = store.rescoring.progress();
    assert.ok(left && left.done > 0 && left.done < left.total, JSON.stringify(left));
    store.close();
  });

  it("goes on with a pass that was asked for also where the engine was killed before it had begun", async () => {
    const { engine } = engineOver(await open(), source, { follow: true });
    source.pending = [batch(calls("ses_a", 3_000, Date.now() - DAY))];
    await engine.refresh();
    await engine.save();
    const { ino } = statSync(path);
    void engine.reenrich(new AbortController().signal, () => undefined);
    // The image that the asking alone saved: a killed process leaves no other.
    while (statSync(path).ino === ino) await breathe();
    const left = join(folder, "left.db");
    copyFileSync(path, left);
    await engine.dispose();
    const store = await Store.open(await sqlJs(), { mayReplace: () => true, path: left });
    assert.deepEqual(store.rescoring.progress(), { done: 0, total: 3_000 });
    store.close();
  });

  it("makes calls searchable, and folds what is beyond the limits, while it follows", async () => {
    const { engine } = engineOver(await open(), source, { follow: true, retention: { calls: 40, days: Infinity, bytes: Infinity } });
    source.pending = [batch(calls("ses_a", 100, Date.now() - DAY))];
    await engine.refresh();
    await engine.tend();
    const { kept, toolCalls, byLevel } = engine.status();
    assert.deepEqual([kept.folded, toolCalls, byLevel.critical], [60, 100, 1]);
    assert.equal(searchCalls(engine.store.db, "rm rf", null, 10).total, 1);
    await engine.dispose();
  });

  it("says how many secrets were replaced before anything was kept", async () => {
    const { engine } = engineOver(await open(), source);
    source.pending = [batch([session("ses_a"), bash("prt_1", "ses_a", "git clone https://ada:Tr0ub4dor-and-3-horses@example.org/shop.git")])];
    await engine.refresh();
    assert.equal(engine.status().kept.masked, 1);
    await engine.dispose();
  });

  it("forgets on the disk before it says so, and does not read again what it forgot", async () => {
    const { engine } = engineOver(await open(), source, { follow: true });
    source.pending = [batch(calls("ses_a", 3, Date.now() - DAY))];
    await engine.refresh();
    await engine.save();
    assert.deepEqual(await forget(engine, { kind: "session", sessionId: "ses_a" }, Date.now()), { sessions: 1, leftBehind: null });
    assert.doesNotMatch(readFileSync(path, "latin1"), /rm -rf/);
    source.pending = [batch(calls("ses_a", 3, Date.now() - DAY))];
    await engine.refresh();
    assert.equal(engine.status().toolCalls, 0);
    await engine.dispose();
  });

  it("backs up into one file for its owner alone, and restores it with what was read since", async () => {
    const { engine } = engineOver(await open(), source, { follow: true });
    source.pending = [batch(calls("ses_a", 3, Date.now() - DAY))];
    await engine.refresh();
    const file = join(folder, "mine.spotter");
    const backedUp = await backUp(engine, file);
    assert.deepEqual([backedUp.done && backedUp.bytes, statSync(file).mode & 0o777], [statSync(file).size, 0o600]);
    await forget(engine, { kind: "project", projectId: "nowhere" }, Date.now());
    engine.store.db.exec("DELETE FROM session; DELETE FROM source");
    source.pending = [batch(calls("ses_b", 1, Date.now() - DAY))];
    assert.deepEqual(await restore(engine, file), { done: true, sessions: 1 });
    await engine.wake();
    assert.deepEqual([engine.status().sessions, engine.status().toolCalls], [2, 4]);
    await engine.dispose();
  });

  it("names what is wrong with a backup, or with the place for one, and changes nothing", async () => {
    const { engine } = engineOver(await open(), source, { follow: true });
    source.pending = [batch(calls("ses_a", 3, Date.now() - DAY))];
    await engine.refresh();
    const broken = join(folder, "broken.spotter");
    writeFileSync(broken, "not a database");
    assert.deepEqual(
      [await restore(engine, broken), await restore(engine, join(folder, "none.spotter")), await restore(engine, folder), await backUp(engine, "/proc/spotter/none.spotter"), engine.status().toolCalls],
      [{ done: false, reason: "corrupt" }, { done: false, reason: "unreadable" }, { done: false, reason: "unreadable" }, { done: false, code: "ENOENT" }, 3],
    );
    await engine.dispose();
  });
});
