import type { CallRow, FindingRow } from "../../protocol/rows.js";
import type { SelectionPreview, SuppressionRow } from "../../protocol/triage.js";

/** A finding as `--json` prints it (docs/command-line.md): times in milliseconds since 1970. */
export function findingJson({ id, rule, title, level, score, state, actionTaken, callCount, suppressedCalls, sessionTitle, call }: FindingRow): object {
  return { id, rule, title, level, score, state, actionTaken, calls: callCount, suppressedCalls, session: { id: call.sessionId, title: sessionTitle }, newestCall: callJson(call) };
}

export function callJson({ id, sessionId, messageId, tool, outcome, subject, score, level, time, findingState }: CallRow): object {
  return { id, session: sessionId, message: messageId, tool, outcome, subject, score, level, time, suppressed: findingState === "suppressed" };
}

export function previewJson({ findings, byLevel, sample }: SelectionPreview): object {
  return { findings, byLevel, sample: sample.map(findingJson) };
}

export function suppressionJson(row: SuppressionRow): object {
  const { id, origin, folder, rule, title, normalised, target, scope, scopeTitle, reason, actor, at, expires, expired, critical, hides, partly, byLevel, lastHid } = row;
  return { id, origin, folder, rule, title, normalised, target, scope, scopeTitle, reason, actor, at, expires, expired, critical, hides, partly, byLevel, lastHid };
}
