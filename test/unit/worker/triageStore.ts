import assert from "node:assert/strict";
import type { Reason } from "../../../src/model/assessment.js";
import type { RenamedRule } from "../../../src/model/renamedRules.js";
import { levelOf } from "../../../src/model/risk.js";
import type { SourceRecord } from "../../../src/model/storage.js";
import type { FindingRow } from "../../../src/protocol/rows.js";
import type { Engine } from "../../../src/worker/engine.js";
import { Store } from "../../../src/store/store.js";
import { triageHandlers } from "../../../src/worker/triage/triageHandlers.js";
import { sqlJs } from "../store/openStore.js";
import { batch } from "../store/records.js";
import { backUp, restore } from "../../../src/worker/keeping.js";
import { FakeSource, engineOver } from "./fakeSource.js";

export const DAY = 86_400_000;
/** What the clock says at the beginning; records of tests are of the day before. */
export const NOON = 20_000 * DAY;

type Ask = ReturnType<typeof triageHandlers>;
type Asked = { [K in keyof Ask]: (params: Parameters<Ask[K]>[0]) => Awaited<ReturnType<Ask[K]>> };

/** A store with an engine's scoring and the triage requests, and a clock that a test moves. */
export class TriageStore {
  readonly ask: Asked;
  /** Sessions that were told as changed. */
  readonly told: Array<ReadonlySet<string> | null> = [];

  private readonly source = new FakeSource();
  private readonly engine: Engine;

  private constructor(
    readonly store: Store,
    readonly clock: { now: number },
  ) {
    this.engine = engineOver(store, this.source).engine;
    const handlers = triageHandlers({ store, changed: (sessions) => void this.told.push(sessions), now: () => clock.now });
    const signal = new AbortController().signal;
    this.ask = Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, (params: never) => (handler as (params: never, signal: AbortSignal) => unknown)(params, signal)])) as Asked;
  }

  static async open(path: string | null, clock = { now: NOON }, renamedRules: readonly RenamedRule[] = []): Promise<TriageStore> {
    const store = await Store.open(await sqlJs(), { mayReplace: () => true, path, now: () => clock.now, actor: "ada", renamedRules });
    return new TriageStore(store, clock);
  }

  /** Reads records and scores them. */
  async read(records: SourceRecord[]): Promise<void> {
    this.source.pending = [batch(records)];
    await this.engine.refresh();
  }

  /** Scores every call again. */
  async reenrich(): Promise<void> {
    await this.engine.reenrich(new AbortController().signal, () => undefined);
  }

  /** Scores every call again as rules of another version would that judge alike, under other names. */
  rescoreWith(nameOf: (rule: string) => string): void {
    const { scores, db } = this.store;
    const calls = scores.scoredBelow(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 1_000);
    scores.write(calls.map((call) => {
      const row = db.get<{ base_score: number; risk_reason: string | null; mitre_techniques: string | null; normalised: string | null; target: string | null }>("SELECT * FROM tool_call WHERE id = ?", call.id)!;
      const reasons = (JSON.parse(row.risk_reason ?? "[]") as Reason[]).map((reason) => ({ ...reason, rule: nameOf(reason.rule) }));
      const techniques = JSON.parse(row.mitre_techniques ?? "[]") as string[];
      return { call, assessment: { score: row.base_score, level: levelOf(row.base_score), reasons, techniques, normalised: row.normalised ?? "", shadow: [], target: row.target } };
    }), "other");
  }

  async backUp(path: string): Promise<void> {
    assert.ok((await backUp(this.engine, path)).done);
  }

  async restore(path: string): Promise<void> {
    assert.ok((await restore(this.engine, path)).done);
  }

  /** Saves it and ends. */
  close(): Promise<void> {
    return this.engine.dispose();
  }

  /** All findings, worst first. */
  findings(): FindingRow[] {
    return this.ask.findingsOfCalls({ calls: this.store.db.all<{ id: string }>("SELECT id FROM tool_call ORDER BY id LIMIT 1000").map(({ id }) => id) });
  }

  /** State of each finding by the id of its newest call. */
  states(): Record<string, string> {
    return Object.fromEntries(this.findings().map(({ call, state }) => [call.id, state]));
  }

  /** The finding of a call. */
  of(callId: string): FindingRow {
    return this.ask.findingsOfCalls({ calls: [callId] })[0]!;
  }
}
