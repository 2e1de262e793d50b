import type { ReadingMode } from "../model/readingMode.js";

/** Whether what changed is read by itself. What a person asks for is read in every mode. */
export class ReadingGate {
  private asking = 0;

  constructor(private current: ReadingMode) {}

  get mode(): ReadingMode {
    return this.current;
  }

  set mode(mode: ReadingMode) {
    this.current = mode;
  }

  /** What changes is noted, and read when the gate opens. */
  get isShut(): boolean {
    return this.current !== "live" && this.asking === 0;
  }

  /** Holds the gate open for what a person asked for. */
  async openFor<T>(work: () => Promise<T>): Promise<T> {
    this.asking += 1;
    try {
      return await work();
    } finally {
      this.asking -= 1;
    }
  }
}
