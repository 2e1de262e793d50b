import type { StorageLocation } from "../model/storage.js";
import { follow } from "../watcher/follow.js";
import type { Engine } from "./engine.js";

/** How often storage that was not there is looked for, and how often the engine does what time alone makes due. */
const DISCOVER_MS = 5_000;
const TICK_MS = 1_000;

/** Watches the sources that are there, looks for those that are not, and saves when it is due. */
export class Following {
  private readonly stops: Array<() => Promise<void> | void> = [];
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly engine: Engine) {}

  start(locations: readonly StorageLocation[]): void {
    this.watch(locations);
    this.timers.push(
      setInterval(() => this.discover(), DISCOVER_MS),
      setInterval(() => this.engine.tick(), TICK_MS),
    );
  }

  async dispose(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    for (const stop of this.stops) await stop();
  }

  private discover(): void {
    const fresh = this.engine.discover();
    if (fresh.length === 0) return;
    this.watch(fresh);
    void this.engine.wake();
  }

  private watch(locations: readonly StorageLocation[]): void {
    for (const location of locations) {
      this.stops.push(follow(location, () => this.engine.sourceChanged(location.path), {
        onPolling: (isPolling, error) => this.engine.setPolling(location.path, isPolling, error),
      }));
    }
  }
}
