import type { SourceBatch, SourceProblem } from "../../../src/model/storage.js";
import type { SessionContent } from "../../../src/model/sessionContent.js";
import type { CursorReader, ReadScope, StorageSource, StoredRecord } from "../../../src/watcher/source.js";

/** A source of which a test sees each batch once it was taken in, while what was listed after it is not read yet. */
export class HandedOver implements StorageSource {
  readonly location;

  constructor(
    private readonly source: StorageSource,
    private readonly taken: (batch: SourceBatch) => void,
  ) {
    this.location = source.location;
  }

  *read(cursor: CursorReader, scope?: ReadScope): Generator<SourceBatch, SourceProblem | undefined> {
    const reading = this.source.read(cursor, scope);
    for (let step = reading.next(); ; step = reading.next()) {
      if (step.done) return step.value;
      yield step.value;
      this.taken(step.value);
    }
  }
  readElsewhere(): void {
    this.source.readElsewhere();
  }
  readRecord(sessionId: string, ids: readonly string[]): StoredRecord | undefined {
    return this.source.readRecord(sessionId, ids);
  }
  readSession(sessionId: string): SessionContent | undefined {
    return this.source.readSession(sessionId);
  }
  close(): void {
    this.source.close();
  }
}
