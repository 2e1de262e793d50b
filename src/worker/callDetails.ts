import { randomUUID } from "node:crypto";
import type { Reason } from "../model/assessment.js";
import { cutAt } from "../model/neutralise.js";
import { levelOf } from "../model/risk.js";
import { rawText, untrusted } from "../model/untrusted.js";
import type { RuleFacts, ScoreParts, SecretTrace } from "../protocol/callDetails.js";
import { RequestError } from "../protocol/channel.js";
import type { EngineResult } from "../protocol/engine.js";
import { ruleById } from "../scoring/catalogue.js";
import { combine } from "../scoring/combine.js";
import { maskJson } from "../scoring/content/maskJson.js";
import { draftRule } from "../scoring/sigma/draftRule.js";
import { getCall } from "../store/queries/calls.js";
import { secretsOfCall } from "../store/queries/secrets.js";
import type { Store } from "../store/store.js";
import type { Engine } from "./engine.js";
import { scoringInput } from "./inspection.js";
import { callRow, parseReasons, reasonRow } from "./rows.js";
import { textChanges } from "./textChanges.js";

/** Examples of a rule that a page shows of each kind. */
const EXAMPLES = 4;
/** Characters of a text of a change that cross to a window: a document of VS Code's grows slow beyond. */
const CHANGE_LIMIT = 1_000_000;

/**
 * Where a call's score comes from, part by part: a built-in rule adds what the score grows by with it (docs/scoring.md), a
 * person's rule what it added when the call was scored. Null for a call that is not known or not scored.
 */
export function scoreParts(store: Store, callId: string): ScoreParts | null {
  const call = getCall(store.db, callId);
  if (!call || call.risk_score === null) return null;
  const reasons = parseReasons(call.risk_reason);
  const added = store.scores.ruleAdditions(callId);
  const builtIn = reasons.filter(({ rule }) => !added.has(rule));
  const adds = (reason: Reason): number => {
    const index = builtIn.indexOf(reason);
    return index < 0 ? (added.get(reason.rule) ?? 0) : combine(builtIn.slice(0, index + 1)) - combine(builtIn.slice(0, index));
  };
  return { score: call.risk_score, level: levelOf(call.risk_score), parts: reasons.map((reason) => ({ ...reasonRow(reason), adds: adds(reason) })) };
}

/**
 * What a call did to files, with secrets masked: as OpenCode has it now, else the heads that the store kept.
 * @throws {RequestError} `not-found` for a call that is not known
 */
export function callChanges(engine: Engine, callId: string): EngineResult<"callChanges"> {
  const { store, sources } = engine;
  const call = store.scores.call(callId) ?? missing();
  const parts = sources.readSession(call.session_id)?.messages.flatMap((message) => message.parts) ?? [];
  const now = parts.find((part) => part.kind === "toolCall" && part.id === callId);
  const whole = now?.kind === "toolCall" ? (maskJson(now.call.arguments, (secret) => store.keyedHasher.of(secret)).masked as Record<string, unknown>) : null;
  const found = textChanges(call.tool, whole ?? (JSON.parse(call.arguments) as Record<string, unknown>), call.directory);
  const shown = (text: string) => untrusted(cutAt(text, CHANGE_LIMIT));
  return {
    cut: whole === null || found.some(({ before, after }) => Math.max(before?.length ?? 0, after.length) > CHANGE_LIMIT),
    changes: found.map(({ path, before, after }) => ({ path: untrusted(path), before: before === null ? null : shown(before), after: shown(after) })),
  };
}

/** References of a person's rule that its page has room for. */
const REFERENCES = 50;

/** What there is to say of a rule; null for one that neither this version nor a file of the person's has. */
export function ruleFacts(engine: Engine, id: string): RuleFacts | null {
  const rule = ruleById(id);
  if (rule) {
    const { title, meaning, remediation, falsePositives, score, techniques, related = [], cases } = rule;
    const firesOn = [...cases.match, ...cases.evasion].slice(0, EXAMPLES);
    // A near miss says something beside what it misses.
    const quietOn = firesOn.length === 0 ? [] : cases.nearMiss.slice(0, EXAMPLES);
    const texts = { title: untrusted(title), meaning: untrusted(meaning), remediation, falsePositives: untrusted(falsePositives) };
    return { id, ...texts, references: [], level: levelOf(score), score, techniques: [...techniques, ...related], firesOn, quietOn, file: null };
  }
  const own = engine.rules.book.own.find((each) => each.id === id);
  if (!own) return null;
  const texts = { title: untrusted(own.title), meaning: untrusted(own.description), remediation: "", falsePositives: untrusted(own.falsePositives.join("; ")) };
  return { id, ...texts, references: own.references.slice(0, REFERENCES).map(untrusted), level: own.level, score: own.score, techniques: [...own.techniques], firesOn: [], quietOn: [], file: untrusted(own.path) };
}

/** @throws {RequestError} `not-found` for a call that is not known, or for which no rule can hold */
export function ruleDraft(store: Store, callId: string): EngineResult<"draftRule"> {
  const call = store.scores.call(callId) ?? missing();
  const row = getCall(store.db, callId) ?? missing();
  const { subject, techniques, reasons, score } = callRow(row);
  const input = scoringInput({ tool: call.tool, arguments: JSON.parse(call.arguments) as Record<string, unknown>, outcome: call.outcome, exitCode: call.exit_code }, call);
  const title = `${reasons[0]?.title ?? "A call"}: ${rawText(subject)}`;
  const text = draftRule(input, { agent: call.agent || null, model: call.model }, { id: randomUUID(), title, score: score ?? 0, techniques });
  return { name: reasons[0]?.rule ?? call.tool, text: untrusted(text ?? missing()) };
}

/** The secrets in a call's texts, and where each was seen first. */
export function secretTraces(store: Store, callId: string): SecretTrace[] {
  return secretsOfCall(store.db, callId).flatMap(({ kind, hash, sightings, first_call, first_place, left_to }) => {
    const first = getCall(store.db, first_call);
    if (!first) return [];
    const { id, sessionId, tool, subject, time } = callRow(first);
    return [{ kind: kind.slice("secret:".length), digits: hash.slice(0, 4), sightings, first: { callId: id, sessionId, tool, subject, time, place: untrusted(first_place) }, leftTo: left_to }];
  });
}

function missing(): never {
  throw new RequestError("not-found", "There is no such call.");
}
