import { statSync, watch, type FSWatcher } from "node:fs";
import { basename, join } from "node:path";
import type { StopWatching, WatchEvents } from "./follow.js";
import { idsOf } from "./jsonListing.js";
import { isDenied, isMissing } from "./problems.js";
import { listFolder } from "./storageFiles.js";

/** Sessions whose messages are watched: the latest, and any that comes to life. With these the watches stay below a hundred. */
const ACTIVE_SESSIONS = 12;
/** Messages of such a session whose parts are watched, the latest. */
const ACTIVE_MESSAGES = 4;
const ACTIVE_PROJECTS = 20;
/** A message's folder of parts comes a moment after the message. Milliseconds between looks for it. */
const PART_FOLDER_LOOKS = [0, 10, 30, 100, 300, 1_000];

/**
 * Watches what can change in a JSON storage. Watching the whole tree costs a kernel watch for each of its tens of
 * thousands of folders; so only the session files, the folders of active sessions and of their last messages are
 * watched, a folder each and no single file. A session is active when it was changed last, and becomes so when its file is
 * written, which OpenCode does at each step.
 *
 * The system's own watch does that at once: it stands when the call returns, and names the file. chokidar would list each
 * folder first and miss what is written meanwhile.
 */
export function watchJsonStorage(directory: string, events: WatchEvents): StopWatching {
  const watching = new JsonWatch(join(directory, "storage"), events);
  return () => watching.close();
}

type Folder =
  | { readonly kind: "sessions" | "messages" | "project" }
  | { readonly kind: "session" | "parts"; readonly sessionId: string };

class JsonWatch {
  private readonly folders = new Map<string, FSWatcher>();
  /** Active sessions with the messages whose parts are watched, the one that changed last at the end. */
  private readonly active = new Map<string, string[]>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly storage: string, private readonly events: WatchEvents) {
    this.add(join(storage, "session"), { kind: "sessions" });
    this.add(join(storage, "message"), { kind: "messages" });
    for (const project of this.latest("session", ACTIVE_PROJECTS)) this.add(join(storage, "session", project), { kind: "project" });
    for (const sessionId of this.latest("message", ACTIVE_SESSIONS).reverse()) this.activate(sessionId);
  }

  close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    for (const path of [...this.folders.keys()]) this.remove(path);
    return Promise.resolve();
  }

  /** Something changed in a folder; `name` is what, where the system tells. */
  private onChange(path: string, found: Folder, name: string | null): void {
    const id = name === null ? "" : basename(name).replace(/\.json$/, "");
    switch (found.kind) {
      case "sessions":
        this.add(join(path, id), { kind: "project" });
        this.events.changed();
        return;
      case "messages":
      case "project":
        if (id !== "" && id !== basename(path)) this.activate(id);
        this.events.changed(id === "" ? undefined : id);
        return;
      case "session":
        this.activate(found.sessionId);
        if (id !== "" && id !== found.sessionId) this.watchParts(found.sessionId, id);
        this.events.changed(found.sessionId);
        return;
      case "parts":
        this.events.changed(found.sessionId);
    }
  }

  /** Moves a session to the end of the active ones; the one at the head makes room. */
  private activate(sessionId: string): void {
    const messages = this.active.get(sessionId);
    this.active.delete(sessionId);
    this.active.set(sessionId, messages ?? []);
    const folder = join(this.storage, "message", sessionId);
    if (messages === undefined || !this.folders.has(folder)) {
      this.add(folder, { kind: "session", sessionId });
      const listing = listFolder(folder);
      const ids = listing.kind === "names" ? idsOf(listing.names) : [];
      for (const id of ids.slice(-ACTIVE_MESSAGES)) this.watchParts(sessionId, id);
    }
    for (const oldest of this.active.keys()) {
      if (this.active.size <= ACTIVE_SESSIONS) return;
      this.deactivate(oldest);
    }
  }

  private deactivate(sessionId: string): void {
    this.remove(join(this.storage, "message", sessionId));
    for (const messageId of this.active.get(sessionId) ?? []) this.remove(join(this.storage, "part", messageId));
    this.active.delete(sessionId);
  }

  private watchParts(sessionId: string, messageId: string, look = 0): void {
    const messages = this.active.get(sessionId);
    if (messages === undefined || messages.includes(messageId)) return;
    const folder = join(this.storage, "part", messageId);
    if (!exists(folder)) {
      const wait = PART_FOLDER_LOOKS[look + 1];
      if (wait !== undefined) this.later(wait, () => this.watchParts(sessionId, messageId, look + 1));
      return;
    }
    messages.push(messageId);
    this.add(folder, { kind: "parts", sessionId });
    if (messages.length > ACTIVE_MESSAGES) this.remove(join(this.storage, "part", messages.shift()!));
    // What was written before the watch stood is told of by nobody else.
    if (look > 0) this.events.changed(sessionId);
  }

  private add(path: string, folder: Folder): void {
    if (this.folders.has(path) || !exists(path)) return;
    try {
      const watcher = watch(path, { persistent: false }, (_event, name) => this.onChange(path, folder, name));
      // A folder that was deleted reports an error on some systems: there is nothing left to watch in it.
      watcher.on("error", (error) => (exists(path) ? this.events.failed(error) : this.remove(path)));
      this.folders.set(path, watcher);
    } catch (error) {
      // A folder that went or was closed in this moment is for the reader to tell of; the rest is the system's limit.
      if (!isMissing(error) && !isDenied(error)) setImmediate(() => this.events.failed(error));
    }
  }

  private remove(path: string): void {
    this.folders.get(path)?.close();
    this.folders.delete(path);
  }

  private later(wait: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, wait);
    timer.unref();
    this.timers.add(timer);
  }

  /** Names in a folder of folders, the last changed first. */
  private latest(kind: "session" | "message", count: number): string[] {
    const listing = listFolder(join(this.storage, kind));
    const names = listing.kind === "names" ? listing.names : [];
    return names
      .map((name) => ({ name, time: changeTime(join(this.storage, kind, name)) }))
      .sort((a, b) => b.time - a.time)
      .slice(0, count)
      .map(({ name }) => name);
  }
}

function exists(path: string): boolean {
  return changeTime(path) > 0;
}

/** When a folder changed; 0 where it is not there or closed. */
function changeTime(path: string): number {
  try {
    const stats = statSync(path);
    return stats.isDirectory() ? stats.mtimeMs : 0;
  } catch {
    // Not there, or closed: it cannot be watched either way, and reading it says why.
    return 0;
  }
}
