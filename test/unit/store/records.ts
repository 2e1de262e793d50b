import type { CensusRecord, MessageRecord, SessionRecord, SourceBatch, SourceRecord, ToolCallRecord } from "../../../src/model/storage.js";
import { untrusted } from "../../../src/model/untrusted.js";

/** Records as a reader gives them, with defaults for what a test does not care about. */
export function session(id: string, fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    kind: "session", id, parentId: null, projectId: "project", directory: "/home/dev/shop", title: untrusted(`Title of ${id}`), version: "1.18.33",
    agent: "build", modelId: "lab-coder", timeCreated: 1000, timeUpdated: 2000, timeArchived: null, ...fields,
  };
}

export function message(id: string, sessionId: string, fields: Partial<MessageRecord> = {}): MessageRecord {
  return {
    kind: "message", id, sessionId, role: "assistant", agent: "build", providerId: "lab", modelId: "lab-coder", cost: 0.5,
    tokens: { input: 1, output: 2, reasoning: 0, cacheRead: 0, cacheWrite: 0 }, timeCreated: 1100, timeCompleted: 1200, errorName: null, ...fields,
  };
}

export function bash(id: string, sessionId: string, command: string, fields: Partial<ToolCallRecord> = {}): ToolCallRecord {
  return {
    kind: "toolCall", id, callId: `call_${id}`, messageId: "msg_1", sessionId, tool: "bash", status: "completed", outcome: "succeeded",
    arguments: { command }, exitCode: 0, error: null, output: untrusted("done"), shapeVersion: 1, timeCreated: 1100, timeStart: 1110, timeEnd: 1120, ...fields,
  };
}

export function census(sessionId: string, fields: Partial<CensusRecord> = {}): CensusRecord {
  return { kind: "census", sessionId, messageIds: [], toolCallIds: [], promptIds: [], parts: 0, toolParts: 0, unknownShapes: 0, deadLetters: [], lastChange: 0, ...fields };
}

export function batch(records: SourceRecord[], cursor: SourceBatch["cursor"] = []): SourceBatch {
  return { records, cursor, progress: { done: 1, total: 1 }, reading: { phase: "delta", seen: records.length, excluded: null, reconciled: false } };
}
