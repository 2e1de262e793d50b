import type { SourceBatch, SourceProblem } from "../model/storage.js";
import type { Store } from "../store/store.js";
import type { StorageSource } from "../watcher/source.js";
import type { Sources } from "./sources.js";

/** Sessions that are read again in one go, before the pipeline has its turn. */
const SESSIONS = 4;

export interface ReadingAgainParts {
  readonly store: Store;
  readonly sources: Sources;
  /** Reads these sessions whatever is known of them, stores what they hold, and tells each batch. @throws for what is a fault of ours */
  readonly read: (id: number, source: StorageSource, sessionIds: ReadonlySet<string>, told: (batch: SourceBatch) => void) => Promise<SourceProblem | null>;
}

/** Reads again, some sessions at a time, what an older version of inspection looked at. */
export class ReadingAgain {
  constructor(private readonly parts: ReadingAgainParts) {}

  /** Gives how many sessions it asked for; 0 where nothing is left that could be read. */
  async slice(): Promise<number> {
    const { store, sources, read } = this.parts;
    const next = store.reinspection.next(sources.ids(), SESSIONS);
    const entry = next && sources.at(next.sourcePath);
    if (!entry) return 0;
    const whole = new Set<string>();
    const note = ({ records }: SourceBatch): void => {
      for (const record of records) if (record.kind === "census" && record.isPartial !== true) whole.add(record.sessionId);
    };
    try {
      await read(entry.id, entry.source, new Set(next.sessionIds), note);
    } finally {
      // What could not be read now is passed over until the next start, so that nothing is asked for in a circle.
      store.reinspection.done(next.sessionIds, whole);
      store.markDirty();
    }
    return next.sessionIds.length;
  }
}
