import { isAscii } from "../model/ascii.js";
import type { RiskLevel } from "../model/risk.js";
import type { Observation, ToolCallRecord } from "../model/storage.js";
import { kindOfTool, PROMPT_TOOL } from "../model/toolKind.js";
import { rawText } from "../model/untrusted.js";
import { trimArguments, trimError } from "./argumentHeads.js";
import type { CallText } from "./callText.js";
import type { ContentHasher } from "./contentHash.js";
import type { Database, Value } from "./database.js";
import type { Folded } from "./folded.js";
import { INSPECTION_VERSION } from "./inspectionVersion.js";
import { COUNTED_RULES, type Summaries } from "./summaries.js";

/** A row of a session was added, changed or marked. */
export interface Change {
  readonly sessionId: string;
  /** Id of the call that has to be scored, where the row is one. */
  readonly unscored: string | null;
}

interface KnownCall {
  readonly row: number;
  readonly content_hash: string;
  readonly output_hash: string | null;
  readonly deleted_at: number | null;
  readonly time: number;
}

/** A row as it is counted in the summaries. */
interface CountedRow {
  readonly id: string;
  readonly session_id: string;
  readonly time: number;
  readonly project_id: string;
  readonly agent: string;
  readonly tool: string;
  readonly risk_level: RiskLevel | null;
  readonly duplicate_of: string | null;
  readonly counted_rules: string | null;
}

interface SessionFacts {
  readonly projectId: string;
  readonly timeCreated: number;
}

const COUNTED = `tool_call.id, tool_call.session_id, tool_call.time, tool_call.project_id, tool_call.agent, tool_call.tool, tool_call.risk_level, tool_call.duplicate_of,
  ${COUNTED_RULES} AS counted_rules`;

/** A changed call loses its score. */
export const UNSCORED = `base_score = NULL, risk_score = NULL, risk_level = NULL, risk_reason = NULL, mitre_techniques = NULL, normalised = NULL,
  target = NULL, rules_version = NULL, enriched_at = NULL, enrich_error = NULL`;

const COLUMNS = [
  "call_id", "message_id", "session_id", "tool", "kind", "status", "outcome", "arguments", "arguments_length", "arguments_hash", "exit_code",
  "error", "time", "time_start", "time_end", "content_hash", "output_hash", "whole", "project_id", "agent", "shape_version", "duplicate_of",
];
/** The two hashes are handed over in hexadecimal, and kept as bytes. */
const PLACES = COLUMNS.map((column) => (column === "content_hash" || column === "output_hash" ? "unhex(?)" : "?"));
const INSERT = `INSERT INTO tool_call (${COLUMNS.join(", ")}, id) VALUES (${PLACES.join(", ")}, ?)`;
/** For most calls: written once, with the score. */
const INSERT_HARMLESS = `INSERT INTO tool_call (${COLUMNS.join(", ")}, id, base_score, risk_score, risk_level, rules_version, enriched_at)
  VALUES (${PLACES.join(", ")}, ?, 0, 0, 'none', ?, ?)`;
const UPDATE = `UPDATE tool_call SET ${COLUMNS.map((column, index) => `${column} = ${PLACES[index]}`).join(", ")}, deleted_at = NULL, arguments_folded_at = NULL, ${UNSCORED} WHERE id = ?`;

/** Writes tool calls. */
export class CallIngest {
  private readonly sessions = new Map<string, SessionFacts>();
  private readonly agents = new Map<string, string>();
  /** Calls of the batch that the store has neither by id nor as somebody else's original: most, and they are asked for at once. */
  private readonly absent = new Set<string>();
  private readonly unrepeated = new Set<string>();
  /** Points are added to calls by something else than their assessment: then no call is known to be harmless before all is asked. */
  private hasAdjustments = false;
  private isReadAgain = false;

  constructor(
    private readonly db: Database,
    private readonly hasher: ContentHasher,
    private readonly summaries: Summaries,
    private readonly text: CallText,
    private readonly folded: Folded,
    private readonly now: () => number,
  ) {}

