import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RequestError } from "../../../src/protocol/channel.js";
import { Store } from "../../../src/store/store.js";
import { engineHandlers } from "../../../src/worker/handlers.js";
import { sqlJs } from "../store/openStore.js";
import { bash, batch, session } from "../store/records.js";
import { FakeSource, engineOver } from "./fakeSource.js";

/** The engine's answers over a store at that path, with one risky call in it. */
async function over(path: string | null) {
  const source = new FakeSource();
  source.pending = [batch([session("ses_a"), bash("prt_1", "ses_a", "rm -rf /")])];
  const { engine } = engineOver(await Store.open(await sqlJs(), { mayReplace: () => true, path }), source);
  await engine.refresh();
  return { engine, answers: engineHandlers(engine, { reenrichProgress: () => undefined, shutdown: () => Promise.resolve() }) };
}

describe("an engine in memory only", () => {
  const { signal } = new AbortController();
  const notKept = (error: unknown): boolean => error instanceof RequestError && error.failure === "not-kept";

  it("refuses what a person decides, since it would be lost, and changes nothing", async () => {
    const { engine, answers } = await over(null);
    assert.throws(() => answers.forget({ scope: { kind: "session", sessionId: "ses_a" } }, signal), notKept);
    assert.throws(() => answers.decideDeadLetter({ source: "/d", locator: "x", action: "accept", reason: "why" }, signal), notKept);
    assert.throws(() => answers.showHeldBack({ callId: "prt_1" }, signal), notKept);
    assert.deepEqual(await answers.markRead({ calls: null }, signal), { findings: 0 });
    assert.deepEqual([engine.status().sessions, engine.status().unreadCritical], [1, 1]);
    await engine.dispose();
  });

  it("does the same where its journal cannot be opened, and says so: what the index has of verdicts is seen", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-journal-"));
    try {
      const path = join(folder, "spotter.db");
      const before = await over(path);
      const { id: finding } = before.engine.store.db.get<{ id: string }>("SELECT id FROM finding LIMIT 1")!;
      before.engine.store.decisions.record([{ kind: "verdict", finding, state: "false-positive", reason: "a test", expires: null }]);
      before.engine.store.markDirty();
      await before.engine.dispose();
      rmSync(`${path}.decisions.jsonl`);
      mkdirSync(`${path}.decisions.jsonl`);
      const { engine, answers } = await over(path);
      const notice = engine.status().notices.find(({ id }) => id === "journal-unreadable")!;
      assert.match(notice.message, /^The journal of decisions could not be opened \([A-Z]+\)\. Verdicts that the index holds are still seen; .* none can be taken, since it would be lost\./);
      assert.throws(() => answers.showHeldBack({ callId: "prt_1" }, signal), notKept);
      assert.throws(() => answers.forget({ scope: { kind: "everything" } }, signal), notKept);
      assert.deepEqual([engine.store.db.get("SELECT state FROM finding WHERE id = ?", finding), await answers.markRead({ calls: null }, signal)], [{ state: "false-positive" }, { findings: 0 }]);
      await engine.dispose();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("differs in that from one with a journal", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-kept-"));
    try {
      const { engine, answers } = await over(join(folder, "spotter.db"));
      assert.deepEqual(await answers.markRead({ calls: ["prt_1"] }, signal), { findings: 1 });
      assert.deepEqual(await answers.forget({ scope: { kind: "session", sessionId: "ses_a" } }, signal), { sessions: 1, leftBehind: null });
      await engine.dispose();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
