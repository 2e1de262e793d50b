// Makes a profile in which Spotter was installed before anything in the sample happened, so that the sample is no old history there.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { blake3 } from "hash-wasm";

/** Name of the extension's folder in a profile's storage, and of the journal in it. */
const STORE = join("User", "globalStorage", "spotter-dev.opencode-spotter");
const JOURNAL = "spotter.db.decisions.jsonl";
/** Digits of the hash that begin a line. */
const CHECK = 16;

/** @param {string} userData the user data folder of a profile; one that was used stays as it is */
export async function installedBeforeAll(userData) {
  const json = JSON.stringify({ id: "00000000-0000-7000-8000-000000000001", at: 1, actor: "sample", kind: "install" });
  const check = (await blake3(`${json.length}:${json}`, 128)).slice(0, CHECK);
  const folder = join(userData, STORE);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, JOURNAL), `${check} ${json}\n`, { mode: 0o600, flag: "wx" }).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
}
