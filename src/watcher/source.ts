import type { SqlJsStatic } from "sql.js";
import type { SessionContent } from "../model/sessionContent.js";
import type { SourceBatch, SourceProblem, StorageLocation } from "../model/storage.js";
import type { Exclusion } from "./exclusion.js";
import { JsonFileSource } from "./jsonFiles.js";
import type { SessionSign } from "./jsonSigning.js";
import { SqliteSource } from "./sqliteDatabase.js";

/** The cursor entries of one source, as the store keeps them. */
export interface CursorReader {
  get(key: string): string | undefined;
  entries(): Iterable<readonly [key: string, value: string]>;
}

/** A record as OpenCode wrote it. */
export interface StoredRecord {
  /** Where it lies: below the data directory, or as table and id in the database. */
  readonly locator: string;
  /** JSON, unless it is damaged. */
  readonly text: string;
}

export interface ReadScope {
  /** Look at these sessions only; what is said of others stays. */
  readonly sessionIds?: ReadonlySet<string>;
  /**
   * Compare every record with the cursor, also in sessions that show no sign of a change. The first read of a source
   * always does; later ones look at the signs (session row, file times, event sequence) unless told.
   */
  readonly thorough?: boolean;
  /** Read them whatever the cursor says: a dead letter is tried again because a person wants it. */
  readonly again?: boolean;
  /** Nothing is read afterwards: what would spare the next reading work is not remembered. */
  readonly isLast?: boolean;
  /** What the files of sessions look like, by session, where other threads looked just now; the reader looks at the rest. */
  readonly signs?: ReadonlyMap<string, SessionSign>;
}

/**
 * One place with OpenCode's data, read synchronously (in the worker thread) and with bounded memory.
 */
export interface StorageSource {
  readonly location: StorageLocation;
  /**
   * Reads what changed since the cursor was kept. Each batch holds rows and the cursor entries that cover them, to be
   * stored together; batches that were stored stay valid when the rest is never read. Gives a problem where the source
   * as a whole could not be read (to its end); does not throw for what a disk or a file can do.
   */
  read(cursor: CursorReader, scope?: ReadScope): Generator<SourceBatch, SourceProblem | undefined>;
  /** All of it was read just now, in another thread: what follows are changes. */
  readElsewhere(): void;
  /** A session with the full text of its messages, read now. Undefined where the source does not have it or cannot be read. */
  readSession(sessionId: string): SessionContent | undefined;
  /** One record of a session as it is stored: the first of these parts and messages that is there. Undefined where none can be read. */
  readRecord(sessionId: string, ids: readonly string[]): StoredRecord | undefined;
  /** Releases the database or files. The source may be read again afterwards. */
  close(): void;
}

/** The source for a location. Nothing is opened before the first read. `sqlJs`: for hosts without an SQLite of their own. */
export function openSource(location: StorageLocation, sqlJs: SqlJsStatic, exclusion: Exclusion): StorageSource {
  return location.kind === "json" ? new JsonFileSource(location, exclusion) : new SqliteSource(location, sqlJs, undefined, exclusion);
}
