import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { SourceProblem } from "../../../src/model/storage.js";
import type { After } from "../../../src/model/after.js";
import { batch, bash, session } from "../store/records.js";
import { openStore } from "../store/openStore.js";
import { engineOver, FakeSource } from "./fakeSource.js";

/** A clock whose timers a test lets run out. */
class Timers {
  private readonly pending: Array<{ readonly ms: number; readonly action: () => void }> = [];
  readonly after: After = (ms, action) => {
    const timer = { ms, action };
    this.pending.push(timer);
    return () => void (this.pending.includes(timer) && this.pending.splice(this.pending.indexOf(timer), 1));
  };
  get waits(): number[] {
    return this.pending.map(({ ms }) => ms);
  }
  runOut(): void {
    for (const { action } of this.pending.splice(0)) action();
  }
}

const problem = (reason: SourceProblem["reason"]): SourceProblem => ({ reason, message: "As a test wants it." });

describe("a database that another program holds, or that changes while it is copied", () => {
  for (const reason of ["locked", "changing"] as const) {
    it(`is tried again by itself, ever more rarely, until it can be read: ${reason}`, async () => {
      const timers = new Timers();
      const source = new FakeSource();
      source.problem = problem(reason);
      const { engine } = engineOver(await openStore(), source, { follow: true, after: timers.after });
      await engine.refresh();
      const waits: number[] = [];
      for (let tries = 0; tries < 8; tries++) {
        waits.push(...timers.waits);
        timers.runOut();
        await engine.wake();
      }
      assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
      source.problem = undefined;
      source.pending = [batch([session("ses_a"), bash("prt_1", "ses_a", "ls")])];
      timers.runOut();
      await engine.wake();
      assert.deepEqual([engine.status().toolCalls, engine.status().sources[0]?.problem, timers.waits], [1, null, []]);
      await engine.dispose();
    });
  }

  it("is not tried again once the engine ended, nor by a single scan; a problem that stays waits for a change", async () => {
    const timers = new Timers();
    const source = new FakeSource();
    source.problem = problem("locked");
    const { engine } = engineOver(await openStore(), source, { follow: true, after: timers.after });
    await engine.refresh();
    assert.equal(timers.waits.length, 1);
    await engine.dispose();
    assert.equal(timers.waits.length, 0);

    const scan = engineOver(await openStore(), source, { follow: false, after: timers.after });
    await scan.engine.refresh();
    source.problem = problem("corrupt");
    const broken = engineOver(await openStore(), source, { follow: true, after: timers.after });
    await broken.engine.refresh();
    assert.equal(timers.waits.length, 0);
    await scan.engine.dispose();
    await broken.engine.dispose();
  });
});
