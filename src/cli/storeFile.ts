import { diskFiles, errorCode, readIfThere } from "../store/files.js";
import { databaseOf } from "../store/imageFile.js";
import { loadSqlJs } from "../worker/bootstrap.js";

/**
 * What keeps a named file from holding the store; null where nothing does. A file that is no store of ours is somebody's (it
 * may be OpenCode's own database): it is neither written over nor moved.
 */
export async function storeFileProblem(path: string, wasmPath: string): Promise<string | null> {
  let image: Uint8Array | null;
  try {
    image = readIfThere(diskFiles, path);
  } catch (error) {
    return `The file of --db cannot be read (${errorCode(error)}): ${path}. Name a file that is yours, or one that is not there yet.`;
  }
  if (image === null || image.length === 0) return null;
  const found = databaseOf(await loadSqlJs(wasmPath), image);
  if ("db" in found) found.db.close();
  else if (found.kind === "foreign" || found.kind === "corrupt") return `The file of --db is no store that Spotter wrote, or a damaged one: ${path}. It was left as it is. Name another file, or move this one away.`;
  return null;
}
