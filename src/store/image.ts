import { dirname } from "node:path";
import { type Files, diskFiles, errorCode, syncFolder, writeAll } from "./files.js";

/** Reads a saved image. Null when there is none yet. @throws what reading a file throws, but for ENOENT */
export function readImage(path: string, files: Files = diskFiles): Uint8Array | null {
  try {
    return files.read(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/**
 * Writes an image so that at any moment the file is the former one or the new one, whole: temporary file, fsync, rename,
 * fsync of the folder. File 0600 in a folder 0700.
 *
 * @param mayReplace asked right before the rename: another engine may have taken over meanwhile. Gives false from the whole then.
 * @throws what writing files throws; the former image is untouched then
 */
export function writeImage(path: string, image: Uint8Array, mayReplace: () => boolean = () => true, files: Files = diskFiles): boolean {
  const folder = dirname(path);
  files.makeFolder(folder);
  const temporary = `${path}.${process.pid}.tmp`;
  let replaced = false;
  try {
    const file = files.open(temporary, "w", 0o600);
    try {
      writeAll(files, file, image);
      files.sync(file);
    } finally {
      files.close(file);
    }
    if (mayReplace()) {
      files.rename(temporary, path);
      replaced = true;
    }
  } finally {
    if (!replaced) files.remove(temporary);
  }
  if (replaced) syncFolder(files, folder);
  return replaced;
}
