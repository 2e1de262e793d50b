import { levelOf } from "../model/risk.js";
import { untrusted } from "../model/untrusted.js";
import type { EngineParams, EngineResult } from "../protocol/engine.js";
import type { StepRow, TreeSessionRow } from "../protocol/sessionTree.js";
import type { Database } from "../store/database.js";
import type { StoredSession } from "../store/queries/sessions.js";
import { listTreeSessions, readBelow } from "../store/queries/sessionTree.js";
import { listTimeline, type StoredStep } from "../store/queries/timeline.js";
import { callRow, sessionRow } from "./rows.js";

/** A page of the sessions below one, or of those at the top. */
export function sessionTree(db: Database, { parentId, after, limit }: EngineParams<"sessionTree">): EngineResult<"sessionTree"> {
  const { rows, next, total } = listTreeSessions(db, parentId, after, limit);
  return { rows: rows.map((session) => treeSessionRow(db, session)), next, total };
}

/** A page of a session's steps. */
export function timeline(db: Database, { sessionId, after, limit }: EngineParams<"timeline">): EngineResult<"timeline"> {
  const { rows, next, total } = listTimeline(db, sessionId, after, limit);
  return { rows: rows.map(stepRow), next, total };
}

function treeSessionRow(db: Database, session: StoredSession): TreeSessionRow {
  const { sessions, worst, cost, live } = readBelow(db, session.id);
  return { ...sessionRow(session), below: { sessions, worstScore: worst, worstLevel: levelOf(worst), cost, live } };
}

function stepRow(step: StoredStep): StepRow {
  if (step.key1 === 1) return { kind: "call", call: callRow(step) };
  const named = (text: string | null) => (text === null ? null : untrusted(text));
  return {
    kind: "message",
    id: step.key2,
    role: untrusted(step.message_role),
    agent: named(step.message_agent),
    modelId: named(step.message_model),
    cost: step.message_cost,
    tokens: step.message_tokens,
    time: step.key0,
    timeCompleted: step.message_completed,
    error: named(step.message_error),
  };
}
