import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { dirname } from "node:path";

/** The file operations that durability rests on; handed in, so that a test can let each of them fail at the n-th call. */
export interface Files {
  open(path: string, flags: string, mode: number): number;
  write(file: number, bytes: Uint8Array, offset: number, length: number): number;
  sync(file: number): void;
  truncate(file: number, length: number): void;
  /** Bytes in a file that is open. */
  size(file: number): number;
  close(file: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** @throws what opening and reading throw; EINVAL for what is no file, such as a pipe, and EFBIG above 2 GB */
  read(path: string): Uint8Array;
  /** Reads a file in pieces of `size` bytes each, the last of which may be shorter; none of an empty file. @throws like `read` */
  readPieces(path: string, size: number): Uint8Array[];
  makeFolder(path: string): void;
  /** Write and sync apart from the thread: a large image must not hold up whoever asks. */
  writeLater(file: number, bytes: Uint8Array, offset: number, length: number): Promise<number>;
  syncLater(file: number): Promise<void>;
}

export const diskFiles: Files = {
  open: (path, flags, mode) => fs.openSync(path, flags, mode),
  write: (file, bytes, offset, length) => fs.writeSync(file, bytes, offset, length),
  sync: (file) => fs.fsyncSync(file),
  truncate: (file, length) => fs.ftruncateSync(file, length),
  size: (file) => fs.fstatSync(file).size,
  close: (file) => fs.closeSync(file),
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true }),
  read,
  readPieces,
  makeFolder,
  writeLater: (file, bytes, offset, length) =>
    new Promise((resolve, reject) => fs.write(file, bytes, offset, length, null, (error, written) => (error ? reject(error) : resolve(written)))),
  syncLater: (file) => new Promise((resolve, reject) => fs.fsync(file, (error) => (error ? reject(error) : resolve()))),
};

/** A file of ours above this is none: a store within its limits is a fifth of it. */
const LARGEST_FILE = 2 ** 31;
/** A pipe in a file's place must not hold up the thread. Windows has no such flag. */
const READ_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

function openToRead(path: string): number {
  const file = fs.openSync(path, READ_FLAGS);
  const facts = fs.fstatSync(file);
  const code = facts.isDirectory() ? "EISDIR" : !facts.isFile() ? "EINVAL" : facts.size > LARGEST_FILE ? "EFBIG" : null;
  if (code === null) return file;
  fs.closeSync(file);
  throw Object.assign(new Error(`${code}: no file that can be read: ${path}`), { code });
}

function read(path: string): Uint8Array {
  const file = openToRead(path);
  try {
    return fs.readFileSync(file);
  } finally {
    fs.closeSync(file);
  }
}

function readPieces(path: string, size: number): Uint8Array[] {
  const file = openToRead(path);
  try {
    const pieces: Uint8Array[] = [];
    for (let length = size; length === size; ) {
      const piece = new Uint8Array(size);
      length = 0;
      // A single read may give fewer bytes than there are.
      for (let taken = -1; taken !== 0 && length < size; length += taken) taken = fs.readSync(file, piece, length, size - length, null);
      if (length > 0) pieces.push(piece.subarray(0, length));
    }
    return pieces;
  } finally {
    fs.closeSync(file);
  }
}

/** Not Node's `recursive`: where nothing can be made and mkdir says ENOENT (below /proc, say), Node 20 tries for ever. */
function makeFolder(path: string): void {
  const isThere = (): boolean => fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere()) return;
  const parent = dirname(path);
  if (parent !== path && !fs.existsSync(parent)) makeFolder(parent);
  try {
    fs.mkdirSync(path, 0o700);
  } catch (error) {
    // Another process may have been faster.
    if (!isThere()) throw error;
  }
}

/** Code of a failed file operation, for example `ENOSPC`; `UNKNOWN` for what is none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
}

/** Writes all bytes: a single write may take fewer. */
export function writeAll(files: Files, file: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) offset += files.write(file, bytes, offset, bytes.length - offset);
}

