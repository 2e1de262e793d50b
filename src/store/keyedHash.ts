import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createBLAKE3, type IHasher } from "hash-wasm";
import { type Files, diskFiles, readIfThere, replaceFile } from "./files.js";

const KEY_FILE = "key";
const KEY_BYTES = 32;

/**
 * Hash under a key that never leaves this store's folder: the same secret is recognised elsewhere in the store, and nobody
 * who sees the hash can try values against it.
 */
export class KeyedHasher {
  private constructor(private readonly hasher: IHasher) {}

  /** @param folder where the key is kept, made when it is new; null: a key for this run alone. @throws what reading and writing files throws */
  static async create(folder: string | null, files: Files = diskFiles): Promise<KeyedHasher> {
    const key = folder === null ? randomBytes(KEY_BYTES) : keyIn(folder, files);
    return new KeyedHasher(await createBLAKE3(128, key));
  }

  of(text: string): string {
    return this.hasher.init().update(text).digest("hex");
  }
}

function keyIn(folder: string, files: Files): Uint8Array {
  const path = join(folder, KEY_FILE);
  const known = readIfThere(files, path);
  // A key of another length was torn; another one is made then, and hashes of before are not found again.
  if (known?.length === KEY_BYTES) return known;
  const key = randomBytes(KEY_BYTES);
  replaceFile(files, path, key);
  return key;
}
