import type { Reason } from "../model/assessment.js";
import { levelOf } from "../model/risk.js";
import { cutAt, oneLine } from "../model/neutralise.js";
import { PROMPT_TOOL } from "../model/toolKind.js";
import { untrusted } from "../model/untrusted.js";
import type { CallRow, DeadLetterRow, FindingRow, ReasonRow, SessionRow, SourceRow } from "../protocol/rows.js";
import { ruleById } from "../scoring/catalogue.js";
import { templateOf } from "../scoring/messages.js";
import type { StoredCall } from "../store/queries/calls.js";
import type { StoredFinding } from "../store/queries/findings.js";
import type { StoredSession } from "../store/queries/sessions.js";
import type { ReadingPace } from "../store/accounting.js";
import { textChanges } from "./textChanges.js";
import type { StoredDeadLetter, StoredSource } from "../store/queries/totals.js";

/** A command can be a megabyte; a list shows this much of it, the transcript all. */
const SUBJECT_LIMIT = 2_000;

export function reasonRow(reason: Reason): ReasonRow {
  const rule = ruleById(reason.rule);
  const args = Object.fromEntries(Object.entries(reason.args).map(([name, value]) => [name, untrusted(value)]));
  return { rule: reason.rule, title: rule?.title ?? ownTitle(reason) ?? reason.rule, template: templateOf(reason), args, score: reason.score };
}

/** Title of a rule of the person's own, made harmless: its file is text like any other. */
function ownTitle(reason: Reason | undefined): string | undefined {
  const title = reason?.args["title"];
  return title === undefined ? undefined : oneLine(title, 120);
}

export function callRow(call: StoredCall): CallRow {
  return {
    id: call.id,
    sessionId: call.session_id,
    messageId: call.message_id,
    tool: untrusted(call.tool),
    outcome: call.outcome,
    subject: untrusted(cutAt(subjectOf(call), SUBJECT_LIMIT)),
    score: call.risk_score,
    level: call.risk_level,
    reasons: parseReasons(call.risk_reason).map(reasonRow),
    techniques: call.mitre_techniques === null ? [] : (JSON.parse(call.mitre_techniques) as string[]),
    time: call.time,
    findingId: call.call_finding,
    findingState: call.call_state,
  };
}

/** Generated columns give whatever JSON held; an MCP tool's `url` may be an object. */
function subjectOf(call: StoredCall): string {
  for (const subject of [call.command, call.file_path, call.url]) {
    if (typeof subject === "string" && subject !== "") return subject;
  }
  if (call.tool !== PROMPT_TOOL) return call.arguments_head;
  // Rows go to lists, copies and other extensions; the transcript shows the text to who asks for it.
  return call.held === 1 ? "" : promptText(call.arguments_head);
}

/** Of a long prompt the JSON is cut. */
function promptText(head: string): string {
  try {
    return String((JSON.parse(head) as { text?: unknown }).text ?? "");
  } catch {
    return head.replace(/^\{"text":"/, "");
  }
}

/** Reasons as the store keeps them; an empty list until a call is scored. */
export function parseReasons(json: string | null): Reason[] {
  return json === null ? [] : (JSON.parse(json) as Reason[]);
}

export function sessionRow(session: StoredSession): SessionRow {
  const { critical, high, medium, low, none } = session;
  return {
    id: session.id,
    parentId: session.parent_id,
    title: untrusted(session.title),
    directory: untrusted(session.directory),
    agent: session.agent === null ? null : untrusted(session.agent),
    modelId: session.model_id === null ? null : untrusted(session.model_id),
    cost: session.cost,
    timeCreated: session.time_created,
    timeUpdated: session.time_updated,
    calls: session.calls,
    byLevel: { critical: critical ?? 0, high: high ?? 0, medium: medium ?? 0, low: low ?? 0, none: none ?? 0 },
    worstScore: session.worst,
    worstLevel: levelOf(session.worst),
    live: session.running > 0 && session.deleted_at === null,
    deleted: session.deleted_at !== null,
  };
}

export function findingRow(finding: StoredFinding): FindingRow {
  const rule = ruleById(finding.rule);
  return {
    id: finding.finding_id,
    kind: finding.finding_kind,
    rule: finding.rule,
    title: rule?.title ?? ownTitle(parseReasons(finding.risk_reason).find((reason) => reason.rule === finding.rule)) ?? finding.rule,
    score: finding.score,
    level: finding.level,
    state: finding.state,
    actionTaken: finding.action_taken,
    meaning: rule?.meaning ?? "",
    remediation: rule?.remediation ?? "",
    call: callRow(finding),
    callCount: finding.call_count,
    suppressedCalls: finding.suppressed_calls,
    sessionTitle: untrusted(finding.session_title),
    written: writtenText(finding),
  };
}

/** Where in a file a finding is shown needs the text's beginning and no more. */
const WRITTEN_LIMIT = 1_000;

function writtenText({ tool, written_arguments, session_directory }: StoredFinding): FindingRow["written"] {
  if (written_arguments === null) return null;
  const [first] = textChanges(tool, JSON.parse(written_arguments) as Record<string, unknown>, session_directory);
  return first === undefined ? null : { path: untrusted(first.path), text: untrusted(cutAt(first.after, WRITTEN_LIMIT)) };
}

/** @param live how the source is read just now; undefined where it is not */
export function sourceRow(source: StoredSource, polling: boolean, live: ReadingPace | undefined): SourceRow {
  const seen = source.sessions + source.messages + source.parts;
  const parsed = Math.max(0, seen - source.lost - source.unknown_shapes);
  return {
    kind: source.kind,
    path: source.path,
    sessions: source.sessions,
    messages: source.messages,
    parts: source.parts,
    toolParts: source.tool_parts,
    deadLetters: source.dead_letters,
    accepted: source.accepted,
    discarded: source.discarded,
    unknownShapes: source.unknown_shapes,
    seen,
    parsed,
    captureRate: seen === 0 ? null : parsed / seen,
    excluded: source.excluded,
    retried: source.retried,
    deleted: source.deleted,
    phase: live?.phase ?? source.phase,
    rowsPerSecond: live?.rowsPerSecond ?? source.rows_per_second,
    batchMs: live?.batchMs ?? source.batch_ms,
    backlog: live?.backlog ?? source.backlog,
    lastReconcile: source.last_reconcile,
    polling,
    lastRead: source.last_read,
    problem: source.problem_reason === null ? null : { reason: source.problem_reason, message: source.problem_message ?? "" },
  };
}

export function deadLetterRow(letter: StoredDeadLetter): DeadLetterRow {
  return {
    source: letter.path,
    locator: letter.locator,
    reason: letter.reason,
    detail: letter.detail,
    firstSeen: letter.first_seen,
    lastSeen: letter.last_seen,
    attempts: letter.attempts,
    hash: letter.hash,
    action: letter.action,
    decisionReason: letter.decision_reason ?? "",
  };
}
