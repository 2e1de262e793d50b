import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StorageLocation } from "../model/storage.js";
import { ChangeDebounce } from "./changeDebounce.js";
import { watchDatabase } from "./databaseWatch.js";
import { watchJsonStorage } from "./jsonWatch.js";
import { isMissing } from "./problems.js";

/** What a watch on the file system tells. */
export interface WatchEvents {
  /** Something changed; in this session, where that is known. */
  changed(sessionId?: string): void;
  /** The system refused to watch, or stopped: an inotify limit, a network disk. */
  failed(error: unknown): void;
}

/** A running watch; closing it is safe to do twice. */
export type StopWatching = () => Promise<void>;

/** What changed; `sessionIds` null where any session may have. */
export interface ChangeHint {
  readonly sessionIds: ReadonlySet<string> | null;
}

export interface FollowOptions {
  /** Watching works no more (true), or works again (false): changes are then found by looking, every two seconds. */
  readonly onPolling?: (isPolling: boolean, error: unknown) => void;
  readonly startWatch?: (location: StorageLocation, events: WatchEvents) => StopWatching;
}

/** A commit is a handful of writes within a millisecond or two; reading what is half of a burst is no fault, only work. */
const DEBOUNCE = { quiet: 5, longest: 50 };
/** How often the database's files are looked at beside the watch; two calls of `stat`. */
const LOOK_INTERVAL = 2_000;
/** JSON files that are not watched are compared this often; the source itself looks at the signs of a change. */
const RECONCILE_INTERVAL = 60_000;

/**
 * Calls `onChange` soon after OpenCode wrote to a location, until the function that it gives is called. Bursts give few
 * calls, a steady stream gives one every 50 ms. Reading the location does not make it call: only what a writer leaves
 * (size and time of `.db` and `-wal`, changed files) counts.
 */
export function follow(
  location: StorageLocation, onChange: (location: StorageLocation, hint: ChangeHint) => void, options: FollowOptions = {},
): StopWatching {
  const following = new Following(location, onChange, options);
  return () => following.stop();
}

function startWatch(location: StorageLocation, events: WatchEvents): StopWatching {
  return location.kind === "sqlite" ? watchDatabase(location.path, events) : watchJsonStorage(location.path, events);
}

class Following {
  private readonly debounce: ChangeDebounce;
  private readonly timer: NodeJS.Timeout;
  private stopWatch: StopWatching | undefined;
  private isPolling = false;
  private isStopped = false;
  private root: string | null = null;
  /** What the files looked like when a change was last told of. */
  private told: string;
  private lastReconcile = performance.now();

  constructor(
    private readonly location: StorageLocation,
    private readonly onChange: (location: StorageLocation, hint: ChangeHint) => void,
    private readonly options: FollowOptions,
  ) {
    this.debounce = new ChangeDebounce((sessionIds) => this.tell(sessionIds), DEBOUNCE);
    this.told = this.state();
    this.watch();
    this.timer = setInterval(() => this.look(), LOOK_INTERVAL);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    this.debounce.dispose();
    const stop = this.stopWatch;
    this.stopWatch = undefined;
    await stop?.();
  }

  private watch(): void {
    this.root = this.rootIdentity();
    if (this.root === null) return;
    const start = this.options.startWatch ?? startWatch;
    this.stopWatch = start(this.location, {
      changed: (sessionId) => this.debounce.note(sessionId),
      failed: (error) => this.poll(error),
    });
    if (this.isPolling) {
      this.isPolling = false;
      this.options.onPolling?.(false, undefined);
    }
  }

  /** The watch is given up; the timer looks instead. */
  private poll(error: unknown): void {
    if (this.isStopped || this.isPolling) return;
    this.isPolling = true;
    const stop = this.stopWatch;
    this.stopWatch = undefined;
    void stop?.();
    this.options.onPolling?.(true, error);
  }

  /** Looks at the files, whether or not the watch told of something, and renews the watch where its folder is another one. */
  private look(): void {
    if (this.rootIdentity() !== this.root) {
      const stop = this.stopWatch;
      this.stopWatch = undefined;
      void stop?.();
      this.watch();
      this.debounce.note();
      return;
    }
    if (this.location.kind === "sqlite") {
      if (this.state() !== this.told) this.debounce.note();
      return;
    }
    if (!this.isPolling && performance.now() - this.lastReconcile < RECONCILE_INTERVAL) return;
    this.lastReconcile = performance.now();
    this.debounce.note();
  }

  private tell(sessionIds: ReadonlySet<string> | null): void {
    if (this.isStopped) return;
    if (this.location.kind === "sqlite") {
      const state = this.state();
      if (state === this.told) return;
      this.told = state;
    }
    this.onChange(this.location, { sessionIds });
  }

  /** Size and time of what a writer changes. An empty WAL counts as none: SQLite makes one for whoever reads. */
  private state(): string {
    if (this.location.kind === "json") return "";
    return [this.location.path, `${this.location.path}-wal`].map(stateOf).join("|");
  }

  /** The folder that is watched, as the file system knows it; null while it is not there. */
  private rootIdentity(): string | null {
    try {
      const stats = statSync(this.location.kind === "sqlite" ? dirname(this.location.path) : join(this.location.path, "storage"));
      return `${stats.dev}:${stats.ino}`;
    } catch (error) {
      return isMissing(error) ? null : "closed";
    }
  }
}

function stateOf(path: string): string {
  try {
    const stats = statSync(path);
    return stats.size === 0 ? "" : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
  } catch (error) {
    return isMissing(error) ? "" : "closed";
  }
}
