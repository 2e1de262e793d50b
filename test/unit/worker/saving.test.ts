import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { readTotals } from "../../../src/store/queries/totals.js";
import { Store } from "../../../src/store/store.js";
import { Saving } from "../../../src/worker/saving.js";
import { StatusFile } from "../../../src/worker/statusFile.js";
import { openStore, sqlJs } from "../store/openStore.js";
import { bash, batch, session } from "../store/records.js";
import { FakeSource, engineOver, location } from "./fakeSource.js";

const MINUTE = 60_000;

describe("saving", () => {
  /** A store of which each save takes `takesMs`, or fails; gives after how long it is saved again, as far as `until`. */
  async function nextSaveAfter(takesMs: number, until: number, fails = false): Promise<number> {
    let [now, saves] = [0, 0];
    const store = {
      save: () => {
        saves++;
        now += takesMs;
        return fails ? Promise.reject(Object.assign(new Error("made by the test"), { code: "ENOSPC" })) : Promise.resolve(1);
      },
    } as unknown as Store;
    const saving = new Saving(store, { log: () => undefined, failed: () => undefined }, () => now);
    await saving.save();
    const ended = now;
    for (; saves === 1 && now <= until; now += 500) saving.saveWhenDue();
    return now - 500 - takesMs - ended;
  }

  it("happens at an interval that follows its cost, between five seconds and five minutes", async () => {
    assert.deepEqual([await nextSaveAfter(10, 10 * MINUTE), await nextSaveAfter(1_000, 10 * MINUTE), await nextSaveAfter(60_000, 10 * MINUTE)], [5_000, 50_000, 5 * MINUTE]);
  });

  it("is tried again soon where it failed, however long it took, and what stood in the way is told until then", async () => {
    assert.equal(await nextSaveAfter(60_000, 10 * MINUTE, true), 5_000);
    const saving = new Saving({ save: () => Promise.reject(Object.assign(new Error("made by the test"), { code: "ENOSPC" })) } as unknown as Store, { log: () => undefined, failed: () => undefined });
    await saving.save();
    assert.match(saving.notice!.message, /could not be saved/);
  });

  it("happens after the first reading, while following and at the end, and each image is there before the next thing is asked", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-saving-"));
    try {
      const path = join(folder, "spotter.db");
      const source = new FakeSource();
      const savedCalls = async (): Promise<number> => {
        const store = await openStore(path);
        try {
          return readTotals(store.db).toolCalls;
        } finally {
          store.close();
        }
      };
      const { engine } = engineOver(await Store.open(await sqlJs(), { mayReplace: () => true, path }), source, { follow: true });
      source.pending = [batch([session("ses_a"), bash("prt_1", "ses_a", "ls")])];
      assert.ok(!existsSync(path));
      await engine.refresh();
      const afterFirst = await savedCalls();
      source.pending = [batch([bash("prt_2", "ses_a", "ls -l", { callId: "c2", timeStart: 2_000 })])];
      engine.sourceChanged(location.path);
      await engine.wake();
      await engine.dispose();
      assert.deepEqual([afterFirst, await savedCalls()], [1, 2]);
    } finally {
      await wait(0);
      rmSync(folder, { recursive: true });
    }
  });

  it("happens, as the status file is written, while a source that never rests is read: rows and cursor of the same batch", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-saving-"));
    const clock = performance.now.bind(performance);
    let ahead = 0;
    performance.now = () => clock() + ahead;
    try {
      const path = join(folder, "spotter.db");
      const store = await Store.open(await sqlJs(), { mayReplace: () => true, path });
      const source = new FakeSource();
      const { engine } = engineOver(store, source, { follow: true, statusFile: new StatusFile(path, () => undefined, () => true) });
      let [read, rests] = [0, false];
      source.read = function* () {
        while (!rests) {
          const id = `prt_${++read}`;
          yield batch([session("ses_a"), bash(id, "ses_a", `ls ${read}`, { callId: id, timeStart: 1_000 + read })], [["ses_a", String(read)]]);
        }
        return undefined;
      };
      const reading = engine.refresh();
      const until = async (holds: () => boolean): Promise<void> => {
        for (let turn = 0; turn < 10_000 && !holds(); turn++) await wait(1);
      };
      await until(() => read >= 3);
      engine.tick();
      await until(() => existsSync(join(folder, "status.json")));
      const isSavedEarly = existsSync(path);
      ahead += 5 * MINUTE;
      engine.tick();
      await until(() => existsSync(path));
      const saved = await openStore(path);
      const [calls, cursor] = [saved.db.count("SELECT count(*) FROM tool_call"), saved.db.get<{ value: string }>("SELECT value FROM cursor WHERE key = 'ses_a'")?.value];
      saved.close();
      assert.deepEqual([existsSync(join(folder, "status.json")), isSavedEarly, calls > 0, cursor], [true, false, true, String(calls)]);
      rests = true;
      await reading;
      await engine.dispose();
    } finally {
      performance.now = clock;
      rmSync(folder, { recursive: true });
    }
  });
});
