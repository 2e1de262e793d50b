import { existsSync } from "node:fs";
import type { SqlJsStatic } from "sql.js";
import type { ForgetScope } from "../model/decision.js";
import { RENAMED_RULES, type RenamedRule } from "../model/renamedRules.js";
import type { SourceBatch, SourceProblem, StorageLocation } from "../model/storage.js";
import { notePace, type ReadingPace } from "./accounting.js";
import { CallText } from "./callText.js";
import { ContentHasher } from "./contentHash.js";
import type { Database } from "./database.js";
import type { Snapshot } from "./databaseFile.js";
import { decisionsIn } from "./decisionRecord.js";
import { Decisions } from "./decisions.js";
import { FindingStates } from "./findingStates.js";
import { type Files, diskFiles, errorCode, replaceFileLater } from "../disk/files.js";
import { Folded } from "./folded.js";
import { databaseOf, type ImageFault, openImage, removeKeptImages } from "./imageFile.js";
import { sealed } from "./imageSeal.js";
import { Ingest, type IngestResult } from "./ingest.js";
import { markInterrupted } from "./interrupted.js";
import { healJournal, openJournal } from "./journalBeside.js";
import { KeyedHasher } from "./keyedHash.js";
import type { OpenNotice } from "./openNotice.js";
import { Reinspection } from "./reinspection.js";
import { Rescoring } from "./rescoring.js";
import { Retention } from "./retention.js";
import { emptyDatabase } from "./schemaCheck.js";
import { Scores } from "./scores.js";
import { cursorOf, type SourceCursor } from "./sourceCursor.js";
import { Summaries } from "./summaries.js";
import { Suppressions } from "./suppressions.js";

export interface StoreOptions {
  /** The image; null for a store in memory only. */
  readonly path: string | null;
  /** A person named that file: it is opened only where it is a store of ours, or not there yet. */
  readonly isNamed?: boolean;
  readonly now?: () => number;
  /** Name of the user account, written beside each decision. */
  readonly actor?: string;
  /** Asked right before the image is replaced: false once another engine has taken over. */
  readonly mayReplace: () => boolean;
  readonly files?: Files;
  /** Rules whose names changed; those of this version where left out. */
  readonly renamedRules?: readonly RenamedRule[];
}

interface StoreParts {
  readonly sql: SqlJsStatic;
  readonly db: Database;
  readonly path: string | null;
  readonly notices: readonly OpenNotice[];
  readonly hasher: ContentHasher;
  readonly keyedHasher: KeyedHasher;
  readonly states: FindingStates;
  readonly suppressions: Suppressions;
  readonly decisions: Decisions;
  readonly now: () => number;
  readonly mayReplace: () => boolean;
  readonly files: Files;
}

/** The store: one SQLite database in memory, saved as a whole image. */
export class Store {
  /** For queries; see `queries/`. */
  readonly db: Database;
  readonly decisions: Decisions;
  readonly states: FindingStates;
  readonly suppressions: Suppressions;
  readonly keyedHasher: KeyedHasher;
  readonly notices: readonly OpenNotice[];
  readonly scores: Scores;
  readonly rescoring: Rescoring;
  readonly reinspection: Reinspection;
  readonly retention: Retention;
  readonly text: CallText;
  private readonly folded: Folded;
  private readonly ingest: Ingest;
  private dirty = false;
  /** Something was forgotten that the disk still has. */
  private isErasing = false;
  private eraseFault: string | null = null;
  private saving: Promise<number> = Promise.resolve(0);

  private constructor(private readonly parts: StoreParts) {
    const { db, hasher, now } = parts;
    const summaries = new Summaries(db);
    this.db = db;
    this.decisions = parts.decisions;
    this.states = parts.states;
    this.suppressions = parts.suppressions;
    this.keyedHasher = parts.keyedHasher;
    this.notices = parts.notices;
    this.folded = new Folded(db, hasher);
    this.text = new CallText(db);
    this.ingest = new Ingest(db, hasher, summaries, this.text, this.folded, this.states, now);
    this.scores = new Scores(db, hasher, summaries, this.states, this.suppressions, now);
    this.rescoring = new Rescoring(db, this.scores);
    this.reinspection = new Reinspection(db);
    this.retention = new Retention(db, this.folded, now);
    // A forgetting may have come no further than the journal, or been cut short in it; then the image on the disk is of before, too.
    if (parts.decisions.isOutdated) this.beginErasing();
    else if (parts.decisions.forgotAt > 0) this.isErasing = !this.eraseBesideImage();
    this.notices = parts.notices.map((notice) => ("keptAs" in notice && notice.keptAs !== null && !existsSync(notice.keptAs) ? { ...notice, keptAs: null } : notice));
  }

