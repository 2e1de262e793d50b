import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import type { SessionContent } from "../model/sessionContent.js";
import { FORGOTTEN_ENTRY, SESSION_ENTRY, type SourceBatch, type SourceProblem, type StorageLocation } from "../model/storage.js";
import { BACKLOG, Batches } from "./batches.js";
import { ContentGathering } from "./content.js";
import { Exclusion } from "./exclusion.js";
import { listMessages, listSessions, type ListedSession, type MessageListing } from "./jsonListing.js";
import { readProjects } from "./jsonProjects.js";
import { readJsonSession, sessionRecord } from "./jsonSessionReading.js";
import { sessionFiles, signatureOnDisk } from "./jsonSession.js";
import { isDenied, isMissing, sourceProblem } from "./problems.js";
import type { SessionSign } from "./jsonSigning.js";
import { SessionMemory } from "./sessionMemory.js";
import { COMPLETE_KEY } from "./completeness.js";
import type { CursorReader, ReadScope, StorageSource, StoredRecord } from "./source.js";
import { SourceDeadLetters } from "./sourceDeadLetters.js";
import { FileReader, listFolder, stampAt } from "./storageFiles.js";

/** Parts change without a trace in the session's file: so the sessions that changed last are compared file by file. */
const ALWAYS_COMPARED = 16;
/** So are those that changed within this time, … */
const ACTIVE_TIME = 15 * 60_000;
/** How often all files are compared although nothing hints at a change. */
const THOROUGH_INTERVAL = 10 * 60_000;

interface Sign {
  readonly sign: string;
  readonly latest: number;
  /** … and those with a file that could not be read. */
  readonly hasDeadLetters: boolean;
}

interface Progress {
  done: number;
  total: number;
}

/** OpenCode's JSON storage (to 1.1.65): one file for each session, message and part. */
export class JsonFileSource implements StorageSource {
  private readonly reader = new FileReader();
  /** By session: what its file and message folder looked like, and when it changed last. */
  private readonly signs = new Map<string, Sign>();
  private readonly memory = new SessionMemory();
  private orphans: MessageListing["orphans"] = new Map();
  private lastThorough = Number.NEGATIVE_INFINITY;

  constructor(readonly location: StorageLocation, private readonly exclusion: Exclusion = new Exclusion([])) {}

  *read(cursor: CursorReader, scope: ReadScope = {}): Generator<SourceBatch, SourceProblem | undefined> {
    const directory = this.location.path;
    const rootProblem = this.rootProblem();
    if (rootProblem) return rootProblem;
    const known = knownSessions(cursor);
    const listing = listSessions(directory);
    if (!listing.hasFolders) return this.noFolders(known.size > 0);
    const isWhole = scope.sessionIds === undefined;
    this.memory.isOff = scope.isLast === true;
    const isThorough = isWhole && (scope.thorough ?? performance.now() - this.lastThorough >= THOROUGH_INTERVAL);
    const sessions = this.withOrphans(listing.sessions, isThorough);

    const batches = new Batches(cursor.get(COMPLETE_KEY) === undefined ? "bulk" : isThorough ? "reconcile" : "delta");
    const letters = new SourceDeadLetters();
    for (const { locator, failure } of listing.failures) letters.add(batches, locator, failure.reason, failure.detail, failure.stamp);
    readProjects(directory, this.reader, cursor, batches, letters);
    const wanted = this.without(sessions.filter(({ id }) => cursor.get(FORGOTTEN_ENTRY + id) === undefined), cursor, batches).filter(({ id }) => scope.sessionIds?.has(id) ?? true);
    const progress = { done: 0, total: 0 };
    const changed = yield* this.changedOf(wanted, cursor, batches, { isThorough: isThorough || !isWhole, again: scope.again === true, signs: scope.signs });
    progress.total = changed.length;
    // What is going on now is shown first; but a backlog is worked off as it came, so that nothing in it waits for ever.
    if (batches.phase !== "bulk" && changed.length > BACKLOG) changed.reverse();
    for (const session of changed) {
      yield* this.session(session, cursor, batches, progress);
      progress.done++;
    }
    if (listing.isComplete) this.noteGone(known, sessions, scope, batches);
    letters.finish(cursor, batches);
    if (isWhole && cursor.get(COMPLETE_KEY) === undefined) batches.set(COMPLETE_KEY, "1");
    yield batches.take(progress.done, progress.total, isThorough);
    if (isThorough) this.lastThorough = performance.now();
    return undefined;
  }

  /** What files tell of a change is known to who read them: the next reading compares all of them. */
  readElsewhere(): void {}

