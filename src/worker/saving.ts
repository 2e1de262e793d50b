import type { EngineStatus } from "../protocol/engine.js";
import { errorCode } from "../disk/files.js";
import type { Store } from "../store/store.js";
import { noticeOf } from "./notices.js";

/** Saving follows its own cost: at most this share of the time goes into it, and it happens at least every five minutes. */
const SAVE_SHARE = 0.02;
const SAVE_LONGEST_MS = 300_000;
const SAVE_SHORTEST_MS = 5_000;

/** Saves the store's image, when asked and when it is due. A failure is a notice, and tried again with the next save. */
export class Saving {
  /** A first reading is saved when it ends, unless that takes longer than this. */
  private next: number;
  notice: EngineStatus["notices"][number] | null = null;

  constructor(
    private readonly store: Store,
    private readonly told: { log(message: string): void; failed(): void },
    private readonly now: () => number = () => performance.now(),
  ) {
    this.next = now() + SAVE_LONGEST_MS;
  }

  async save(): Promise<void> {
    // What is due again meanwhile waits for the end of this one.
    this.next = Infinity;
    const started = this.now();
    try {
      const bytes = await this.store.save();
      const took = this.now() - started;
      this.notice = null;
      this.next = this.now() + Math.min(SAVE_LONGEST_MS, Math.max(SAVE_SHORTEST_MS, took / SAVE_SHARE));
      if (bytes > 0) this.told.log(`Saved ${bytes} bytes in ${Math.round(took)} ms`);
    } catch (error) {
      this.notice = noticeOf({ kind: "not-saved", code: errorCode(error) });
      this.next = this.now() + SAVE_SHORTEST_MS;
      this.told.failed();
    }
  }

  saveWhenDue(): void {
    if (this.now() >= this.next) void this.save();
  }
}