  /**
   * Opens the image at `path`, or an empty store where there is none. An image that cannot be used is kept aside under
   * another name, or left as it is when a newer version wrote it or a person named the file; the notices say so, and the index is built anew. What
   * people decided comes from the journal beside it, whatever became of the image.
   */
  static async open(sql: SqlJsStatic, options: StoreOptions): Promise<Store> {
    const { path, isNamed = false, now = Date.now, actor = "", mayReplace, files = diskFiles, renamedRules = RENAMED_RULES } = options;
    const hasher = await ContentHasher.create();
    const notices: OpenNotice[] = [];
    const opened = path === null ? null : openImage(sql, path, isNamed, notices, files, mayReplace);
    const db = opened?.db ?? emptyDatabase(sql);
    const usablePath = opened?.readOnly ? null : path;
    const journal = usablePath === null ? null : openJournal(usablePath, hasher, notices, files, mayReplace);
    const keyedHasher = await keyFor(usablePath, files, mayReplace);
    const states = new FindingStates(db, now);
    const suppressions = new Suppressions(db, hasher, states, renamedRules);
    const decisions = new Decisions(db, states, suppressions, journal, actor, now, mayReplace);
    healJournal(decisions, notices);
    return new Store({ sql, db, path: usablePath, notices, hasher, keyedHasher, states, suppressions, decisions, now, mayReplace, files });
  }

  /** True when the store is kept in a file. */
  get persistent(): boolean {
    return this.parts.path !== null;
  }

  /** Id of a source's row, made when it is new. */
  sourceId(location: StorageLocation): number {
    this.db.run("INSERT OR IGNORE INTO source (kind, path) VALUES (?, ?)", location.kind, location.path);
    return this.db.count("SELECT id FROM source WHERE path = ?", location.path);
  }

  /** Stores a batch with the cursor that covers it. @param isReadAgain its texts were inspected before, and may be seen otherwise now */
  apply(sourceId: number, batch: SourceBatch, isReadAgain = false): IngestResult {
    // That a source was looked at once more is not worth a new image.
    if (batch.records.length > 0 || batch.cursor.length > 0) this.dirty = true;
    return this.ingest.apply(sourceId, batch, isReadAgain);
  }

  cursor(sourceId: number): SourceCursor {
    return cursorOf(this.db, sourceId);
  }

  /** Records how the last reading of a source ended. When it was alone is not worth a new image: it goes with the next. */
  sourceRead(sourceId: number, problem: SourceProblem | null): void {
    const unchanged = "SELECT count(*) FROM source WHERE id = ? AND last_read IS NOT NULL AND (problem_reason, problem_message) IS (?, ?)";
    if (this.db.count(unchanged, sourceId, problem?.reason ?? null, problem?.message ?? null) === 0) this.dirty = true;
    this.db.run(
      "UPDATE source SET last_read = ?, problem_reason = ?, problem_message = ? WHERE id = ?",
      this.parts.now(), problem?.reason ?? null, problem?.message ?? null, sourceId,
    );
  }

  /** Keeps how fast a source is read. */
  noteReading(sourceId: number, pace: ReadingPace): void {
    notePace(this.db, sourceId, pace);
  }

  /** Marks the calls that OpenCode left running; gives their sessions. */
  markInterrupted(): ReadonlySet<string> {
    const marked = markInterrupted(this.db, this.parts.now());
    if (marked.size > 0) this.dirty = true;
    return marked;
  }

  /** Notes that rows changed by another way than `apply`, so that the next save writes them. */
  markDirty(): void {
    this.dirty = true;
  }

