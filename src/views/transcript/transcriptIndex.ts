import { RequestError } from "../../protocol/channel.js";
import type { EngineContract, TranscriptAnchors } from "../../protocol/engine.js";
import type { Params, Result } from "../../protocol/channel.js";

/** Transcripts whose lines are remembered; a line costs about 60 bytes. */
const REMEMBERED = 300;

export interface TranscriptSource {
  request<K extends "transcript">(name: K, params: Params<EngineContract, K>): Promise<Result<EngineContract, K>>;
}

/** Remembers where each call stands in its session's transcript, and asks for it once where it is not known. */
export class TranscriptIndex {
  /** Oldest use first; null means that OpenCode has no such session. */
  private readonly known = new Map<string, TranscriptAnchors | null>();

  constructor(private readonly source: TranscriptSource) {}

  /** What is known without asking; undefined where nothing is. */
  peek(sessionId: string): TranscriptAnchors | null | undefined {
    return this.known.get(sessionId);
  }

  /** @throws {RequestError} where the engine could not tell, but for `not-found` */
  async anchorsOf(sessionId: string): Promise<TranscriptAnchors | null> {
    const known = this.known.get(sessionId);
    if (known !== undefined) return this.remember(sessionId, known);
    try {
      return this.remember(sessionId, (await this.source.request("transcript", { sessionId })).anchors);
    } catch (error) {
      if (error instanceof RequestError && error.failure === "not-found") return this.remember(sessionId, null);
      throw error;
    }
  }

  remember<Anchors extends TranscriptAnchors | null>(sessionId: string, anchors: Anchors): Anchors {
    this.known.delete(sessionId);
    this.known.set(sessionId, anchors);
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value!);
    return anchors;
  }

  /** Sessions changed, or many did (null): their lines may stand elsewhere now. */
  forget(sessionIds: readonly string[] | null): void {
    if (sessionIds === null) this.known.clear();
    else for (const sessionId of sessionIds) this.known.delete(sessionId);
  }
}
