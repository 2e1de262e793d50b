import * as v from "valibot";
import { type SourceBatch, type SourceProblem } from "../model/storage.js";

/** Batches that the reading thread may be ahead of the engine: what bounds the memory that they take. */
export const BATCHES_AHEAD = 3;

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

/** What a reading thread tells: batches, inspected, and at the end what stood in the way of the whole. */
export type ReadingMessage =
  | { readonly type: "batch"; readonly batch: SourceBatch }
  | { readonly type: "end"; readonly problem: SourceProblem | null };
