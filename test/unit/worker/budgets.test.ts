import assert from "node:assert/strict";
import type { SourceBatch, SourceProblem, SourceRecord } from "../../../src/model/storage.js";
import { readTotals } from "../../../src/store/queries/totals.js";
import type { RetentionLimits } from "../../../src/store/retention.js";
import type { Store } from "../../../src/store/store.js";
import { Budgets, RETENTION_SLICE } from "../../../src/worker/budgets.js";
import { openStore } from "../store/openStore.js";
import { everyQuestion } from "../store/questions.js";
import { bash, batch, census, message, session } from "../store/records.js";
import { FakeSource, engineOver } from "./fakeSource.js";

const UNBOUNDED: RetentionLimits = { calls: Infinity, days: Infinity, bytes: Infinity };
const SESSIONS = 30;
const CALLS = 12;
const MINUTE = 60_000;
const BEGIN = Date.now() - 86_400_000;
/** Of every third session all calls are like the first two. */
const COMMANDS = ["ls", "cat notes", "chmod 777 key", "sudo ls", "rm -rf /"];

/** Looks at the store between two batches, as they are asked for. */
class WatchedSource extends FakeSource {
  constructor(private readonly look: () => void) {
    super();
  }

  override *read(): Generator<SourceBatch, SourceProblem | undefined> {
    for (let next = this.pending.shift(); next; next = this.pending.shift()) {
      yield next;
      this.look();
    }
    return undefined;
  }
}

/** A long history, the newest session first, each in two batches: the second has calls of a message that came in the first. */
function history(commands: readonly string[], padding: string): SourceBatch[] {
  return Array.from({ length: SESSIONS }, (_, n) => {
    const id = `ses_${n}`;
    const call = (at: number): SourceRecord =>
      bash(`prt_${n}_${at}`, id, `${commands[n % 3 === 0 ? at % 2 : (n + at) % commands.length]} ${at}${padding}`, { callId: `c_${n}_${at}`, messageId: `msg_${n}`, timeStart: BEGIN + (n * CALLS + at) * MINUTE });
    const head: SourceRecord[] = [session(id, { timeUpdated: BEGIN }), message(`msg_${n}`, id, { agent: n % 2 ? "plan" : "build", timeCreated: BEGIN + n * CALLS * MINUTE })];
    const calls = Array.from({ length: CALLS }, (__, at) => call(at));
    const ids = { messageIds: [`msg_${n}`], toolCallIds: calls.map((record) => (record as { id: string }).id) };
    return [batch([...head, ...calls.slice(0, CALLS / 2)]), batch([...calls.slice(CALLS / 2), census(id, ids)])];
  }).reverse().flat();
}

/** A row that is gone gives its number to a later one: numbers are left out. */
const withoutRows = (answer: unknown): unknown => JSON.parse(JSON.stringify([answer], (key, value: unknown) => (key === "key2" && typeof value === "number" ? null : value)));

const statistics = (store: Store): unknown => everyQuestion().filter(({ isStatistic, name }) => isStatistic && name !== "totals.listSources").map(({ name, ask }) => [name, withoutRows(ask(store.db))]);

describe("a first reading of more than may be kept", () => {
  /** Reads it; gives the store, and the most rows and bytes that it had between two batches. */
  async function read(limits: RetentionLimits, follow: boolean, commands: readonly string[] = COMMANDS, padding = ""): Promise<{ store: Store; rows: number; bytes: number }> {
    const store = await openStore(null, { now: Date.now() });
    let [rows, bytes] = [0, 0];
    const source = new WatchedSource(() => {
      rows = Math.max(rows, store.db.count("SELECT count(*) FROM tool_call"));
      bytes = Math.max(bytes, store.db.usedBytes());
    });
    source.pending = history(commands, padding);
    const { engine } = engineOver(store, source, { follow, retention: limits });
    await engine.refresh();
    await engine.tend();
    return { store, rows, bytes };
  }

  for (const [who, follow] of [["a window", true], ["a scan", false]] as const) {
    it(`keeps within the rows that ${who} may keep from its beginning to its end, and changes no statistic`, async () => {
      const whole = await read(UNBOUNDED, follow);
      const bounded = await read({ ...UNBOUNDED, calls: 100 }, follow);
      const kept = bounded.store.db.count("SELECT count(*) FROM tool_call WHERE risk_score >= 30");
      assert.equal(whole.rows, SESSIONS * CALLS);
      assert.ok(bounded.rows <= 100 + kept + CALLS, `${bounded.rows} rows, ${kept} of which are for findings`);
      assert.ok(readTotals(bounded.store.db).folded > 150);
      assert.deepEqual(statistics(bounded.store), statistics(whole.store));
    });
  }

  it("keeps within its bytes, too", async () => {
    const texts = [["ls", "cat"], ` ${"x".repeat(3_000)}`] as const;
    const whole = await read(UNBOUNDED, false, ...texts);
    const empty = (await openStore()).db.usedBytes();
    const limit = empty + (whole.bytes - empty) / 2;
    const bounded = await read({ ...UNBOUNDED, calls: 1_000, bytes: limit }, false, ...texts);
    assert.ok(bounded.bytes < limit * 1.1, `${bounded.bytes} of ${limit} bytes; ${whole.bytes} without a limit`);
    assert.equal(readTotals(bounded.store.db).toolCalls, SESSIONS * CALLS);
  });

  it("lets go at most four calls for each that came in, and at least a slice; what was too much before is left to the background", async () => {
    const { store } = await read(UNBOUNDED, false, ["ls", "cat"]);
    const budgets = new Budgets(store, { ...UNBOUNDED, calls: 10 }, (error) => assert.fail(String(error)));
    const folded = async (isLast: boolean): Promise<number> => {
      const isTime = budgets.note(batch([bash("prt_new", "ses_new", "ls")]));
      assert.ok(isTime);
      await budgets.keep(() => 0, isLast);
      return readTotals(store.db).folded;
    };
    assert.deepEqual([await folded(false), await folded(true)], [RETENTION_SLICE, SESSIONS * CALLS - 10]);
  });

  it("scores what is in the way of folding, where more waits than may be kept", async () => {
    const store = await openStore(null, { now: Date.now() });
    const source = new FakeSource();
    // Not one of them is harmless at first sight, and a reading scores a slice a batch.
    source.pending = [batch([session("ses_a"), ...Array.from({ length: 3_000 }, (_, n) => bash(`prt_${n}`, "ses_a", `chmod 777 key${n}`, { callId: `c${n}`, timeStart: BEGIN + n }))])];
    const { engine } = engineOver(store, source, { retention: { ...UNBOUNDED, calls: 200 } });
    await engine.refresh();
    const { folded, toolCalls } = readTotals(store.db);
    assert.deepEqual([folded + store.db.count("SELECT count(*) FROM tool_call"), toolCalls], [3_000, 3_000]);
    assert.ok(store.db.count("SELECT count(*) FROM tool_call WHERE risk_score < 30") <= 200);
  });
});
