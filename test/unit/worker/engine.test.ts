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
  return engineOver(await Store.open(await sqlJs(), { path }), source);
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
