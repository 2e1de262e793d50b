import { createBLAKE3, type IHasher } from "hash-wasm";
import type { ToolCallRecord } from "../model/storage.js";
import { rawText } from "../model/untrusted.js";
import type { KeptArguments } from "./argumentHeads.js";

/** BLAKE3 of text, in hexadecimal. `hash-wasm` loads asynchronously, once; after that each hash is synchronous. */
export class ContentHasher {
  private constructor(private readonly hasher: IHasher) {}

  static async create(): Promise<ContentHasher> {
    // 128 bits: enough for identity, and half of the memory of the default.
    return new ContentHasher(await createBLAKE3(128));
  }

  /** Hash of several texts. Each is preceded by its length, so that no two lists give the same bytes. */
  of(...texts: readonly string[]): string {
    // One update: each call into the hash's WASM costs more than the few bytes that it is given.
    return this.hasher.init().update(texts.map((text) => `${text.length}:${text}`).join("")).digest("hex");
  }

  /** Identity, input, status and times of a call: when this changes, the call is scored again. */
  ofCall(call: ToolCallRecord, { json, hash }: KeptArguments): string {
    if (call.contentHash !== undefined) return call.contentHash;
    const { id, callId, tool, status, outcome, exitCode, timeStart, timeEnd } = call;
    const error = call.error === null ? "" : rawText(call.error);
    return this.of(id, callId, tool, status, outcome, String(exitCode), String(timeStart), String(timeEnd), hash ?? json, error);
  }

  ofOutput(call: ToolCallRecord): string | null {
    if (call.outputHash !== undefined) return call.outputHash;
    return call.output === null ? null : this.of(rawText(call.output));
  }
}
