import type { DeadLetterReason } from "../model/storage.js";
import type { Batches } from "./batches.js";
import type { CursorReader } from "./source.js";

const KEY = "deadLetters";

/** Dead letters that belong to no session, collected over one read and compared with those of the read before. */
export class SourceDeadLetters {
  private readonly locators: string[] = [];

  add(batches: Batches, locator: string, reason: DeadLetterReason, detail: string, hash: string): void {
    this.locators.push(locator);
    batches.add({ kind: "deadLetter", locator, sessionId: null, reason, detail, hash });
  }

  /** Says which there are now, where there are any or were any before. */
  finish(cursor: CursorReader, batches: Batches): void {
    const had = cursor.get(KEY) !== undefined;
    if (this.locators.length === 0 && !had) return;
    batches.add({ kind: "sourceCensus", deadLetters: this.locators });
    batches.set(KEY, this.locators.length > 0 ? String(this.locators.length) : null);
  }
}