  /** What is looked up holds for one batch. @param isReadAgain also of calls that did not change the observations may have */
  beginBatch(calls: readonly ToolCallRecord[], isReadAgain: boolean): void {
    this.isReadAgain = isReadAgain;
    this.sessions.clear();
    this.agents.clear();
    this.absent.clear();
    this.unrepeated.clear();
    if (calls.length === 0) return;
    this.hasAdjustments = this.db.count("SELECT EXISTS (SELECT 1 FROM adjustment WHERE kind < 'user-rule' UNION ALL SELECT 1 FROM adjustment WHERE kind > 'user-rule')") > 0;
    for (const { id, timeStart, callId, tool } of calls) {
      this.absent.add(id);
      this.unrepeated.add(copyKey(timeStart, callId, tool));
    }
    if (this.anyIdWithin(calls)) {
      const ids = JSON.stringify(calls.map(({ id }) => id));
      for (const { id } of this.db.all<{ id: string }>("SELECT tool_call.id FROM json_each(?) AS asked CROSS JOIN tool_call ON tool_call.id = asked.value", ids)) this.absent.delete(id);
    }
    if (!this.anyStartWithin(calls)) return;
    const originals = this.db.all<{ time_start: number; call_id: string; tool: string }>(
      `SELECT time_start, call_id, tool FROM json_each(?) AS asked CROSS JOIN tool_call INDEXED BY tool_call_original
       ON duplicate_of IS NULL AND time_start = asked.value ->> 0 AND substr(call_id, -8) = substr(asked.value ->> 1, -8) AND call_id = asked.value ->> 1 AND tool = asked.value ->> 2`,
      JSON.stringify(calls.map(({ timeStart, callId, tool }) => [timeStart, callId, tool])),
    );
    for (const { time_start, call_id, tool } of originals) this.unrepeated.delete(copyKey(time_start, call_id, tool));
  }

  /** Ids follow the time: most batches of a first reading lie between what the store has, and one question tells of all their calls. */
  private anyIdWithin(calls: readonly ToolCallRecord[]): boolean {
    let [least, most] = [calls[0]!.id, calls[0]!.id];
    for (const { id } of calls) {
      if (id < least) least = id;
      if (id > most) most = id;
      // SQLite has another order beyond ASCII.
      if (!isAscii(id)) return true;
    }
    return this.db.count("SELECT EXISTS (SELECT 1 FROM tool_call WHERE id BETWEEN ? AND ?)", least, most) > 0;
  }

  private anyStartWithin(calls: readonly ToolCallRecord[]): boolean {
    let [least, most] = [Infinity, -Infinity];
    for (const { timeStart } of calls) {
      if (timeStart === null) continue;
      least = Math.min(least, timeStart);
      most = Math.max(most, timeStart);
    }
    return least <= most && this.db.count("SELECT EXISTS (SELECT 1 FROM tool_call INDEXED BY tool_call_original WHERE duplicate_of IS NULL AND time_start BETWEEN ? AND ?)", least, most) > 0;
  }

  /** A session of this batch was written: it need not be looked up for each of its calls. */
  noteSession(id: string, facts: SessionFacts): void {
    this.sessions.set(id, facts);
  }

  noteAgent(messageId: string, agent: string | null): void {
    this.agents.set(messageId, agent ?? "");
  }

