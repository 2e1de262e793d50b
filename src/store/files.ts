import * as fs from "node:fs";

/** The file operations that durability rests on; handed in, so that a test can let each of them fail at the n-th call. */
export interface Files {
  open(path: string, flags: string, mode: number): number;
  write(file: number, bytes: Uint8Array, offset: number, length: number): number;
  sync(file: number): void;
  truncate(file: number, length: number): void;
  close(file: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  read(path: string): Uint8Array;
  makeFolder(path: string): void;
}

export const diskFiles: Files = {
  open: (path, flags, mode) => fs.openSync(path, flags, mode),
  write: (file, bytes, offset, length) => fs.writeSync(file, bytes, offset, length),
  sync: (file) => fs.fsyncSync(file),
  truncate: (file, length) => fs.ftruncateSync(file, length),
  close: (file) => fs.closeSync(file),
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true }),
  read: (path) => fs.readFileSync(path),
  makeFolder: (path) => void fs.mkdirSync(path, { recursive: true, mode: 0o700 }),
};

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
