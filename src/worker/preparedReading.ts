import type { SourceBatch, SourceProblem } from "../model/storage.js";
import type { Indicators } from "../scoring/content/indicators/indicators.js";
import { projectWorktrees, sessionPlace } from "../store/queries/sessions.js";
import type { Store } from "../store/store.js";
import { COMPLETE_KEY } from "../watcher/completeness.js";
import type { ReadScope, StorageSource } from "../watcher/source.js";
import { Preparation } from "./preparation.js";
import type { ReadingOrder } from "./readingOrder.js";

/** Reads a source for the first time in a thread of its own; see `readAhead`. */
export type ReadAhead = (order: Pick<ReadingOrder, "location" | "cursor" | "worktrees" | "key">) => AsyncGenerator<SourceBatch, SourceProblem | null>;

export interface PreparedReadingParts {
  readonly store: Store;
  readonly maskPersonalData: boolean;
  readonly indicators: Indicators | null;
  /** Null where all is read in this thread. */
  readonly readAhead: ReadAhead | null;
}

/** Batches of sources, ready to be stored. */
export class PreparedReading {
  constructor(private readonly parts: PreparedReadingParts) {}

  /** Gives a problem at the end where the source as a whole could not be read. @throws for what is a fault of ours */
  batches(id: number, source: StorageSource, scope: ReadScope): AsyncGenerator<SourceBatch, SourceProblem | null> | Generator<SourceBatch, SourceProblem | null> {
    const { readAhead, store } = this.parts;
    const isFirst = scope.sessionIds === undefined && store.cursor(id).get(COMPLETE_KEY) === undefined;
    return isFirst && readAhead ? this.ahead(id, source, readAhead) : this.inThisThread(id, source, scope);
  }

  private async *ahead(id: number, source: StorageSource, readAhead: ReadAhead): AsyncGenerator<SourceBatch, SourceProblem | null> {
    const { store } = this.parts;
    const cursor = [...store.cursor(id).entries()].map(([key, value]): [string, string] => [key, value]);
    const problem = yield* readAhead({ location: source.location, cursor, worktrees: [...projectWorktrees(store.db)], key: new Uint8Array(store.keyedHasher.key) });
    if (problem === null) source.readElsewhere();
    return problem;
  }

  private *inThisThread(id: number, source: StorageSource, scope: ReadScope): Generator<SourceBatch, SourceProblem | null> {
    const { store, maskPersonalData, indicators } = this.parts;
    const preparation = new Preparation({
      keyedHash: (secret) => store.keyedHasher.of(secret),
      worktrees: projectWorktrees(store.db),
      storedPlace: (sessionId) => sessionPlace(store.db, sessionId),
      maskPersonalData,
      indicators,
    });
    const reading = source.read(store.cursor(id), scope);
    for (let step = reading.next(); ; step = reading.next()) {
      if (step.done) return step.value ?? null;
      yield preparation.prepare(step.value);
    }
  }
}
