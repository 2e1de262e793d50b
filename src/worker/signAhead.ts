import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import * as v from "valibot";
import type { SessionSign } from "../watcher/jsonSigning.js";

/** What a signing thread is told when it starts. */
export const signingOrder = v.object({
  /** Data directory with the JSON storage. */
  path: v.string(),
  share: v.object({ index: v.number(), of: v.number() }),
});
export type SigningOrder = v.InferOutput<typeof signingOrder>;

/** The system answers questions about files on as many cores as it has; more threads than these only wait for the disk. */
const MOST_THREADS = 4;

/**
 * Looks at the files of all sessions of a JSON storage in several threads: of 200,000 files one thread asks the system for seconds.
 * What a thread that failed was to look at is not in it.
 *
 * @param script absolute path of the packed signer
 * @param failed told what killed a thread
 */
export async function signAhead(script: string, path: string, failed: (error: unknown) => void, threads = Math.min(MOST_THREADS, availableParallelism())): Promise<Map<string, SessionSign>> {
  const shares = Array.from({ length: threads }, (_, index) => signShare(script, { path, share: { index, of: threads } }));
  const signs = new Map<string, SessionSign>();
  for (const result of await Promise.allSettled(shares)) {
    if (result.status === "rejected") failed(result.reason);
    else for (const sign of result.value) signs.set(sign.id, sign);
  }
  return signs;
}

function signShare(script: string, workerData: SigningOrder): Promise<readonly SessionSign[]> {
  const worker = new Worker(script, { workerData, execArgv: [], name: "spotter-signer" });
  return new Promise((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`A thread that compares files ended with code ${code}.`)));
  });
}
