import type { TranscriptAnchors } from "../../protocol/engine.js";
import type { HiddenSecret } from "../jumps/hiddenSecret.js";
import { sectionsOf } from "./sections.js";

/** A placeholder and where it stands: zero-based line, UTF-16 columns, the end exclusive. */
export interface PlacedSecret extends HiddenSecret {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

const PLACEHOLDER = /\[secret:([a-z][a-z0-9-]{1,30}):([0-9a-f]{4})\]/g;
/** Placeholders of one document that can be asked for; who reads more of them has the record. */
const PLACED_LIMIT = 2_000;

/** The placeholders in a transcript's text, each with the message or call in which it stands. */
export function hiddenSecrets(text: string, anchors: TranscriptAnchors, sessionId: string): PlacedSecret[] {
  const lines = text.split("\n");
  const owners = ownersOf(anchors, lines.length);
  const found: PlacedSecret[] = [];
  for (const [line, content] of lines.entries()) {
    const place = owners[line];
    if (place === undefined || !content.includes("[secret:")) continue;
    for (const match of content.matchAll(PLACEHOLDER)) {
      if (found.length >= PLACED_LIMIT) return found;
      found.push({ sessionId, place, kind: match[1]!, digits: match[2]!, line, start: match.index, end: match.index + match[0].length });
    }
  }
  return found;
}

/** By line: the id of the call there, else of the message; none above the first message. */
function ownersOf(anchors: TranscriptAnchors, lineCount: number): (string | undefined)[] {
  const owners = new Array<string | undefined>(lineCount);
  for (const message of sectionsOf(anchors, lineCount)) {
    owners.fill(message.id, message.line, message.end + 1);
    for (const call of message.calls) owners.fill(call.id, call.line, call.end + 1);
  }
  return owners;
}
