import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Code of a failed file operation, for example `ENOSPC`; `UNKNOWN` for what is none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
}

/** Reads a saved image. Null when there is none yet. @throws what reading a file throws, but for ENOENT */
export function readImage(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/**
 * Writes an image so that at any moment the file is the former one or the new one, whole: temporary file, fsync, rename,
 * fsync of the folder. File 0600 in a folder 0700.
 *
 * @throws what writing files throws; the former image is untouched then, and the temporary file removed
 */
export function writeImage(path: string, image: Uint8Array): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, "w", 0o600);
    try {
      for (let offset = 0; offset < image.length; ) offset += writeSync(file, image, offset, image.length - offset);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  syncFolder(folder);
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    // The file may never have been made; what failed before is what the caller has to hear of.
    if (errorCode(error) === "UNKNOWN") throw error;
  }
}

/** Makes a rename durable. Windows cannot open a folder: there the rename is all that can be done. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
