import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
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