  /** Gives null where nothing of the call changed. */
  write(call: ToolCallRecord): Change | null {
    const kept = trimArguments(call.arguments, this.hasher);
    const contentHash = this.hasher.ofCall(call, kept);
    const outputHash = this.hasher.ofOutput(call);
    const known = this.absent.delete(call.id)
      ? undefined
      : this.db.get<KnownCall>("SELECT rowid AS row, lower(hex(content_hash)) AS content_hash, iif(output_hash IS NULL, NULL, lower(hex(output_hash))) AS output_hash, deleted_at, time FROM tool_call WHERE id = ?", call.id);
    const isSame = known?.content_hash === contentHash && known.output_hash === outputHash && known.deleted_at === null;
    if (isSame && !(this.isReadAgain && this.isObservedOtherwise(call))) return null;
    const time = timeOf(call, known);
    const isHarmlessPrompt = call.prompt !== undefined && call.observations?.length === 0;
    if (!known && (isHarmlessPrompt || this.folded.has(call.id, time) || this.folded.hasOriginal(call.timeStart, call.callId, call.tool))) return null;
    const session = this.sessionOf(call.sessionId);
    const agent = this.agentOf(call.messageId);
    const duplicateOf = this.settleCopies(call, session);
    const values = [
      call.callId, call.messageId, call.sessionId, call.tool, call.prompt === undefined ? kindOfTool(call.tool) : "prompt", call.status, call.outcome, kept.json, kept.length, kept.hash, call.exitCode,
      call.error === null ? null : trimError(rawText(call.error)), time, call.timeStart, call.timeEnd, contentHash, outputHash,
      call.whole === undefined ? null : JSON.stringify(call.whole), session.projectId, agent, call.shapeVersion, duplicateOf, call.id,
    ];
    const isHarmless = !known && call.harmlessBy !== undefined && !this.hasAdjustments;
    if (known) this.change(known, call.id, values);
    else if (isHarmless) this.db.run(INSERT_HARMLESS, ...values, call.harmlessBy, this.now());
    else this.db.run(INSERT, ...values);
    if (call.prompt !== undefined) this.summaries.touch(call.sessionId);
    else if (duplicateOf === null) {
      this.summaries.add({ time, sessionId: call.sessionId, projectId: session.projectId, agent, tool: call.tool, level: isHarmless ? "none" : "unscored" }, 1);
    }
    this.writeObservations(call, known !== undefined);
    return { sessionId: call.sessionId, unscored: isHarmless ? null : call.id };
  }

  private change(known: KnownCall, id: string, values: Value[]): void {
    this.uncount(this.db.get<CountedRow>(`SELECT ${COUNTED} FROM tool_call WHERE id = ?`, id)!);
    const indexed = this.text.takeOut(known.row);
    this.db.run(UPDATE, ...values);
    if (indexed) this.text.putIn(known.row);
    this.db.run("DELETE FROM technique WHERE tool_call_id = ?", id);
    this.db.run("DELETE FROM adjustment WHERE tool_call_id = ? AND kind = 'user-rule'", id);
  }

  /** Takes a row out of what counts it; copies of forks are counted nowhere, and prompts only by their rules. */
  private uncount(row: CountedRow): void {
    if (row.duplicate_of !== null) return;
    if (row.counted_rules !== null) this.summaries.addRules(row.session_id, JSON.parse(row.counted_rules) as string[], -1);
    if (row.tool === PROMPT_TOOL) return;
    const { time, session_id: sessionId, project_id: projectId, agent, tool } = row;
    this.summaries.add({ time, sessionId, projectId, agent, tool, level: row.risk_level ?? "unscored" }, -1);
  }

  /** Where it is not, what was observed before is of this version from now on. */
  private isObservedOtherwise({ id, observations = [] }: ToolCallRecord): boolean {
    const before = this.db.all<Observation>("SELECT kind, place, start, end, hash, score, count, left_to AS leftTo FROM observation WHERE tool_call_id = ?", id);
    if (sortedJson(before) !== sortedJson(observations)) return true;
    this.db.run("UPDATE observation SET inspection_version = ? WHERE tool_call_id = ?", INSPECTION_VERSION, id);
    return false;
  }

