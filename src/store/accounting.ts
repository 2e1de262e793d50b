import type { ReadingPhase, SourceBatch } from "../model/storage.js";
import type { Database } from "./database.js";

/** How fast a source is read. */
export interface ReadingPace {
  readonly phase: ReadingPhase;
  readonly rowsPerSecond: number;
  /** Milliseconds that a batch takes from being asked for to being stored. */
  readonly batchMs: number;
  /** Sessions that changed and are still to be read. */
  readonly backlog: number;
}

/** Keeps what a batch says of its reading; called inside the batch's transaction. */
export function noteReading(db: Database, sourceId: number, { reading }: SourceBatch, deleted: number, now: number): void {
  if (reading.excluded !== null) db.run("UPDATE source SET excluded = ? WHERE id = ? AND excluded <> ?", reading.excluded, sourceId, reading.excluded);
  if (deleted > 0) db.run("UPDATE source SET deleted = deleted + ? WHERE id = ?", deleted, sourceId);
  if (reading.reconciled) db.run("UPDATE source SET last_reconcile = ? WHERE id = ?", now, sourceId);
}

/** Keeps how fast a source was read. */
export function notePace(db: Database, sourceId: number, { phase, rowsPerSecond, batchMs, backlog }: ReadingPace): void {
  db.run("UPDATE source SET phase = ?, rows_per_second = ?, batch_ms = ?, backlog = ? WHERE id = ?", phase, rowsPerSecond, batchMs, backlog, sourceId);
}