  /**
   * Saves the image when something changed, one save after the other. Reading and writing go on meanwhile; what they change
   * is in the next image.
   *
   * @returns bytes written, 0 where nothing had to be
   * @throws (rejects with) what writing files throws; the former image is untouched then
   */
  save(): Promise<number> {
    const saving = this.saving.then(() => this.saveNow());
    this.saving = saving.catch(() => 0);
    return saving;
  }

  private async saveNow(): Promise<number> {
    const { path, files, mayReplace } = this.parts;
    const isRest = this.isErasing && this.eraseBesideImage();
    if (!this.dirty || path === null) {
      if (isRest) this.isErasing = false;
      return 0;
    }
    const snapshot = this.db.snapshot();
    // What changes from here on is in the next one.
    this.dirty = false;
    let isSaved = false;
    try {
      isSaved = await replaceFileLater(files, path, sealed(snapshot.pieces()), mayReplace);
      if (isSaved && isRest) this.isErasing = false;
      return isSaved ? snapshot.length : 0;
    } catch (error) {
      if (this.isErasing) this.eraseFault = errorCode(error);
      throw error;
    } finally {
      snapshot.release();
      if (!isSaved) this.dirty = true;
    }
  }

  /**
   * Erases what a scope holds, from the index, the journal and the images that were kept aside. It has to be saved to be gone from the
   * disk; what the disk refuses is tried again with each save and at the next start, and `leftBehind` says so until then.
   *
   * @throws what appending to the journal throws; nothing is forgotten then
   */
  forget(scope: ForgetScope): void {
    this.decisions.record([{ kind: "forget", scope }]);
    this.folded.reset();
    this.beginErasing();
  }

  /** What stands in the way of erasing what was forgotten from the disk, as a code of the file system; null where nothing does. */
  get leftBehind(): string | null {
    return this.eraseFault;
  }

  private beginErasing(): void {
    this.dirty = true;
    this.isErasing = this.persistent;
    this.eraseBesideImage();
  }

  /** Gives whether all but the image is rid of what was forgotten. */
  private eraseBesideImage(): boolean {
    const { path, files, mayReplace } = this.parts;
    if (path === null || !mayReplace()) return false;
    try {
      this.decisions.forgetInJournal();
      removeKeptImages(path, files, this.decisions.forgotAt, this.isErasing);
      const unreadable = this.notices.find((notice) => notice.kind === "journal-unreadable");
      // Not before a start that can read it.
      this.eraseFault = unreadable?.code ?? null;
      return this.eraseFault === null;
    } catch (error) {
      if (errorCode(error) === "UNKNOWN") throw error;
      this.eraseFault = errorCode(error);
      return false;
    }
  }

  /** The whole store in one file's bytes, decisions included; to be released once they are written. */
  backup(): Snapshot {
    return this.db.snapshot();
  }

  /**
   * Puts a backup in the place of the index, after checking it. Decisions taken since stay. Gives null, or what is wrong with
   * the backup; nothing has changed then.
   *
   * @throws what writing the journal throws; nothing has changed then either
   */
  restore(image: Uint8Array, name: string): ImageFault | null {
    const opened = databaseOf(this.parts.sql, image);
    if (!("db" in opened)) return opened;
    const theirs = decisionsIn(opened.db, this.parts.now());
    if (theirs === null) {
      opened.db.close();
      return { kind: "corrupt", detail: "decisions that are none" };
    }
    this.decisions.restore(name, theirs, () => this.db.become(opened.db));
    this.folded.reset();
    this.dirty = true;
    // What was forgotten since the backup goes again.
    if (this.decisions.isOutdated) this.beginErasing();
    return null;
  }

  close(): void {
    this.db.close();
  }
}

/** A folder that cannot be written has no key either: then hashes hold for this run. */
async function keyFor(path: string | null, files: Files, mayReplace: () => boolean): Promise<KeyedHasher> {
  try {
    return path === null ? await KeyedHasher.ofThisRun() : await KeyedHasher.beside(path, files, mayReplace);
  } catch (error) {
    if (errorCode(error) === "UNKNOWN") throw error;
    return KeyedHasher.ofThisRun();
  }
}