  readSession(sessionId: string): SessionContent | undefined {
    const directory = this.location.path;
    const listed = listSessions(directory).sessions.find(({ id }) => id === sessionId);
    if (!listed) return undefined;
    const orphans = this.orphans.get(sessionId) ?? [];
    const gathering = new ContentGathering();
    for (const file of sessionFiles(directory, listed, orphans)) {
      if (file.kind !== "message" && file.kind !== "part") continue;
      const reading = this.reader.read(join(directory, file.locator));
      if (reading.kind !== "text") continue;
      const origin = { id: file.id, sessionId, time: 0 };
      if (file.kind === "message") gathering.addMessage(reading.text, { ...origin, time: reading.time });
      // Parts have no time of their own for all types; within a message their ids are in order.
      else gathering.addPart(reading.text, { ...origin, messageId: file.messageId });
      if (!gathering.hasRoom) break;
    }
    return gathering.content(sessionRecord(directory, listed, this.reader).record);
  }

  readRecord(sessionId: string, ids: readonly string[]): StoredRecord | undefined {
    const directory = this.location.path;
    const listed = listSessions(directory).sessions.find(({ id }) => id === sessionId);
    if (!listed) return undefined;
    // Looked up among what is there: an id that a record makes up cannot lead out of the storage.
    const places = new Map<string, string>();
    for (const file of sessionFiles(directory, listed, this.orphans.get(sessionId) ?? [])) {
      if ((file.kind === "message" || file.kind === "part") && ids.includes(file.id)) places.set(file.id, file.locator);
    }
    const locator = ids.map((id) => places.get(id)).find((place) => place !== undefined);
    const reading = locator === undefined ? undefined : this.reader.read(join(directory, locator));
    return locator !== undefined && reading?.kind === "text" ? { locator, text: reading.text } : undefined;
  }

  close(): void {
    this.signs.clear();
    this.memory.clear();
    this.lastThorough = Number.NEGATIVE_INFINITY;
  }

  private rootProblem(): SourceProblem | undefined {
    try {
      accessSync(join(this.location.path, "storage"), constants.R_OK | constants.X_OK);
      return undefined;
    } catch (error) {
      if (isDenied(error)) return sourceProblem("permission-denied", "A folder without permission to look into it", this.location.path);
      if (isMissing(error)) return sourceProblem("not-found", "No storage of OpenCode in this folder", this.location.path);
      return sourceProblem("corrupt", "A folder that the system could not read", this.location.path);
    }
  }

  /** Folders that vanished are no deletion of every session: the disk may only be away. */
  private noFolders(wasRead: boolean): SourceProblem {
    return wasRead
      ? sourceProblem("not-found", "The folders with sessions and messages, read before, are not there now", this.location.path)
      : sourceProblem("empty", "A storage folder without sessions", this.location.path);
  }

