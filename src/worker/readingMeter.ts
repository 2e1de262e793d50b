import type { SourceBatch } from "../model/storage.js";
import type { ReadingPace } from "../store/accounting.js";

/** Measures one reading of a source: how fast it goes and what is left. */
export class ReadingMeter {
  private rows = 0;
  private milliseconds = 0;
  private batches = 0;
  private latest: ReadingPace = { phase: "delta", rowsPerSecond: 0, batchMs: 0, backlog: 0 };

  /** @param milliseconds from asking for the batch until it was stored */
  note({ reading, progress }: SourceBatch, milliseconds: number): void {
    this.rows += reading.seen;
    this.milliseconds += milliseconds;
    this.batches++;
    this.latest = {
      phase: reading.phase,
      rowsPerSecond: this.milliseconds === 0 ? 0 : Math.round((this.rows * 1_000) / this.milliseconds),
      batchMs: Math.round(this.milliseconds / this.batches),
      backlog: Math.max(0, progress.total - progress.done),
    };
  }

  get pace(): ReadingPace {
    return this.latest;
  }

  /** False where the reading found nothing to look at: what is known of the pace is better then. */
  get sawRows(): boolean {
    return this.rows > 0;
  }
}
