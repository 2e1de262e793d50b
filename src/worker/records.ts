import { cutAt } from "../model/neutralise.js";
import { untrusted } from "../model/untrusted.js";
import { RequestError } from "../protocol/channel.js";
import type { EngineResult } from "../protocol/engine.js";
import { maskJson } from "../scoring/content/maskJson.js";
import { maskSecrets } from "../scoring/content/maskSecrets.js";
import { getCall } from "../store/queries/calls.js";
import { quarantinedOf } from "../store/queries/quarantine.js";
import type { Engine } from "./engine.js";

/** UTF-16 code units of a record that are shown; an output can have many megabytes. */
const RECORD_LIMIT = 1_000_000;

/**
 * A call's record as OpenCode wrote it, read now, with secrets masked: the part, or in the v2 engine the message that holds it.
 * @throws {RequestError} `not-found` where OpenCode has it no more
 */
export function storedRecord(engine: Engine, callId: string): EngineResult<"storedRecord"> {
  const call = getCall(engine.store.db, callId);
  const record = call && engine.sources.readRecord(call.session_id, [callId, call.message_id]);
  if (!record) throw new RequestError("not-found", "OpenCode's storage does not hold this record any more.");
  const text = isHeld(engine, call.session_id, callId, call.message_id) ? HELD_BACK : masked(record.text, (secret) => engine.store.keyedHasher.of(secret));
  const shown = cutAt(text, RECORD_LIMIT);
  return { path: untrusted(record.path), locator: untrusted(record.locator), text: untrusted(shown), cut: text.length - shown.length };
}

const HELD_BACK = JSON.stringify({ heldBack: "What this record holds tells an agent what to do, or hides something. It is shown once you have seen its finding: 'Show What Is Held Back' in the transcript." }, null, 2);

/** In the v2 engine a record is a message, with all of its parts. */
function isHeld(engine: Engine, sessionId: string, callId: string, messageId: string): boolean {
  return [...quarantinedOf(engine.store.db, sessionId)].some((id) => id === callId || id.startsWith(`${messageId}/`));
}

function masked(text: string, keyedHash: (secret: string) => string): string {
  const value = parsed(text);
  return value === undefined ? maskSecrets(text, keyedHash).masked : JSON.stringify(maskJson(value, keyedHash).masked, null, 2);
}

/** Undefined for a record that is damaged, which is shown as it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
