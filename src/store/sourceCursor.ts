import { FORGOTTEN_ENTRY } from "../model/storage.js";
import type { Database } from "./database.js";

/** How far a source was read, by entries of its own. */
export interface SourceCursor {
  get(key: string): string | undefined;
  /** Beside its own there is one for each session that a person had erased, so that a reader passes it by. */
  entries(): Iterable<[string, string]>;
}

const ENTRIES = "SELECT key, value FROM cursor WHERE source_id = ?1 UNION ALL SELECT ?2 || id, '' FROM forgotten WHERE scope = 'session'";

/** A source's cursor as it is now: each call asks the database. */
export function cursorOf(db: Database, sourceId: number): SourceCursor {
  return {
    get: (key) => db.get<{ value: string }>(`SELECT value FROM (${ENTRIES}) WHERE key = ?3`, sourceId, FORGOTTEN_ENTRY, key)?.value,
    entries: () => db.all<{ key: string; value: string }>(ENTRIES, sourceId, FORGOTTEN_ENTRY).map(({ key, value }) => [key, value]),
  };
}
