import type { RiskLevel } from "../model/risk.js";
import type { SessionContent } from "../model/sessionContent.js";
import { untrusted } from "../model/untrusted.js";
import { RequestError } from "../protocol/channel.js";
import type { EngineResult } from "../protocol/engine.js";
import { type CallVerdict, type EvidencePlace, renderTranscript, type TranscriptPart } from "../reports/transcript.js";
import { messageOf, type Sentences } from "../scoring/messages.js";
import { evidenceOfSession, scoresOfSession } from "../store/queries/calls.js";
import { quarantinedOf } from "../store/queries/quarantine.js";
import type { Engine } from "./engine.js";
import { maskedContent } from "./maskedContent.js";
import { parseReasons } from "./rows.js";

/**
 * One document of a session's transcript: by its number, or by a message or a call in it.
 * @throws {RequestError} `not-found` where OpenCode has the session no more
 */
export function transcript(engine: Engine, sessionId: string, at: number | string, sentences: Sentences): EngineResult<"transcript"> {
  const { content, parts, placeOf } = rendered(engine, sessionId, sentences);
  const place = typeof at === "number" ? { part: at, line: null } : (placeOf(at) ?? { part: 0, line: null });
  const part = Math.min(place.part, parts.length - 1);
  return { ...parts[part]!, title: content.session.title, part, parts: parts.length, line: place.line };
}

/** Where calls stand in a session's transcript. @throws {RequestError} `not-found` where OpenCode has the session no more */
export function transcriptPlaces(engine: Engine, sessionId: string, callIds: readonly string[]): EngineResult<"transcriptPlaces"> {
  const { placeOf } = rendered(engine, sessionId, {});
  return Object.fromEntries(
    callIds.flatMap((id) => {
      const place = placeOf(id);
      return place ? [[id, place]] : [];
    }),
  );
}

/** A document of a transcript, counted from 0, and a line of it. */
interface Place {
  readonly part: number;
  readonly line: number;
}

interface Rendered {
  readonly content: SessionContent;
  readonly parts: readonly TranscriptPart[];
  /** Where a message or a call stands; where its message does for a call that was left out. */
  readonly placeOf: (id: string) => Place | undefined;
}

function rendered(engine: Engine, sessionId: string, sentences: Sentences): Rendered {
  const content = engine.sources.readSession(sessionId);
  if (!content) {
    throw new RequestError(
      "not-found",
      "OpenCode's storage does not hold this session any more, so there is nothing to show of its text. What Spotter found in it is still listed.",
    );
  }
  const masked = maskedContent(content, (secret) => engine.store.keyedHasher.of(secret));
  const parts = renderTranscript(masked, verdicts(engine, sessionId, sentences), localTime);
  return { content: masked, parts, placeOf: placesIn(masked, parts) };
}

function placesIn(content: SessionContent, parts: readonly TranscriptPart[]): Rendered["placeOf"] {
  const places = new Map<string, Place>();
  for (const [part, { anchors }] of parts.entries()) {
    for (const [id, line] of Object.entries(anchors.messages)) if (!places.has(id)) places.set(id, { part, line });
    for (const [id, { line }] of Object.entries(anchors.calls)) places.set(id, { part, line });
  }
  const owner = new Map(content.messages.flatMap(({ id, parts: own }) => own.map((each) => [each.id, id] as const)));
  return (id) => places.get(id) ?? places.get(owner.get(id) ?? "");
}

function verdicts(engine: Engine, sessionId: string, sentences: Sentences): Map<string, CallVerdict> {
  const byId = new Map<string, CallVerdict>();
  const evidence = evidencePlaces(engine, sessionId);
  const held = quarantinedOf(engine.store.db, sessionId);
  for (const call of scoresOfSession(engine.store.db, sessionId)) {
    if (call.risk_score === null) continue;
    const level: RiskLevel = call.risk_level ?? "none";
    const reasons = parseReasons(call.risk_reason);
    const sentenced = reasons.map((reason) => untrusted(messageOf(reason, sentences)));
    byId.set(call.id, { score: call.risk_score, level, reasons: sentenced, rule: reasons[0]?.rule ?? null, evidence: evidence.get(call.id) ?? null, held: held.has(call.id), state: call.call_state });
  }
  return byId;
}

/** The calls of each finding of a session, in the order of time, each with the next one. */
function evidencePlaces(engine: Engine, sessionId: string): Map<string, EvidencePlace> {
  const byFinding = new Map<string, string[]>();
  for (const { finding_id, id } of evidenceOfSession(engine.store.db, sessionId)) {
    const calls = byFinding.get(finding_id);
    if (calls) calls.push(id);
    else byFinding.set(finding_id, [id]);
  }
  const places = new Map<string, EvidencePlace>();
  for (const calls of byFinding.values()) {
    if (calls.length < 2) continue;
    calls.forEach((id, index) => places.set(id, { number: index + 1, count: calls.length, next: calls[(index + 1) % calls.length]! }));
  }
  return places;
}

/** `2026-11-21 09:14:03` in the machine's time zone. */
export function localTime(time: number): string {
  const date = new Date(time);
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (Number.isNaN(date.getTime())) return "unknown time";
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}
