import { randomBytes } from "node:crypto";
import { createBLAKE3, type IHasher } from "hash-wasm";
import { type Files, readIfThere, replaceFile } from "../disk/files.js";

/** The key lies beside the image, under the image's name. */
const KEY_SUFFIX = ".key";
const KEY_BYTES = 32;

/**
 * Hash under a key that never leaves the folder of its store: the same secret is recognised elsewhere in the store, and nobody
 * who sees the hash can try values against it.
 */
export class KeyedHasher {
  private constructor(private readonly hasher: IHasher, readonly key: Uint8Array) {}

  /** The hasher of another thread, under the same key. */
  static async of(key: Uint8Array): Promise<KeyedHasher> {
    return new KeyedHasher(await createBLAKE3(128, key), key);
  }

  /** @param image beside which the key is kept, made when it is new. @throws what reading and writing files throws */
  static async beside(image: string, files: Files, mayReplace: () => boolean): Promise<KeyedHasher> {
    return KeyedHasher.of(keyOf(image, files, mayReplace));
  }

  /** Under a key that nobody keeps. */
  static async ofThisRun(): Promise<KeyedHasher> {
    return KeyedHasher.of(randomBytes(KEY_BYTES));
  }

  of(text: string): string {
    return this.hasher.init().update(text).digest("hex");
  }
}

function keyOf(image: string, files: Files, mayReplace: () => boolean): Uint8Array {
  const path = `${image}${KEY_SUFFIX}`;
  const known = readIfThere(() => files.read(path));
  if (known?.length === KEY_BYTES) return known;
  const key = randomBytes(KEY_BYTES);
  // A key is written whole or not at all, so a file of another length is no key of ours: it is left as it is.
  if (known === null) replaceFile(files, path, key, mayReplace);
  return key;
}
