import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { SourceProblemReason } from "../model/storage.js";
import { isDenied, isMissing } from "./problems.js";

/** Format: https://www.sqlite.org/fileformat2.html, sections 1.3 (database header) and 4 (the write-ahead log). */
const DATABASE_MAGIC = "SQLite format 3\0";
const DATABASE_HEADER = 100;
const WAL_HEADER = 32;
const FRAME_HEADER = 24;
const WAL_MAGIC = 0x377f0682;

/** Largest `.db` and `-wal` together that are copied: the image lies in memory. */
export const MAX_IMAGE = 1024 * 1024 * 1024;
const ATTEMPTS = 3;

export type ImageResult =
  | { readonly kind: "image"; readonly image: Uint8Array }
  | { readonly kind: "problem"; readonly reason: SourceProblemReason; readonly found: string };

/**
 * The content of a database as a reader would see it: the `.db` file with all committed frames of its `-wal` folded in.
 * Both files are only read. A checkpoint that runs at the same time copies pages that are in the WAL as well, so the
 * copy is right as long as the WAL was not begun anew: both headers and sizes are compared before and after.
 */
export function walImage(path: string, limit = MAX_IMAGE): ImageResult {
  let result: ImageResult = problem("changing", "A database that changed each time it was copied");
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    result = imageOnce(path, limit);
    if (result.kind === "image" || result.reason !== "changing") return result;
  }
  return result;
}

function problem(reason: SourceProblemReason, found: string): ImageResult {
  return { kind: "problem", reason, found };
}