/** Makes a rename durable. Windows cannot open a folder: there the rename is all that can be done. */
export function syncFolder(files: Files, folder: string): void {
  if (process.platform === "win32") return;
  const handle = files.open(folder, "r", 0);
  try {
    files.sync(handle);
  } finally {
    files.close(handle);
  }
}

async function syncFolderLater(files: Files, folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = files.open(folder, "r", 0);
  try {
    await files.syncLater(handle);
  } finally {
    files.close(handle);
  }
}

/** Reads a file; null where there is none. @throws what reading a file throws, but for ENOENT */
export function readIfThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/**
 * Replaces a file so that at any moment the file is the former one or the new one, whole: temporary file, fsync, rename,
 * fsync of the folder. File 0600 in a folder 0700.
 *
 * @param mayReplace asked right before the rename: another engine may have taken over meanwhile. Gives false from the whole then.
 * @throws what writing files throws; the former file is untouched then
 */
export function replaceFile(files: Files, path: string, bytes: Uint8Array, mayReplace: () => boolean): boolean {
  const replacement = new Replacement(files, path, OWN_MODE);
  try {
    writeAll(files, replacement.file, bytes);
    files.sync(replacement.file);
    if (!replacement.putInPlace(mayReplace)) return false;
    syncFolder(files, dirname(path));
    return true;
  } finally {
    replacement.end();
  }
}

/**
 * Like `replaceFile`, without holding up the thread.
 *
 * @param pieces the bytes in order; a piece must not change until the next one was asked for
 * @param mode of the file, less what the process's mask takes
 */
export async function replaceFileLater(files: Files, path: string, pieces: Iterable<Uint8Array>, mayReplace: () => boolean, mode = OWN_MODE): Promise<boolean> {
  const replacement = new Replacement(files, path, mode);
  try {
    for (const piece of pieces) {
      for (let offset = 0; offset < piece.length; ) offset += await files.writeLater(replacement.file, piece, offset, piece.length - offset);
    }
    await files.syncLater(replacement.file);
    if (!replacement.putInPlace(mayReplace)) return false;
    await syncFolderLater(files, dirname(path));
    return true;
  } finally {
    replacement.end();
  }
}

/** For its owner alone. */
const OWN_MODE = 0o600;

/** What a temporary file's name has behind that of the file that it is to replace; earlier versions' had the process alone. */
export const TEMPORARY_SUFFIX = /\.(\d+)(?:-[0-9a-f]{12})?\.tmp$/;

/** A temporary file beside the one that it is to replace. */
class Replacement {
  /** Handle to write to; what was written must be synced before it is put in place. */
  readonly file: number;
  private readonly temporary: string;
  private isOpen = true;
  private isInPlace = false;

  /** @throws what making a folder and opening a file throw; there is nothing to end then */
  constructor(
    private readonly files: Files,
    private readonly path: string,
    mode: number,
  ) {
    files.makeFolder(dirname(path));
    // A name that nobody can have put something at before; `wx` follows no link and takes nobody's mode over.
    this.temporary = `${path}.${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
    this.file = files.open(this.temporary, "wx", mode);
  }

  /** Gives false where it may not replace the former file after all. The folder is to be synced afterwards. */
  putInPlace(mayReplace: () => boolean): boolean {
    this.close();
    if (!mayReplace()) return false;
    this.files.rename(this.temporary, this.path);
    this.isInPlace = true;
    return true;
  }

  /** Clears away what did not get into place. */
  end(): void {
    try {
      this.close();
    } finally {
      if (!this.isInPlace) this.files.remove(this.temporary);
    }
  }

  private close(): void {
    if (!this.isOpen) return;
    // A handle whose closing failed is gone all the same.
    this.isOpen = false;
    this.files.close(this.file);
  }
}