  private withOrphans(sessions: readonly ListedSession[], isThorough: boolean): ListedSession[] {
    let messages: MessageListing["messages"] | undefined;
    if (isThorough) {
      const listing = listMessages(this.location.path, sessions, this.reader);
      this.orphans = listing.orphans;
      messages = listing.messages;
    }
    // OpenCode deletes files and leaves their folders.
    const hasContent = (session: ListedSession): boolean =>
      session.file !== null || this.orphans.has(session.id) || this.hasMessages(session.id, messages);
    const listed = new Set(sessions.map(({ id }) => id));
    const onlyParts = [...this.orphans.keys()].filter((id) => !listed.has(id)).map((id) => ({ id, file: null, projectId: "" }));
    // Session ids descend with time, but for the wrap of their clock: the newest come first.
    return [...sessions.filter(hasContent), ...onlyParts].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private hasMessages(sessionId: string, messages: MessageListing["messages"] | undefined): boolean {
    if (messages !== undefined) return (messages.get(sessionId)?.length ?? 0) > 0;
    const listing = listFolder(join(this.location.path, "storage", "message", sessionId));
    // A closed folder may hold messages.
    return listing.kind === "names" ? listing.names.length > 0 : listing.kind === "failure";
  }

  /** The sessions that no glob leaves out. Of the others only the session's file is read; what was read before goes. */
  private without(sessions: readonly ListedSession[], cursor: CursorReader, batches: Batches): ListedSession[] {
    const kept = this.exclusion.isActive ? sessions.filter((session) => !this.isExcluded(session)) : [...sessions];
    const keptIds = new Set(kept.map(({ id }) => id));
    for (const { id } of sessions) {
      if (keptIds.has(id) || cursor.get(SESSION_ENTRY + id) === undefined) continue;
      batches.add({ kind: "sessionExcluded", sessionId: id });
      batches.set(SESSION_ENTRY + id, null);
      this.forget(id);
    }
    batches.excluded = sessions.length - kept.length;
    return kept;
  }

  private isExcluded(session: ListedSession): boolean {
    const { id, projectId } = session;
    if (this.exclusion.leavesOut({ id, projectId, directory: "" })) return true;
    const { record } = sessionRecord(this.location.path, session, this.reader);
    return this.exclusion.leavesOut({ id, projectId: record.projectId, directory: record.directory });
  }

  private *changedOf(
    sessions: readonly ListedSession[], cursor: CursorReader, batches: Batches,
    { isThorough, again, signs }: { isThorough: boolean; again: boolean; signs: ReadScope["signs"] },
  ): Generator<SourceBatch, ListedSession[]> {
    const lastChanged = this.lastChanged();
    const changed: ListedSession[] = [];
    for (const session of sessions) {
      if (again) this.forget(session.id);
      const isNamed = isThorough || again || lastChanged.has(session.id);
      if (again || ((isNamed || this.mayHaveChanged(session, cursor)) && this.hasChanged(session, cursor, signs?.get(session.id)))) changed.push(session);
      if (batches.isDue) yield batches.take(0, changed.length);
    }
    return changed;
  }

  private lastChanged(): ReadonlySet<string> {
    const latest = [...this.signs].sort(([, a], [, b]) => b.latest - a.latest).slice(0, ALWAYS_COMPARED);
    return new Set(latest.map(([id]) => id));
  }

  private mayHaveChanged(session: ListedSession, cursor: CursorReader): boolean {
    if (cursor.get(SESSION_ENTRY + session.id) === undefined) return true;
    const before = this.signs.get(session.id);
    if (before === undefined || before.hasDeadLetters || Math.abs(Date.now() - before.latest) < ACTIVE_TIME) return true;
    return before.sign !== this.signOf(session);
  }

  /** Compares the session's files with those that were read. `seen`: what they look like, where that is known. */
  private hasChanged(session: ListedSession, cursor: CursorReader, seen: SessionSign | undefined): boolean {
    const stored = cursor.get(SESSION_ENTRY + session.id);
    if (stored === undefined) return true;
    const sign = this.signOf(session);
    const onDisk = seen ?? this.signOnDisk(session);
    if (onDisk.signature !== stored) return true;
    const hasDeadLetters = this.signs.get(session.id)?.hasDeadLetters ?? false;
    this.signs.set(session.id, { sign, latest: onDisk.latest, hasDeadLetters });
    return false;
  }

  private signOnDisk(session: ListedSession): Omit<SessionSign, "id"> {
    const onDisk = signatureOnDisk(this.location.path, session, this.orphans.get(session.id) ?? []);
    return { signature: onDisk.toString(), latest: onDisk.latest };
  }

  private signOf(session: ListedSession): string {
    const file = session.file === null ? null : stampAt(join(this.location.path, session.file));
    const folder = stampAt(join(this.location.path, "storage", "message", session.id));
    return `${file?.stamp} ${folder?.stamp}`;
  }

  private *session(session: ListedSession, cursor: CursorReader, batches: Batches, { done, total }: Progress): Generator<SourceBatch> {
    const { id } = session;
    const key = SESSION_ENTRY + id;
    const sign = this.signOf(session);
    const orphans = this.orphans.get(id) ?? [];
    const plan = { directory: this.location.path, session, orphans, isKnown: cursor.get(key) !== undefined, known: this.memory.get(id) };
    const read = yield* readJsonSession(plan, this.reader, batches, done, total);
    if (read === undefined) return;
    batches.set(key, read.signature);
    this.signs.set(id, { sign, latest: read.latest, hasDeadLetters: read.hasDeadLetters });
    if (read.known) this.memory.set(id, read.known);
    else this.memory.forget(id);
    if (batches.isFull) yield batches.take(done + 1, total);
  }

  private noteGone(known: ReadonlySet<string>, sessions: readonly ListedSession[], scope: ReadScope, batches: Batches): void {
    const present = new Set(sessions.map(({ id }) => id));
    for (const id of known) {
      if (present.has(id) || scope.sessionIds?.has(id) === false) continue;
      batches.add({ kind: "sessionGone", sessionId: id });
      batches.set(SESSION_ENTRY + id, null);
      this.forget(id);
    }
  }

  private forget(sessionId: string): void {
    this.signs.delete(sessionId);
    this.memory.forget(sessionId);
  }
}

function knownSessions(cursor: CursorReader): Set<string> {
  const known = new Set<string>();
  for (const [key] of cursor.entries()) if (key.startsWith(SESSION_ENTRY)) known.add(key.slice(SESSION_ENTRY.length));
  return known;
}
