import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync, type Stats } from "node:fs";
import { sep } from "node:path";
import type { DeadLetterReason } from "../model/storage.js";
import { parseObject } from "./fields.js";
import { isDenied, isMissing, systemErrorCode } from "./problems.js";
import { MAX_RECORD_LENGTH } from "./sessionReading.js";

/** Why a file or folder could not be read, in the words of a dead letter. */
export interface FileFailure {
  readonly kind: "failure";
  readonly reason: DeadLetterReason;
  readonly detail: string;
  /** Stands for the failure in a signature, so that its end is a change. */
  readonly stamp: string;
}

export type FileReading =
  | { readonly kind: "text"; readonly text: string; readonly stamp: string; readonly time: number; readonly changed: number }
  | { readonly kind: "missing" }
  | FileFailure;

export type Listing = { readonly kind: "names"; readonly names: readonly string[] } | { readonly kind: "missing" } | FileFailure;

/** A file changed this recently may be in the middle of a rewrite: OpenCode writes in place, then cuts the old tail. */
const REWRITE_WINDOW = 2_000;
const REWRITE_ATTEMPTS = 5;
const REWRITE_PAUSE = 4;
/** A kernel stamps a file with the time of its last tick: within this time two writes may look the same. */
const STAMP_GRAIN = 50;
/** A pipe that somebody put in a part's place must not stop the reader at `open`. Not there on Windows. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * What tells that a file changed. The time of the last status change is part of it, since permissions come back without
 * any other trace, and since the modification time can be set back.
 */
export function stampOf(stats: Stats): string {
  return `${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
}

/** False for a file that changed in this very moment. A time in the future is a clock that jumped: only closeness tells. */
export function isSettled(changed: number): boolean {
  return Math.abs(Date.now() - changed) >= STAMP_GRAIN;
}

function changeTime(stats: Stats): number {
  return Math.max(stats.mtimeMs, stats.ctimeMs);
}

/** The stamp of a file or folder; null where it is not there. */
export function stampAt(path: string): { stamp: string; time: number; changed: number } | null {
  try {
    const stats = statSync(path);
    return { stamp: stampOf(stats), time: Math.trunc(stats.mtimeMs), changed: changeTime(stats) };
  } catch (error) {
    return isMissing(error) ? null : { stamp: failure(error).stamp, time: 0, changed: 0 };
  }
}

/** The path of what lies in a folder, of names that are no more than names: `join` would take each path apart and put it together again. */
export function below(folder: string, name: string): string {
  return folder + sep + name;
}

/** The names in a folder, sorted. */
export function listFolder(path: string): Listing {
  try {
    return { kind: "names", names: readdirSync(path).sort() };
  } catch (error) {
    return isMissing(error) ? { kind: "missing" } : failure(error);
  }
}

/** Reads files through one buffer, since most parts are a few kilobytes and there are hundreds of thousands of them. */
export class FileReader {
  private buffer = Buffer.allocUnsafe(256 * 1024);

  /** The text of a file that holds one JSON object. A file that is being rewritten is waited for, some milliseconds. */
  read(path: string): FileReading {
    for (let attempt = 1; ; attempt++) {
      const reading = this.readOnce(path);
      if (reading.kind !== "text" || attempt === REWRITE_ATTEMPTS) return reading;
      const isRecent = Math.abs(Date.now() - reading.time) < REWRITE_WINDOW;
      if (!isRecent || parseObject(reading.text) !== undefined) return reading;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, REWRITE_PAUSE);
    }
  }

  private readOnce(path: string): FileReading {
    let file: number;
    try {
      file = openSync(path, OPEN_FLAGS);
    } catch (error) {
      return isMissing(error) ? { kind: "missing" } : failure(error);
    }
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) {
        return { kind: "failure", reason: "unexpected-shape", detail: "No regular file.", stamp: "no-file" };
      }
      if (stats.size > MAX_RECORD_LENGTH) {
        return { kind: "failure", reason: "too-large", detail: `${stats.size} bytes, more than are read of one record.`, stamp: stampOf(stats) };
      }
      return { kind: "text", text: this.contents(file, stats.size), stamp: stampOf(stats), time: Math.trunc(stats.mtimeMs), changed: changeTime(stats) };
    } catch (error) {
      return failure(error);
    } finally {
      closeSync(file);
    }
  }

  /** Reads to the end, wherever it is by now, but not without bound: a writer may be faster. */
  private contents(file: number, size: number): string {
    const isLarge = size >= this.buffer.length;
    const buffer = isLarge ? Buffer.allocUnsafe(size + 4096) : this.buffer;
    let length = 0;
    for (;;) {
      const room = buffer.length - length;
      const read = readSync(file, buffer, length, room, null);
      length += read;
      // Less than was asked for is what a file gives at its end: nobody asks once more, for most files that would double the reads.
      if (read === 0 || (read < room && length >= size) || length === buffer.length) return buffer.toString("utf8", 0, length);
    }
  }
}

function failure(error: unknown): FileFailure {
  const code = systemErrorCode(error) ?? "unknown error";
  if (isDenied(error)) return { kind: "failure", reason: "permission-denied", detail: `Reading it is not allowed (${code}).`, stamp: code };
  return { kind: "failure", reason: "unreadable", detail: `The system could not read it (${code}).`, stamp: code };
}
