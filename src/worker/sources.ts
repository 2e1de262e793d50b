import type { SourceProblem, StorageLocation } from "../model/storage.js";
import type { SessionContent } from "../model/sessionContent.js";
import type { Store } from "../store/store.js";
import type { StorageSource, StoredRecord } from "../watcher/source.js";

/** Opens a source; injected, so that the engine's tests can bring their own. */
export type OpenSource = (location: StorageLocation) => StorageSource;

interface Entry {
  readonly id: number;
  readonly source: StorageSource;
  stale: boolean;
}

/** The sources that the engine reads, and which of them changed since. */
export class Sources {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly store: Store,
    private readonly openSource: OpenSource,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** Ids in the store of the sources at these paths, or of all. */
  ids(paths: readonly string[] = [...this.entries.keys()]): number[] {
    return paths.flatMap((path) => this.entries.get(path)?.id ?? []);
  }

  get anyStale(): boolean {
    return [...this.entries.values()].some((entry) => entry.stale);
  }

  /** Takes in the locations that are new, and gives them. */
  add(locations: readonly StorageLocation[]): StorageLocation[] {
    const fresh = locations.filter((location) => !this.entries.has(location.path));
    for (const location of fresh) {
      this.entries.set(location.path, { id: this.store.sourceId(location), source: this.openSource(location), stale: true });
    }
    return fresh;
  }

  /** The store became another one: its rows of the sources have other numbers, and other cursors. */
  rebind(): void {
    for (const [path, { source }] of this.entries) this.entries.set(path, { id: this.store.sourceId(source.location), source, stale: true });
  }

  /** The source at a path; undefined where it is not read. */
  at(path: string): { readonly id: number; readonly source: StorageSource } | undefined {
    return this.entries.get(path);
  }

  markStale(path?: string): void {
    for (const [entryPath, entry] of this.entries) if (path === undefined || path === entryPath) entry.stale = true;
  }

  /** The next source that changed; it counts as read from here on, so that a change during the reading is seen by the next. */
  takeStale(): { readonly id: number; readonly source: StorageSource } | undefined {
    for (const entry of this.entries.values()) {
      if (!entry.stale) continue;
      entry.stale = false;
      return entry;
    }
    return undefined;
  }

  /** The session's texts, from the source that owns it; undefined where OpenCode has it no more. */
  readSession(sessionId: string): SessionContent | undefined {
    return this.ownerOf(sessionId)?.readSession(sessionId);
  }

  /** One record of a session as OpenCode wrote it: the first of these parts and messages that is there, and the source's path. */
  readRecord(sessionId: string, ids: readonly string[]): (StoredRecord & { readonly path: string }) | undefined {
    const source = this.ownerOf(sessionId);
    const record = source?.readRecord(sessionId, ids);
    return source && record && { ...record, path: source.location.path };
  }

  private ownerOf(sessionId: string): StorageSource | undefined {
    const owner = this.store.db.count("SELECT source_id FROM session WHERE id = ?", sessionId);
    return [...this.entries.values()].find(({ id }) => id === owner)?.source;
  }

  /** Records how reading ended. */
  finish(id: number, problem: SourceProblem | null): void {
    this.store.sourceRead(id, problem);
  }

  close(): void {
    for (const entry of this.entries.values()) entry.source.close();
    this.entries.clear();
  }
}
