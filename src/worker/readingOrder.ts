import * as v from "valibot";
import { type SourceBatch, type SourceProblem } from "../model/storage.js";

/** Batches that the reading thread may be ahead of the engine: what bounds the memory that they take. */
export const BATCHES_AHEAD = 3;
/** With no more than this many batches on their way to it the engine has time, and prepares the next one itself. */
export const IDLE_BATCHES = 1;

/** What a reading thread is told when it starts. */
export const readingOrder = v.object({
  location: v.object({ kind: v.picklist(["json", "sqlite"]), path: v.string() }),
  /** The source's cursor as the store has it. */
  cursor: v.array(v.tuple([v.string(), v.string()])),
  /** Folders of the projects that the store has, by id. */
  worktrees: v.array(v.tuple([v.string(), v.string()])),
  /** The key under which secrets are hashed. */
  key: v.instance(Uint8Array),
  maskPersonalData: v.boolean(),
  indicatorPaths: v.array(v.string()),
  rulePaths: v.array(v.string()),
  storageExclude: v.array(v.string()),
  wasmPath: v.string(),
  /** One shared 32-bit number: how many batches the engine has taken. */
  taken: v.instance(SharedArrayBuffer),
});
export type ReadingOrder = v.InferOutput<typeof readingOrder>;

/** A batch of a reading thread. What it has not prepared is as the source gave it: inspected it must be before anything of it is kept. */
export interface ReadBatch {
  readonly batch: SourceBatch;
  readonly isPrepared: boolean;
}

/** What a reading thread tells: batches, and at the end what stood in the way of the whole. */
export type ReadingMessage =
  | ({ readonly type: "batch" } & ReadBatch)
  | { readonly type: "end"; readonly problem: SourceProblem | null };
