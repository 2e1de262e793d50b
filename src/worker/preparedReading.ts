import type { SourceBatch, SourceProblem } from "../model/storage.js";
import type { Indicators } from "../scoring/content/indicators/indicators.js";
import { projectWorktrees, sessionPlace } from "../store/queries/sessions.js";
import type { Store } from "../store/store.js";
import { COMPLETE_KEY } from "../watcher/completeness.js";
import type { SessionSign } from "../watcher/jsonSigning.js";
import type { ReadScope, StorageSource } from "../watcher/source.js";
import type { JudgedCalls } from "./judgedCalls.js";
import { Preparation } from "./preparation.js";
import type { ReadingOrder } from "./readingOrder.js";
import type { RulesInForce } from "./rulesInForce.js";

/** Reads and inspects a source for the first time in a thread of its own; see `readAhead`. */
export type ReadAhead = (order: Pick<ReadingOrder, "location" | "cursor" | "worktrees" | "key">) => AsyncGenerator<SourceBatch, SourceProblem | null>;

/** Looks at the files of the sessions below a data directory in threads of their own; see `signAhead`. */
export type SignAhead = (path: string) => Promise<ReadonlyMap<string, SessionSign>>;

export interface PreparedReadingParts {
  readonly store: Store;
  readonly maskPersonalData: boolean;
  readonly indicators: Indicators | null;
  readonly rules: RulesInForce;
  /** Takes how the calls of each batch were judged. */
  readonly judged: JudgedCalls;
  /** Null where all is read in this thread. */
  readonly readAhead: ReadAhead | null;
  /** Null where this thread looks at all files itself. */
  readonly signAhead: SignAhead | null;
}

/** Batches of sources, ready to be stored. */
export class PreparedReading {
  /** Sources that were read since the start: of those all files were compared. */
  private readonly compared = new Set<number>();

  constructor(private readonly parts: PreparedReadingParts) {}

  /** Gives a problem at the end where the source as a whole could not be read. @throws for what is a fault of ours */
  batches(id: number, source: StorageSource, scope: ReadScope): AsyncGenerator<SourceBatch, SourceProblem | null> | Generator<SourceBatch, SourceProblem | null> {
    const { readAhead, signAhead, store } = this.parts;
    const isFirst = scope.sessionIds === undefined && store.cursor(id).get(COMPLETE_KEY) === undefined;
    const isCompared = this.compared.has(id);
    this.compared.add(id);
    if (isFirst && readAhead) return this.ahead(id, source, readAhead);
    const isRestart = !isFirst && !isCompared && source.location.kind === "json" && scope.sessionIds === undefined;
    return isRestart && signAhead ? this.compare(id, source, scope, signAhead) : this.inThisThread(id, source, scope);
  }

  private async *compare(id: number, source: StorageSource, scope: ReadScope, signAhead: SignAhead): AsyncGenerator<SourceBatch, SourceProblem | null> {
    return yield* this.inThisThread(id, source, { ...scope, signs: await signAhead(source.location.path) });
  }

  private async *ahead(id: number, source: StorageSource, readAhead: ReadAhead): AsyncGenerator<SourceBatch, SourceProblem | null> {
    const { store } = this.parts;
    const cursor = [...store.cursor(id).entries()].map(([key, value]): [string, string] => [key, value]);
    const reading = readAhead({ location: source.location, cursor, worktrees: [...projectWorktrees(store.db)], key: new Uint8Array(store.keyedHasher.key) });
    const preparation = this.preparation();
    try {
      for (let step = await reading.next(); ; step = await reading.next()) {
        if (step.done) {
          if (step.value === null) source.readElsewhere();
          return step.value;
        }
        yield preparation.judge(step.value);
      }
    } finally {
      // Whoever leaves the loop early ends the thread, too.
      await reading.return(null);
    }
  }

  private *inThisThread(id: number, source: StorageSource, scope: ReadScope): Generator<SourceBatch, SourceProblem | null> {
    const preparation = this.preparation();
    // All of it at once: a reading asks for the entry of each session, and a question to the store costs more than its answer.
    const cursor = new Map(this.parts.store.cursor(id).entries());
    const reading = source.read({ get: (key) => cursor.get(key), entries: () => cursor.entries() }, scope);
    for (let step = reading.next(); ; step = reading.next()) {
      if (step.done) return step.value ?? null;
      yield preparation.prepare(step.value);
    }
  }

  private preparation(): Preparation {
    const { store, maskPersonalData, indicators, rules, judged } = this.parts;
    return new Preparation({
      keyedHash: (secret) => store.keyedHasher.of(secret),
      worktrees: projectWorktrees(store.db),
      storedPlace: (sessionId) => sessionPlace(store.db, sessionId),
      maskPersonalData,
      indicators,
      rules,
      judged,
    });
  }
}
