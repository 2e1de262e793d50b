import type { SourceBatch } from "../model/storage.js";
import type { RetentionLimits } from "../store/retention.js";
import type { Store } from "../store/store.js";
import { breathe } from "./breathe.js";

/** Calls that retention looks at in one go: about 10 ms. */
export const RETENTION_SLICE = 200;
/** After how many calls that were read the limits are looked at again: a hundredth of what may be kept, and no more than this. */
const LOOK_AFTER = 2_000;
const LOOK_SHARE = 0.01;
/** For each call that came in as many may go: what was too much before, as when the limits were lowered, is left to the background. */
const OUT_FOR_IN = 4;

/**
 * Keeps the store within its rows and bytes while it is read: a history of any length passes through it, and what is beyond the
 * limits is folded on the way, not when all of it is there.
 */
export class Budgets {
  private readonly lookAfter: number;
  private calls = 0;
  /** Sessions of which the census is still to come: calls of their messages may be, too. */
  private readonly open = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly limits: RetentionLimits,
    private readonly failed: (error: unknown) => void,
  ) {
    this.lookAfter = Math.max(1, Math.min(LOOK_AFTER, Math.floor(limits.calls * LOOK_SHARE)));
  }

  /** Another reading begins: what the one before left open is not waited for. */
  begin(): void {
    this.open.clear();
  }

  /** Notes a batch that was stored. Gives whether it is time to look at the limits. */
  note({ records }: SourceBatch): boolean {
    for (const record of records) {
      if (record.kind === "toolCall") this.calls++;
      else if (record.kind === "session") this.open.add(record.id);
      else if (record.kind === "census") this.open.delete(record.sessionId);
    }
    return this.calls >= this.lookAfter;
  }

  /**
   * Folds until the store is within its limits, or until enough is done for what came in, in slices. What is not scored cannot be
   * folded: where that is in the way it is scored.
   *
   * @param score scores some calls; gives how many
   * @param isLast nothing comes afterwards: all is done that is left
   */
  async keep(score: () => number, isLast = false): Promise<void> {
    let left = isLast ? Infinity : Math.max(RETENTION_SLICE, this.calls * OUT_FOR_IN);
    this.calls = 0;
    const { retention } = this.store;
    try {
      retention.restart(this.limits);
      while (left > 0) {
        let done = retention.slice(RETENTION_SLICE, isLast ? undefined : this.open);
        if (done > 0) this.store.markDirty();
        else {
          done = retention.isOver() ? score() : 0;
          if (done === 0) return;
          retention.restart(this.limits);
        }
        left -= done;
        await breathe();
      }
    } catch (error) {
      // A fault of ours in it must not stop the reading.
      this.failed(error);
    }
  }
}
