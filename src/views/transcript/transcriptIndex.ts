import { RequestError } from "../../protocol/channel.js";
import type { EngineContract, TranscriptAnchors } from "../../protocol/engine.js";
import type { Params, Result } from "../../protocol/channel.js";

/** Documents whose lines are remembered; a line costs about 60 bytes. */
const REMEMBERED = 300;
/** Sessions of which the places of calls are remembered: more than Problems shows findings. */
const PLACED = 1_200;

export interface TranscriptSource {
  request<K extends "transcript" | "transcriptPlaces">(name: K, params: Params<EngineContract, K>): Promise<Result<EngineContract, K>>;
}

/** A document of a session's transcript, counted from 0, and a line of it. */
export type CallPlace = Result<EngineContract, "transcriptPlaces">[string];

/** Remembers where each call stands in its session's transcript, and asks for it once where it is not known. */
export class TranscriptIndex {
  /** By session and document, oldest use first; null means that OpenCode has no such session. */
  private readonly known = new Map<string, TranscriptAnchors | null>();
  /** By session: the calls that were asked for; null for one that is not there. */
  private readonly places = new Map<string, ReadonlyMap<string, CallPlace | null>>();

  constructor(private readonly source: TranscriptSource) {}

  /**
   * Where things stand in one document of a transcript.
   * @throws {RequestError} where the engine could not tell, but for `not-found`
   */
  async anchorsOf(sessionId: string, part: number): Promise<TranscriptAnchors | null> {
    const known = this.known.get(keyOf(sessionId, part));
    if (known !== undefined) return this.remember(sessionId, part, known);
    try {
      return this.remember(sessionId, part, (await this.source.request("transcript", { sessionId, at: part })).anchors);
    } catch (error) {
      if (error instanceof RequestError && error.failure === "not-found") return this.remember(sessionId, part, null);
      throw error;
    }
  }

  /** What is known of a call's place without asking; undefined where nothing is, null where it has none. */
  placeOf(sessionId: string, callId: string): CallPlace | null | undefined {
    return this.places.get(sessionId)?.get(callId);
  }

  /**
   * Asks where calls of a session stand, unless all of them are known. They are asked for together, since each question has the
   * engine read the session.
   * @throws {RequestError} where the engine could not tell, but for `not-found`
   */
  async learnPlaces(sessionId: string, callIds: readonly string[]): Promise<void> {
    if (callIds.every((id) => this.placeOf(sessionId, id) !== undefined)) return;
    const found = await this.source.request("transcriptPlaces", { sessionId, callIds: [...callIds] }).catch((error: unknown): Record<string, CallPlace> => {
      if (error instanceof RequestError && error.failure === "not-found") return {};
      throw error;
    });
    keep(this.places, sessionId, new Map(callIds.map((id) => [id, found[id] ?? null])), PLACED);
  }

  remember<Anchors extends TranscriptAnchors | null>(sessionId: string, part: number, anchors: Anchors): Anchors {
    keep(this.known, keyOf(sessionId, part), anchors, REMEMBERED);
    return anchors;
  }

  /** Sessions changed, or many did (null): their lines may stand elsewhere now. */
  forget(sessionIds: readonly string[] | null): void {
    if (sessionIds === null) {
      this.known.clear();
      this.places.clear();
      return;
    }
    const changed = new Set(sessionIds);
    for (const key of this.known.keys()) if (changed.has(key.slice(key.indexOf(" ") + 1))) this.known.delete(key);
    for (const sessionId of changed) this.places.delete(sessionId);
  }
}

function keyOf(sessionId: string, part: number): string {
  return `${part} ${sessionId}`;
}

/** Puts a value at the end of a map that is in the order of use, and lets the oldest go. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > limit) map.delete(map.keys().next().value!);
}
