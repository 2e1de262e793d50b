import type { SourceBatch, SourceProblem, StorageLocation } from "../../../src/model/storage.js";
import type { Alert } from "../../../src/protocol/alerts.js";
import type { EngineStatus } from "../../../src/protocol/engine.js";
import { type Store } from "../../../src/store/store.js";
import type { StorageSource } from "../../../src/watcher/source.js";
import { Engine, type EngineParts } from "../../../src/worker/engine.js";
import { Sources } from "../../../src/worker/sources.js";

export const location: StorageLocation = { kind: "sqlite", path: "/data/opencode.db" };

/** A source that gives what a test put into it, once. */
export class FakeSource implements StorageSource {
  readonly location = location;
  pending: SourceBatch[] = [];
  problem: SourceProblem | undefined;
  failure: Error | undefined;

  *read(): Generator<SourceBatch, SourceProblem | undefined> {
    for (let next = this.pending.shift(); next; next = this.pending.shift()) yield next;
    if (this.failure) throw this.failure;
    return this.problem;
  }
  readElsewhere(): void {}
  readSession(): undefined {
    return undefined;
  }
  readRecord(): undefined {
    return undefined;
  }
  close(): void {
    this.pending = [];
  }
}

/** What an engine told unasked. */
export interface Told {
  readonly statuses: EngineStatus[];
  readonly changed: Array<readonly string[] | null>;
  readonly alerts: Alert[];
  readonly log: string[];
}

/** An engine over one source. */
export function engineOver(store: Store, source: FakeSource, parts: Partial<EngineParts> = {}): { engine: Engine; told: Told } {
  const told: Told = { statuses: [], changed: [], alerts: [], log: [] };
  const engine = new Engine({
    store,
    sources: new Sources(store, () => source),
    // Records of tests are of 1970: nothing is too old, unless a test is about that.
    retention: { calls: Infinity, days: Infinity, bytes: Infinity },
    locate: () => ({ locations: [location], problems: [] }),
    events: {
      status: (status) => told.statuses.push(status),
      changed: (sessionIds) => told.changed.push(sessionIds),
      alert: (alert) => told.alerts.push(alert),
      log: (_level, message) => told.log.push(message),
    },
    ...parts,
  });
  return { engine, told };
}
