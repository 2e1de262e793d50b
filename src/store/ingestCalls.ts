import type { RiskLevel } from "../model/risk.js";
import type { ToolCallRecord } from "../model/storage.js";
import { rawText } from "../model/untrusted.js";
import { trimArguments } from "./argumentHeads.js";
import type { ContentHasher } from "./contentHash.js";
import type { Database } from "./database.js";
import type { Summaries } from "./summaries.js";

/** A row of a session was added, changed or marked. */
export interface Change {
  readonly sessionId: string;
  /** The row is a call that has to be scored. */
  readonly unscored: boolean;
}

interface KnownCall {
  readonly content_hash: string;
  readonly output_hash: string | null;
  readonly deleted_at: number | null;
}

/** What two calls share when one is a copy of the other. */
type CopyKey = Pick<ToolCallRecord, "callId" | "tool" | "timeStart">;

interface CountedCall {
  readonly id: string;
  readonly time: number;
  readonly project_id: string;
  readonly agent: string;
  readonly tool: string;
  readonly risk_level: RiskLevel | null;
  readonly duplicate_of: string | null;
}

const COUNTED = "tool_call.id, tool_call.time, tool_call.project_id, tool_call.agent, tool_call.tool, tool_call.risk_level, tool_call.duplicate_of";

/** A changed call loses its score. */
const UNSCORED = `base_score = NULL, risk_score = NULL, risk_level = NULL, risk_reason = NULL, mitre_techniques = NULL, normalised = NULL,
  target = NULL, rules_version = NULL, enriched_at = NULL, enrich_error = NULL`;

/** Version of what inspection looks for; observations of an older one are made again where OpenCode still has the text. */
export const INSPECTION_VERSION = 1;

/** Writes tool calls. */
export class CallIngest {
  private readonly projects = new Map<string, string>();
  private readonly agents = new Map<string, string>();

  constructor(
    private readonly db: Database,
    private readonly hasher: ContentHasher,
    private readonly summaries: Summaries,
  ) {}

  /** What was looked up of sessions and messages holds for one batch. */
  beginBatch(): void {
    this.projects.clear();
    this.agents.clear();
  }

  /** Gives null where nothing of the call changed. */
  write(call: ToolCallRecord): Change | null {
    const kept = trimArguments(call.arguments, this.hasher);
    const contentHash = this.hasher.ofCall(call, kept.hash ?? kept.json);
    const outputHash = this.hasher.ofOutput(call);
    const known = this.db.get<KnownCall>("SELECT content_hash, output_hash, deleted_at FROM tool_call WHERE id = ?", call.id);
    if (known?.content_hash === contentHash && known.output_hash === outputHash && known.deleted_at === null) return null;
    if (known) this.uncount(call.id);
    const values = [
      call.callId, call.messageId, call.sessionId, call.tool, call.status, call.outcome, kept.json, kept.length, kept.hash, call.exitCode,
      call.error === null ? null : rawText(call.error), call.timeStart ?? call.timeCreated, call.timeStart, call.timeEnd, contentHash, outputHash,
      call.whole === undefined ? null : JSON.stringify(call.whole), this.projectOf(call.sessionId), this.agentOf(call.messageId), call.shapeVersion,
    ];
    if (known) this.db.run(`UPDATE tool_call SET ${COLUMNS.map((column) => `${column} = ?`).join(", ")}, deleted_at = NULL, duplicate_of = NULL, ${UNSCORED} WHERE id = ?`, ...values, call.id);
    else this.db.run(`INSERT INTO tool_call (${COLUMNS.join(", ")}, id) VALUES (${COLUMNS.map(() => "?").join(", ")}, ?)`, ...values, call.id);
    this.count(call.id, 1);
    this.writeObservations(call);
    this.settleCopies(call);
    return { sessionId: call.sessionId, unscored: true };
  }

  private uncount(id: string): void {
    this.count(id, -1);
  }

  /** Adds the call to its summary row, or takes it out; copies of forks are in none. */
  private count(id: string, calls: 1 | -1): void {
    const row = this.db.get<CountedCall>(`SELECT ${COUNTED} FROM tool_call WHERE id = ?`, id)!;
    if (row.duplicate_of !== null) return;
    this.summaries.add({ time: row.time, projectId: row.project_id, agent: row.agent, tool: row.tool, level: row.risk_level ?? "unscored" }, calls);
  }

  private writeObservations(call: ToolCallRecord): void {
    if (call.observations === undefined) return;
    this.db.run("DELETE FROM observation WHERE tool_call_id = ?", call.id);
    for (const { kind, place, start, end, hash } of call.observations) {
      this.db.run("INSERT OR IGNORE INTO observation VALUES (?, ?, ?, ?, ?, ?, ?)", call.id, kind, place, start, end, hash, INSPECTION_VERSION);
    }
  }

  /**
   * A fork copies a session's calls: new part ids, the same callID, tool and start. The call of the session that was
   * created first counts, whichever was read first. callID alone does not tell, since providers repeat theirs.
   */
  settleCopies(call: CopyKey): void {
    if (call.timeStart === null) return;
    const copies = this.db.all<CountedCall>(
      // Without statistics SQLite may take the index by tool, and look at every call of the tool for each.
      `SELECT ${COUNTED} FROM tool_call INDEXED BY tool_call_by_call_id CROSS JOIN session ON session.id = session_id
       WHERE call_id = ? AND tool = ? AND time_start = ? ORDER BY session.time_created, session.id, tool_call.id`,
      call.callId, call.tool, call.timeStart,
    );
    if (copies.length < 2 && copies[0]?.duplicate_of == null) return;
    const original = copies[0]!.id;
    for (const copy of copies) {
      const duplicateOf = copy.id === original ? null : original;
      if (copy.duplicate_of === duplicateOf) continue;
      this.count(copy.id, -1);
      this.db.run(`UPDATE tool_call SET duplicate_of = ?, ${UNSCORED} WHERE id = ?`, duplicateOf, copy.id);
      this.count(copy.id, 1);
    }
  }

  /** Calls of a session that others are copies of: when it is erased, one of the copies is the one that counts. */
  copiedFrom(sessionId: string): CopyKey[] {
    return this.db.all<CopyKey>(
      `SELECT DISTINCT call_id AS callId, tool, time_start AS timeStart FROM tool_call AS original
       WHERE session_id = ? AND EXISTS (SELECT 1 FROM tool_call INDEXED BY tool_call_by_call_id WHERE call_id = original.call_id AND duplicate_of = original.id)`,
      sessionId,
    );
  }

  private projectOf(sessionId: string): string {
    return lookUp(this.projects, sessionId, () => this.db.get<{ value: string }>("SELECT project_id AS value FROM session WHERE id = ?", sessionId)?.value);
  }

  private agentOf(messageId: string): string {
    return lookUp(this.agents, messageId, () => this.db.get<{ value: string | null }>("SELECT agent AS value FROM message WHERE id = ?", messageId)?.value ?? undefined);
  }
}

const COLUMNS = [
  "call_id", "message_id", "session_id", "tool", "status", "outcome", "arguments", "arguments_length", "arguments_hash", "exit_code",
  "error", "time", "time_start", "time_end", "content_hash", "output_hash", "whole", "project_id", "agent", "shape_version",
];

function lookUp(known: Map<string, string>, key: string, find: () => string | undefined): string {
  const value = known.get(key) ?? find() ?? "";
  known.set(key, value);
  return value;
}