function imageOnce(path: string, limit: number): ImageResult {
  const open: number[] = [];
  try {
    const database = openSync(path, constants.O_RDONLY);
    open.push(database);
    const wal = openIfThere(`${path}-wal`);
    if (wal !== undefined) open.push(wal);
    const before = headers(database, wal);
    const complaint = headerComplaint(before, limit);
    if (complaint) return complaint;
    const log = wal === undefined ? NO_FRAMES : committedFrames(wal, before.walSize, pageSizeOf(before.database));
    const image = copy(database, before, wal, log);
    if (!isSame(before, headers(database, wal)) || wal === undefined !== (openedNow(`${path}-wal`) === undefined)) {
      return problem("changing", "A database that changed each time it was copied");
    }
    return { kind: "image", image };
  } catch (error) {
    if (isMissing(error)) return problem("not-found", "No database file");
    if (isDenied(error)) return problem("permission-denied", "A database that may not be read");
    return problem("corrupt", "A database that the system could not read");
  } finally {
    for (const file of open) closeSync(file);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The WAL's size if there is one with something in it. */
function openedNow(path: string): number | undefined {
  const file = openIfThere(path);
  if (file === undefined) return undefined;
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

interface Headers {
  readonly database: Buffer;
  readonly databaseSize: number;
  readonly wal: Buffer;
  readonly walSize: number;
}

function headers(database: number, wal: number | undefined): Headers {
  return {
    database: readAt(database, 0, DATABASE_HEADER),
    databaseSize: fstatSync(database).size,
    wal: wal === undefined ? Buffer.alloc(0) : readAt(wal, 0, WAL_HEADER),
    walSize: wal === undefined ? 0 : fstatSync(wal).size,
  };
}

/** A WAL may grow while it is copied: the frames that were committed before are as they were. */
function isSame(before: Headers, after: Headers): boolean {
  return (
    before.database.equals(after.database) && before.databaseSize === after.databaseSize &&
    before.wal.equals(after.wal) && before.walSize === after.walSize
  );
}

function headerComplaint(found: Headers, limit: number): ImageResult | undefined {
  if (found.databaseSize === 0) return problem("empty", "A database file of zero bytes");
  if (found.databaseSize + found.walSize > limit) {
    return problem("needs-newer-host", `A database of ${Math.round((found.databaseSize + found.walSize) / 1048576)} MB, too large to be copied into memory`);
  }
  const size = pageSizeOf(found.database);
  const isDatabase = found.database.length === DATABASE_HEADER && found.database.toString("latin1", 0, 16) === DATABASE_MAGIC;
  if (!isDatabase || size < 512 || (size & (size - 1)) !== 0) return problem("corrupt", "A file that is no SQLite database");
  return undefined;
}

function pageSizeOf(header: Buffer): number {
  if (header.length < 18) return 0;
  const size = header.readUInt16BE(16);
  return size === 1 ? 65_536 : size;
}

interface CommittedFrames {
  /** Where in the WAL the newest committed content of a page lies, by page number. */
  readonly offsets: ReadonlyMap<number, number>;
  /** Pages that the database has after the last commit; 0 where nothing was committed. */
  readonly pages: number;
}

const NO_FRAMES: CommittedFrames = { offsets: new Map(), pages: 0 };

/** Walks the frames up to the first whose salts or checksum are wrong: what follows is older, or was never finished. */
function committedFrames(wal: number, walSize: number, pageSize: number): CommittedFrames {
  const header = readAt(wal, 0, WAL_HEADER);
  if (header.length < WAL_HEADER) return NO_FRAMES;
  const magic = header.readUInt32BE(0);
  if ((magic & 0xfffffffe) >>> 0 !== WAL_MAGIC || header.readUInt32BE(8) !== pageSize) return NO_FRAMES;
  const isBigEndian = (magic & 1) === 1;
  const sum = new Checksum(isBigEndian);
  sum.add(header, 0, 24);
  if (!sum.equals(header, 24)) return NO_FRAMES;

  const offsets = new Map<number, number>();
  let pending: Array<[page: number, offset: number]> = [];
  let pages = 0;
  const frame = Buffer.allocUnsafe(FRAME_HEADER + pageSize);
  for (let at = WAL_HEADER; at + frame.length <= walSize; at += frame.length) {
    if (fill(wal, frame, at) < frame.length) break;
    // Bytes 8 to 15 are the salts, which must be those of the header.
    if (frame.compare(header, 16, 24, 8, 16) !== 0) break;
    sum.add(frame, 0, 8);
    sum.add(frame, FRAME_HEADER, frame.length);
    if (!sum.equals(frame, 16)) break;
    pending.push([frame.readUInt32BE(0), at + FRAME_HEADER]);
    const committed = frame.readUInt32BE(4);
    if (committed === 0) continue;
    for (const [page, offset] of pending) offsets.set(page, offset);
    pending = [];
    pages = committed;
  }
  return { offsets, pages };
}

/** The WAL's running checksum: pairs of 32-bit words, Fibonacci-weighted. */
class Checksum {
  private first = 0;
  private second = 0;

  constructor(private readonly isBigEndian: boolean) {}

  add(bytes: Buffer, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isLittleEndian = !this.isBigEndian;
    let { first, second } = this;
    for (let at = from; at < to; at += 8) {
      first = (first + view.getUint32(at, isLittleEndian) + second) >>> 0;
      second = (second + view.getUint32(at + 4, isLittleEndian) + first) >>> 0;
    }
    this.first = first;
    this.second = second;
  }

  equals(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.first && bytes.readUInt32BE(at + 4) === this.second;
  }
}

function copy(database: number, found: Headers, wal: number | undefined, log: CommittedFrames): Uint8Array {
  const pageSize = pageSizeOf(found.database);
  const image = Buffer.alloc(log.pages > 0 ? log.pages * pageSize : found.databaseSize);
  fill(database, image.subarray(0, Math.min(image.length, found.databaseSize)), 0);
  if (wal !== undefined) {
    for (const [page, offset] of log.offsets) {
      if (page === 0 || page > log.pages) continue;
      fill(wal, image.subarray((page - 1) * pageSize, page * pageSize), offset);
    }
  }
  // An image in memory has no WAL: without this SQLite would look for one, and refuse.
  image[18] = 1;
  image[19] = 1;
  if (log.pages > 0) {
    image.writeUInt32BE(log.pages, 28);
    // The size in the header counts only where these two agree.
    image.copy(image, 92, 24, 28);
  }
  return image;
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, fill(file, buffer, position));
}

/** Fills the buffer from the file; gives how much there was. */
function fill(file: number, buffer: Buffer, position: number): number {
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(file, buffer, length, buffer.length - length, position + length);
    if (read === 0) break;
    length += read;
  }
  return length;
}
