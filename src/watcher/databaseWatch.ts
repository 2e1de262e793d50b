import { basename, dirname } from "node:path";
import { watch } from "chokidar";
import type { StopWatching, WatchEvents } from "./follow.js";

/**
 * Watches a database: its folder, since the WAL comes and goes, and in it the `.db` and `-wal` files alone. The `-shm`
 * changes with each reader, and watching it would make the reader wake itself without end.
 */
export function watchDatabase(path: string, events: WatchEvents): StopWatching {
  const folder = dirname(path);
  const wanted = new Set([basename(path), `${basename(path)}-wal`]);
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    ignored: (found) => found !== folder && !wanted.has(basename(found)),
  });
  watcher.on("all", () => events.changed());
  // Of changes of a file within 50 ms chokidar gives the first alone, and an agent commits that a call waits and that it runs within less.
  watcher.on("raw", (_event: string, name: string | null) => {
    if (name === null || wanted.has(basename(name))) events.changed();
  });
  // What was written before the watch stood is told of by nobody else; the follower compares before it acts.
  watcher.on("ready", () => events.changed());
  watcher.on("error", (error) => events.failed(error));
  return () => watcher.close();
}
