import type { SourceBatch, SourceRecord } from "../model/storage.js";

const MAX_RECORDS = 500;
/** Characters of JSON text. */
const MAX_TEXT = 4 * 1024 * 1024;
const MAX_MILLISECONDS = 50;

/** Collects records and cursor entries until a batch is worth handing over. */
export class Batches {
  private records: SourceRecord[] = [];
  private cursor: Array<readonly [string, string | null]> = [];
  private text = 0;
  private begun = performance.now();

  /** `text`: characters that the record was read from. */
  add(record: SourceRecord, text = 0): void {
    this.records.push(record);
    this.text += text;
  }

  set(key: string, value: string | null): void {
    this.cursor.push([key, value]);
  }

  get isFull(): boolean {
    return (
      this.records.length >= MAX_RECORDS ||
      this.text >= MAX_TEXT ||
      (this.records.length > 0 && performance.now() - this.begun >= MAX_MILLISECONDS)
    );
  }

  get isEmpty(): boolean {
    return this.records.length === 0 && this.cursor.length === 0;
  }

  /** Hands over what was collected and begins anew. */
  take(done: number, total: number): SourceBatch {
    const batch = { records: this.records, cursor: this.cursor, progress: { done, total } };
    this.records = [];
    this.cursor = [];
    this.text = 0;
    this.begun = performance.now();
    return batch;
  }

  /** Forgets the time that the receiver took: only the reading counts. */
  resume(): void {
    this.begun = performance.now();
  }
}