  private writeObservations(call: ToolCallRecord, known: boolean): void {
    if (call.observations === undefined) return;
    if (known) this.db.run("DELETE FROM observation WHERE tool_call_id = ?", call.id);
    for (const { kind, place, start, end, hash, score = 0, count = 1, leftTo = null } of call.observations) {
      this.db.run("INSERT OR IGNORE INTO observation (tool_call_id, kind, place, start, end, hash, inspection_version, score, count, left_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        call.id, kind, place, start, end, hash, INSPECTION_VERSION, score, count, leftTo);
    }
  }

  /**
   * A fork copies a session's calls: new part ids, the same callID, tool and start. The call of the session that was
   * created first counts, whichever was read first. callID alone does not tell, since providers repeat theirs.
   *
   * @returns id of the call that this one repeats; null where it is the original
   */
  private settleCopies(call: ToolCallRecord, session: SessionFacts): string | null {
    // The first of its kind in this batch is the original for those that follow.
    if (call.timeStart === null || this.unrepeated.delete(copyKey(call.timeStart, call.callId, call.tool))) return null;
    const original = this.db.get<CountedRow & { readonly created: number }>(
      `SELECT ${COUNTED}, coalesce(session.time_created, 0) AS created FROM tool_call INDEXED BY tool_call_original LEFT JOIN session ON session.id = session_id
       WHERE duplicate_of IS NULL AND time_start = ?1 AND substr(call_id, -8) = substr(?2, -8) AND call_id = ?2 AND tool = ?3 AND tool_call.id <> ?4 LIMIT 1`,
      call.timeStart, call.callId, call.tool, call.id,
    );
    if (!original) return null;
    if (isEarlier([original.created, original.session_id, original.id], [session.timeCreated, call.sessionId, call.id])) return original.id;
    this.uncount(original);
    this.db.run(`UPDATE tool_call SET duplicate_of = ?, ${UNSCORED} WHERE id = ?`, call.id, original.id);
    this.db.run("UPDATE tool_call SET duplicate_of = ? WHERE duplicate_of = ?", call.id, original.id);
    this.db.run("DELETE FROM technique WHERE tool_call_id = ?", original.id);
    return null;
  }

  private sessionOf(id: string): SessionFacts {
    let facts = this.sessions.get(id);
    if (!facts) {
      facts = this.db.get<SessionFacts>("SELECT project_id AS projectId, time_created AS timeCreated FROM session WHERE id = ?", id) ?? { projectId: "", timeCreated: 0 };
      this.sessions.set(id, facts);
    }
    return facts;
  }

  private agentOf(messageId: string): string {
    let agent = this.agents.get(messageId);
    if (agent === undefined) {
      agent = this.db.get<{ agent: string | null }>("SELECT agent FROM message WHERE id = ?", messageId)?.agent ?? "";
      this.agents.set(messageId, agent);
    }
    return agent;
  }
}

/** Observations in one order, each place and kind once, as the table has them. */
function sortedJson(observations: readonly Observation[]): string {
  const rows = observations.map(({ kind, place, start, end, hash, score = 0, count = 1, leftTo = null }) => JSON.stringify([place, start, kind, end, hash, score, count, leftTo]));
  const keys = new Set<string>();
  return rows.filter((row) => {
    const key = (JSON.parse(row) as unknown[]).slice(0, 3).join("\0");
    return !keys.has(key) && keys.add(key);
  }).sort().join("\n");
}

/** While a call runs, OpenCode writes its start anew with what it prints; once it has ended, the first stands there again. */
function timeOf({ timeStart, timeCreated, outcome }: ToolCallRecord, known: KnownCall | undefined): number {
  const time = timeStart ?? timeCreated;
  return known !== undefined && outcome === "running" ? Math.min(known.time, time) : time;
}

/** What a call shares with its copies. */
function copyKey(timeStart: number | null, callId: string, tool: string): string {
  return `${timeStart}\0${callId}\0${tool}`;
}

type CopyOrder = readonly [created: number, sessionId: string, id: string];

function isEarlier(one: CopyOrder, other: CopyOrder): boolean {
  for (let index = 0; index < one.length; index++) {
    if (one[index]! < other[index]!) return true;
    if (one[index]! > other[index]!) return false;
  }
  return true;
}
