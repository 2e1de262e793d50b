import { untrusted } from "../../../src/model/untrusted.js";
import type { EngineStatus } from "../../../src/protocol/engine.js";
import { levelOf } from "../../../src/model/risk.js";
import type { GroupedList, GroupRow, ListedCall } from "../../../src/protocol/findingList.js";
import type { CallRow, LevelCounts, SessionRow, SourceRow } from "../../../src/protocol/rows.js";

export const NO_COUNTS: LevelCounts = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };

export function statusRow(changes: Partial<EngineStatus> = {}): EngineStatus {
  return {
    phase: "following",
    sources: [sourceRow()],
    sessions: 1,
    toolCalls: 1,
    unscored: 0,
    failed: 0,
    byLevel: NO_COUNTS,
    openFindings: NO_COUNTS,
    unreadCritical: 0,
    suppressed: NO_COUNTS,
    rulesVersion: "1",
    progress: null,
    notices: [],
    persistent: true,
    ownRules: { paths: [], problems: [] },
    kept: { folded: 0, withoutArguments: 0, masked: 0 },
    inspection: { waiting: 0, older: 0 },
    machine: { kind: "local", host: "desk" },
    readingMode: "live",
    cost: { memoryBytes: 60_000_000, storeBytes: 40_000_000, busyShare: 0.01, busyMs: 1_200 },
    ...changes,
  };
}

export function sourceRow(changes: Partial<SourceRow> = {}): SourceRow {
  return {
    kind: "sqlite", path: "/data/opencode.db", sessions: 1, messages: 1, parts: 1, toolParts: 1, deadLetters: 0, accepted: 0, discarded: 0, unknownShapes: 0,
    seen: 3, parsed: 3, captureRate: 1, excluded: 0, retried: 0, deleted: 0, phase: "delta", rowsPerSecond: 0, batchMs: 0, backlog: 0, lastReconcile: 1,
    polling: false, lastRead: 1, problem: null, ...changes,
  };
}

export function sessionRow(id: string, changes: Partial<SessionRow> = {}): SessionRow {
  return {
    id,
    parentId: null,
    title: untrusted(`Title of ${id}`),
    directory: untrusted("/project"),
    agent: null,
    modelId: null,
    cost: 0,
    timeCreated: 1,
    timeUpdated: 2,
    calls: 1,
    byLevel: { ...NO_COUNTS, high: 1 },
    worstScore: 70,
    worstLevel: "high",
    live: false,
    deleted: false,
    ...changes,
  };
}

export function callRow(id: string, sessionId: string): CallRow {
  return {
    id,
    sessionId,
    messageId: `msg_${id}`,
    tool: untrusted("bash"),
    outcome: "succeeded",
    subject: untrusted("rm -rf /"),
    score: 95,
    level: "critical",
    reasons: [],
    techniques: [],
    time: 1,
    findingId: `finding_${id}`,
    findingState: "open",
  };
}

export function listedCall(id: string, sessionId: string): ListedCall {
  return { ...callRow(id, sessionId), sessionTitle: untrusted(`Title of ${sessionId}`) };
}

/** A group of one call; with a session where sessions are the groups. */
export function groupRow(value: string, changes: Partial<GroupRow> = {}): GroupRow {
  const worstScore = changes.worstScore ?? 70;
  return { value, title: untrusted(value), calls: 1, byLevel: { ...NO_COUNTS, [levelOf(worstScore)]: 1 }, worstScore, newest: 1, session: null, ...changes };
}

export const EVERYTHING: GroupedList = {
  by: "session", order: "risk", zoneMinutes: 0,
  filter: { minLevel: "medium", text: "", tool: "", project: "", state: null, since: null, folders: [] },
};
