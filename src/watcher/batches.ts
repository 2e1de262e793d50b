import type { ReadingPhase, SourceBatch, SourceRecord } from "../model/storage.js";

const MAX_RECORDS = 1_000;
/** Characters of JSON text. */
const MAX_TEXT = 4 * 1024 * 1024;
const MAX_MILLISECONDS = 50;

/** Changed sessions that are a backlog when there are more: it is worked off oldest first, and told of. */
export const BACKLOG = 64;

/** Collects records and cursor entries until a batch is worth handing over. */
export class Batches {
  private records: SourceRecord[] = [];
  private cursor: Array<readonly [string, string | null]> = [];
  private text = 0;
  private seen = 0;
  private begun = performance.now();
  /** Sessions that are left out, once all were looked at. */
  excluded: number | null = null;

  constructor(readonly phase: ReadingPhase) {}

  /** `text`: characters that the record was read from. */
  add(record: SourceRecord, text = 0): void {
    this.records.push(record);
    this.text += text;
  }

  /** Counts a record of the source that was looked at, whatever becomes of it. */
  see(): void {
    this.seen++;
  }

  set(key: string, value: string | null): void {
    this.cursor.push([key, value]);
  }

  get isFull(): boolean {
    return (
      this.records.length >= MAX_RECORDS ||
      this.text >= MAX_TEXT ||
      (this.records.length > 0 && this.isDue)
    );
  }

  /** True where the reader has held the thread for long enough, whether or not it found something. */
  get isDue(): boolean {
    return performance.now() - this.begun >= MAX_MILLISECONDS;
  }

  /** Hands over what was collected and begins anew. */
  take(done: number, total: number, reconciled = false): SourceBatch {
    const reading = { phase: this.phase, seen: this.seen, excluded: this.excluded, reconciled };
    const batch = { records: this.records, cursor: this.cursor, progress: { done, total }, reading };
    this.records = [];
    this.cursor = [];
    this.text = 0;
    this.seen = 0;
    this.begun = performance.now();
    return batch;
  }

  /** Forgets the time that the receiver took: only the reading counts. */
  resume(): void {
    this.begun = performance.now();
  }
}
