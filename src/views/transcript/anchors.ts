import type { TranscriptAnchors } from "../../protocol/engine.js";

/** Zero-based first line of a call (by part id) or a message in a transcript, and its number of lines. */
export function lineRange(anchors: TranscriptAnchors | undefined, id: string | null): { line: number; lines: number } | undefined {
  if (!anchors || id === null) return undefined;
  const call = Object.hasOwn(anchors.calls, id) ? anchors.calls[id] : undefined;
  const message = Object.hasOwn(anchors.messages, id) ? anchors.messages[id] : undefined;
  if (call) return { line: call.line, lines: call.lines };
  return message === undefined ? undefined : { line: message, lines: 1 };
}
