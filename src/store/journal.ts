import { dirname } from "node:path";
import type { Decision } from "../model/decision.js";
import type { ContentHasher } from "./contentHash.js";
import { CHECK_LENGTH, heldLines } from "./damagedLines.js";
import { isUnderstood, recordOf } from "./decisionRecord.js";
import { type Files, diskFiles, errorCode, readIfThere, replaceFile, syncFolder, writeAll } from "../disk/files.js";

/** What opening a journal found besides its decisions. */
export interface JournalOpening {
  readonly decisions: readonly Decision[];
  /** Bytes of a last line that was never finished; they are cut off where the file can be written. */
  readonly tornBytes: number;
  /** Lines in the middle whose check does not hold; they stay in the file and are not used. */
  readonly damagedLines: readonly string[];
  /** Decisions that a newer version wrote, and this one does not understand. */
  readonly newer: number;
}

function checkOf(json: string, hasher: ContentHasher): string {
  return hasher.of(json).slice(0, CHECK_LENGTH);
}

/**
 * Append-only list of decisions: `<check> <json>`, where the check is the first 16 hexadecimal digits of the BLAKE3 hash of the JSON: a
 * decision, or a list of those that were taken together. They count once their line is on the disk, all or none.
 */
export class Journal {
  /** The file ends in the middle of a line. */
  private torn = false;

  private constructor(
    private readonly path: string,
    private readonly hasher: ContentHasher,
    private readonly files: Files,
    readonly opening: JournalOpening,
  ) {}

  /**
   * @param mayWrite false once another engine has taken over: the line that looks torn may be the one that it is writing
   * @throws what reading files throws; a journal that is not there yet is an empty one
   */
  static open(path: string, hasher: ContentHasher, mayWrite: () => boolean, files: Files = diskFiles): Journal {
    const bytes = readIfThere(() => files.read(path)) ?? new Uint8Array();
    // A line that was begun and not finished has no line feed at its end.
    const length = bytes.lastIndexOf(0x0a) + 1;
    const lines = length === 0 ? [] : new TextDecoder().decode(bytes.subarray(0, length - 1)).split("\n");
    // A line with nothing in it ended a torn one that was no longer there.
    const parsed = lines.filter((line) => line !== "").map((line) => ({ line, decided: parseLine(line, hasher) }));
    const readable = parsed.flatMap(({ decided }) => decided ?? []);
    const journal = new Journal(path, hasher, files, {
      decisions: readable,
      newer: readable.filter((decision) => !isUnderstood(decision)).length,
      tornBytes: bytes.length - length,
      damagedLines: parsed.filter(({ decided }) => decided === null).map(({ line }) => line),
    });
    if (bytes.length > length) {
      journal.torn = true;
      if (mayWrite()) journal.tryToCut(length);
    }
    return journal;
  }

  /** Appends decisions, all in one fsync. @throws what writing files throws; none of them counts then */
  append(decisions: readonly Decision[]): void {
    this.files.makeFolder(dirname(this.path));
    const line = this.line(decisions.length === 1 ? decisions[0]! : decisions);
    // A line feed of its own ends a torn line that could not be cut off: it is damaged then, and this one is not.
    const bytes = new TextEncoder().encode(this.torn ? `\n${line}` : line);
    const file = this.files.open(this.path, "a", 0o600);
    try {
      // Asked of the file: a rewrite may have failed after its rename.
      const before = this.files.size(file);
      this.write(file, bytes, before);
    } finally {
      this.files.close(file);
    }
  }

  private write(file: number, bytes: Uint8Array, before: number): void {
    try {
      writeAll(this.files, file, bytes);
      this.files.sync(file);
      // The name of a file that is new has to outlive a power loss, too.
      if (before === 0) syncFolder(this.files, dirname(this.path));
      this.torn = false;
    } catch (error) {
      if (!this.cutBack(file, before)) this.torn = true;
      throw error;
    }
  }

  /** Writes the journal anew with the decisions that are to stay: for forgetting. Whole or not at all; false where `mayReplace` says no. */
  rewrite(decisions: readonly Decision[], mayReplace: () => boolean): boolean {
    const bytes = new TextEncoder().encode(decisions.map((decision) => this.line(decision)).join(""));
    if (!replaceFile(this.files, this.path, bytes, mayReplace)) return false;
    this.torn = false;
    return true;
  }

  /** The damaged lines that are not known to be made up for by these decisions. */
  lostLines(held: readonly Decision[]): number {
    const isHeld = heldLines(held, (json) => checkOf(json, this.hasher));
    return this.opening.damagedLines.filter((line) => !isHeld(line)).length;
  }

  private line(decided: Decision | readonly Decision[]): string {
    const json = JSON.stringify(decided);
    return `${checkOf(json, this.hasher)} ${json}\n`;
  }

  /** What reached the file of a failed append must not be taken for decided by the next start. */
  private cutBack(file: number, length: number): boolean {
    try {
      this.files.truncate(file, length);
      return true;
    } catch {
      // The disk refuses this too; the caller hears of the first failure.
      return false;
    }
  }

  /** Where the file can only be read, what stands before the torn line is as good as ever; `append` ends the line where it was not cut. */
  private tryToCut(length: number): void {
    try {
      this.cutTo(length);
    } catch (error) {
      if (errorCode(error) === "UNKNOWN") throw error;
    }
  }

  private cutTo(length: number): void {
    const file = this.files.open(this.path, "r+", 0o600);
    try {
      this.files.truncate(file, length);
      this.files.sync(file);
      this.torn = false;
    } finally {
      this.files.close(file);
    }
  }
}

/** A decision that this version does not understand is kept as it is: the check says that it was written so, by a newer version. */
function parseLine(line: string, hasher: ContentHasher): readonly Decision[] | null {
  const json = line.slice(CHECK_LENGTH + 1);
  if (line.slice(0, CHECK_LENGTH) !== checkOf(json, hasher)) return null;
  const parsed = parsedJson(json);
  const decisions = (Array.isArray(parsed) ? parsed : [parsed]).map(recordOf);
  return decisions.some((decision) => decision === null) ? null : (decisions as Decision[]);
}

/** Undefined for what is no JSON: anybody can write the check of anything. */
function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
