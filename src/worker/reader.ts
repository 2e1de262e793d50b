import { parentPort, workerData } from "node:worker_threads";
import * as v8 from "node:v8";
import * as v from "valibot";
import type { SourceBatch } from "../model/storage.js";
import { trimArguments } from "../store/argumentHeads.js";
import { ContentHasher } from "../store/contentHash.js";
import { KeyedHasher } from "../store/keyedHash.js";
import { Exclusion } from "../watcher/exclusion.js";
import { openSource } from "../watcher/source.js";
import { readIndicatorLists } from "./indicatorLists.js";
import { Preparation } from "./preparation.js";
import { BATCHES_AHEAD, type ReadingMessage, readingOrder } from "./readingOrder.js";
import { readRuleBook } from "./ruleFiles.js";
import { RulesInForce } from "./rulesInForce.js";
import { loadSqlJs } from "./sqlJs.js";

/**
 * A thread that reads and inspects a source for the first time, while the engine's thread judges and stores the batches before. Each
 * has its own work, and not whichever has time: code that both threads run is compiled twice. It waits where it is too far ahead, and
 * ends with the source.
 */
async function main(): Promise<void> {
  if (!parentPort) throw new Error("The reader runs in a worker thread.");
  const port = parentPort;
  const post = (message: ReadingMessage): void => port.postMessage(message);
  const order = v.parse(readingOrder, workerData);
  const taken = new Int32Array(order.taken);
  const hasher = await KeyedHasher.of(order.key);
  const contentHasher = await ContentHasher.create();
  // The engine has said by now what is wrong with the lists.
  const { indicators } = readIndicatorLists(order.indicatorPaths, () => undefined);
  const { maskPersonalData } = order;
  const preparation = new Preparation({ keyedHash: (secret) => hasher.of(secret), worktrees: new Map(order.worktrees), maskPersonalData, indicators, rules: new RulesInForce(readRuleBook(order.rulePaths)) });
  const source = openSource(order.location, await loadSqlJs(order.wasmPath), new Exclusion(order.storageExclude));
  const cursor = new Map(order.cursor);
  const reading = source.read({ get: (key) => cursor.get(key), entries: () => cursor.entries() }, { isLast: true });
  for (let sent = 0; ; sent++) {
    const step = reading.next();
    if (step.done) {
      source.close();
      return post({ type: "end", problem: step.value ?? null });
    }
    post({ type: "batch", batch: hashed(preparation.inspect(step.value), contentHasher) });
    waitUntil(taken, sent + 1 - BATCHES_AHEAD);
  }
}

/** Outputs are most of the text, and nothing but their hash is kept: they stay in this thread, which has time to make the other hash, too. */
function hashed(batch: SourceBatch, hasher: ContentHasher): SourceBatch {
  const records = batch.records.map((record) => {
    if (record.kind !== "toolCall") return record;
    const contentHash = hasher.ofCall(record, trimArguments(record.arguments, hasher));
    const outputHash = hasher.ofOutput(record);
    return outputHash === null ? { ...record, contentHash } : { ...record, output: null, outputHash, contentHash };
  });
  return { ...batch, records };
}

function waitUntil(taken: Int32Array, least: number): void {
  for (let now = Atomics.load(taken, 0); now < least; now = Atomics.load(taken, 0)) Atomics.wait(taken, 0, now);
}

/**
 * Gives the memory back before the thread ends. V8 keeps the pages of a thread that has ended, and eight seconds later has another one
 * release them: with 190 MB it was the window's thread, for 170 ms. Nothing else that a program may call collects all garbage at once.
 */
function shrinkHeap(): void {
  const { queryObjects } = v8 as { queryObjects?: (constructor: object, options: { format: "count" }) => unknown };
  // Node warns that it may change: where it does, only the memory comes back later.
  process.removeAllListeners("warning");
  queryObjects?.(class Nothing {}, { format: "count" });
}

void main().then(shrinkHeap);
