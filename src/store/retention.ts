import type { RiskLevel } from "../model/risk.js";
import { PROMPT_TOOL } from "../model/toolKind.js";
import { CallText } from "./callText.js";
import type { Database } from "./database.js";
import type { Folded } from "./folded.js";
import { type FactBearer, keepFacts, keepMasked } from "./foldedFacts.js";
import { HOUR_MS } from "./summaries.js";

/** How much is kept; what is beyond either is let go. */
export interface RetentionLimits {
  readonly calls: number;
  readonly days: number;
  /** Of the database in memory: the limits of a worker thread bound neither WASM's memory nor sql.js's file. */
  readonly bytes: number;
}

export const BYTE_BUDGET = 768 * 1024 * 1024;
export const DEFAULT_RETENTION: RetentionLimits = { calls: 300_000, days: 400, bytes: BYTE_BUDGET };

const DAY_MS = 24 * HOUR_MS;
/** Share of either limit from which calls lose their arguments: before any of them goes as a whole. */
const ARGUMENTS_SHARE = 0.75;
/** How far below the budget the store is brought, so that it is not over it again with the next call. */
const BELOW_BUDGET = 0.9;
/** Calls below this score are low-risk: no finding is made of them. */
const LOW_RISK = 30;

interface OldCall extends FactBearer {
  readonly row: number;
  readonly call_id: string;
  readonly time_start: number | null;
  readonly session_id: string;
  readonly project_id: string;
  readonly agent: string;
  readonly tool: string;
  readonly time: number;
  readonly risk_level: RiskLevel;
  readonly duplicate_of: string | null;
}

/** A call's place in the order of time: many may be of one moment. */
interface Place {
  readonly time: number;
  readonly row: number;
}

const BEGINNING: Place = { time: Number.MIN_SAFE_INTEGER, row: 0 };
/** How far the bound has to move until messages are looked at anew: that asks for those of every session. */
const MESSAGES_EVERY = DAY_MS;

/**
 * Keeps the store within its limits, oldest first: low-risk calls lose their arguments, keeping score and version; beyond the
 * limits they are folded into the summaries, which counted them all along. Findings, their calls and decisions stay, whatever
 * their age. What was folded is remembered, so that OpenCode's storage does not bring it back.
 */
export class Retention {
  private readonly text: CallText;
  private limits = DEFAULT_RETENTION;
  private strippedTo = BEGINNING;
  private foldedTo = BEGINNING;
  /** Places before which calls go, by the share of the limits: looked for once a round, since that walks over all that is kept. */
  private readonly boundaries = new Map<number, Place>();
  /** Sessions whose messages were left because more of their calls were to come. */
  private readonly withMessages = new Set<string>();
  /** The session that was looked at last for messages from before a moment; null between two rounds. */
  private messages: { readonly before: number; session: string } | null = null;
  private messagesTo = -Infinity;

  constructor(
    private readonly db: Database,
    private readonly folded: Folded,
    private readonly now: () => number,
  ) {
    this.text = new CallText(db);
  }

  /** Begins at the oldest call again: the next slices look for what is beyond the limits now. */
  restart(limits: RetentionLimits): void {
    const used = this.db.usedBytes();
    const share = used > limits.bytes ? (limits.bytes / used) * BELOW_BUDGET : 1;
    const calls = share < 1 ? Math.min(limits.calls, Math.floor(this.db.count("SELECT count(*) FROM tool_call") * share)) : limits.calls;
    this.limits = { ...limits, calls };
    this.strippedTo = BEGINNING;
    this.foldedTo = BEGINNING;
    this.boundaries.clear();
  }

  /** More rows or bytes than are kept; where all that is left has to stay it is so after everything was folded, too. */
  isOver(): boolean {
    return this.db.count("SELECT count(*) FROM tool_call") > this.limits.calls || this.db.usedBytes() > this.limits.bytes;
  }

  /**
   * Does up to `limit` calls' worth of work. Gives how many calls or messages it changed; 0 where everything is within the limits.
   *
   * @param open while a history is read, the sessions that are being read: messages of theirs stay, since calls of them may be still to come
   */
  slice(limit: number, open?: ReadonlySet<string>): number {
    return this.db.transaction(() => this.foldSlice(limit, open) || this.stripSlice(limit) || (open ? 0 : this.messageSlice(limit)));
  }

  private foldSlice(limit: number, open?: ReadonlySet<string>): number {
    const calls = this.oldCalls(this.foldedTo, this.boundary(1), limit);
    if (calls.length === 0) return 0;
    for (const call of calls) this.fold(call);
    this.foldedTo = placeOf(calls.at(-1)!);
    this.folded.noteNewest(this.foldedTo.time);
    for (const { session_id } of calls) this.withMessages.add(session_id);
    for (const sessionId of this.withMessages) {
      if (open?.has(sessionId)) continue;
      this.foldMessages(sessionId, this.foldedTo.time + 1);
      this.withMessages.delete(sessionId);
    }
    this.text.lowerMark();
    return calls.length;
  }

  private stripSlice(limit: number): number {
    const calls = this.oldCalls(this.strippedTo, this.boundary(ARGUMENTS_SHARE), limit, "AND arguments_folded_at IS NULL");
    if (calls.length === 0) return 0;
    for (const { row } of calls) {
      const indexed = this.text.takeOut(row);
      this.db.run("UPDATE tool_call SET arguments = '{}', whole = NULL, error = NULL, arguments_folded_at = ? WHERE rowid = ?", this.now(), row);
      if (indexed) this.text.putIn(row);
    }
    this.strippedTo = placeOf(calls.at(-1)!);
    return calls.length;
  }

  /** Messages of no call that is left, also of sessions that never had one. */
  private messageSlice(limit: number): number {
    const before = this.boundary(1).time;
    if (before >= this.messagesTo + MESSAGES_EVERY) this.messages ??= { before, session: "" };
    let done = 0;
    while (this.messages && done < limit) {
      const next = this.db.get<{ id: string }>(
        `SELECT id FROM session WHERE id > ? AND EXISTS (SELECT 1 FROM message INDEXED BY message_by_session WHERE session_id = session.id AND time_created < ?)
         ORDER BY id LIMIT 1`,
        this.messages.session, this.messages.before,
      );
      if (next) {
        this.messages.session = next.id;
        done += this.foldMessages(next.id, this.messages.before);
      } else {
        this.messagesTo = this.messages.before;
        this.messages = null;
      }
    }
    return done;
  }

  /** The place before which low-risk calls are too old, or too many: the later of the two. */
  private boundary(share: number): Place {
    const known = this.boundaries.get(share);
    if (known !== undefined) return known;
    const { calls, days } = this.limits;
    const byAge = { time: Math.max(BEGINNING.time, this.now() - days * share * DAY_MS), row: 0 };
    const byCount = calls === Infinity ? BEGINNING : this.newest(Math.max(1, Math.floor(calls * share)));
    const boundary = byCount.time < byAge.time ? byAge : byCount;
    this.boundaries.set(share, boundary);
    return boundary;
  }

  /** Place of the oldest among that many newest calls; the beginning where there are no more. */
  private newest(calls: number): Place {
    return this.db.get<Place & object>("SELECT time, rowid AS row FROM tool_call INDEXED BY tool_call_by_time ORDER BY time DESC, rowid DESC LIMIT 1 OFFSET ?", calls - 1) ?? BEGINNING;
  }

  /** Scored low-risk calls of no finding, oldest first. */
  private oldCalls(after: Place, before: Place, limit: number, and = ""): OldCall[] {
    return this.db.all<OldCall>(
      `SELECT tool_call.rowid AS row, id, call_id, session_id, project_id, agent, tool, time, time_start, risk_level, risk_score, duplicate_of,
         mitre_techniques IS NOT NULL AS has_techniques
       FROM tool_call INDEXED BY tool_call_by_time WHERE (time, tool_call.rowid) > (?, ?) AND (time, tool_call.rowid) < (?, ?) AND enriched_at IS NOT NULL AND risk_score < ${LOW_RISK}
         AND enrich_error IS NULL ${and} AND NOT EXISTS (SELECT 1 FROM finding_call WHERE tool_call_id = tool_call.id)
       ORDER BY time, tool_call.rowid LIMIT ?`,
      after.time, after.row, before.time, before.row, limit,
    );
  }

  private fold(call: OldCall): void {
    this.folded.add(call.id);
    if (call.duplicate_of === null && call.time_start !== null) this.folded.addOriginal(call.time_start, call.call_id, call.tool);
    this.text.takeOut(call.row);
    keepFacts(this.db, call, this.countSecrets(call));
    for (const table of ["technique", "observation", "adjustment"]) this.db.run(`DELETE FROM ${table} WHERE tool_call_id = ?`, call.id);
    this.db.run("DELETE FROM tool_call WHERE rowid = ?", call.row);
    // Copies of forks are counted nowhere, and prompts as no calls; so there is nothing to say that they were.
    if (call.duplicate_of !== null) return;
    this.db.run("UPDATE session_total SET folded_worst = max(folded_worst, ?) WHERE session_id = ?", call.risk_score, call.session_id);
    if (call.tool === PROMPT_TOOL) return;
    this.db.run("UPDATE level_total SET folded = folded + 1 WHERE level = ?", call.risk_level);
    const key = [Math.floor(call.time / HOUR_MS), call.project_id, call.agent, call.tool, call.risk_level];
    this.db.run("UPDATE summary SET folded = folded + 1 WHERE hour = ? AND project_id = ? AND agent = ? AND tool = ? AND level = ?", ...key);
    this.db.run(
      `INSERT INTO folded_count VALUES (?, ?, ?, ?, ?, ?, 1)
       ON CONFLICT (session_id, hour, project_id, agent, tool, level) DO UPDATE SET calls = calls + 1`,
      call.session_id, ...key,
    );
  }

  /** The secrets that were replaced in it stay counted. Gives whether it holds any, replaced or not. */
  private countSecrets({ id, session_id: sessionId }: OldCall): boolean {
    const { held, replaced } = this.db.get<{ held: number; replaced: number }>(
      "SELECT count(*) AS held, coalesce(sum(iif(place <> 'output', count, 0)), 0) AS replaced FROM observation INDEXED BY observation_secret WHERE tool_call_id = ? AND kind GLOB 'secret:*'",
      id,
    )!;
    if (replaced > 0) keepMasked(this.db, sessionId, replaced);
    return held > 0;
  }

  /** A session's messages from before a moment of which no call is left; what they cost is in the session's total. Gives how many. */
  private foldMessages(sessionId: string, before: number): number {
    const messages = this.db.all<{ id: string }>(
      `SELECT id FROM message WHERE session_id = ? AND time_created < ?
         AND id NOT IN (SELECT message_id FROM tool_call INDEXED BY tool_call_by_session WHERE session_id = ?)`,
      sessionId, before, sessionId,
    );
    for (const { id } of messages) {
      this.folded.add(id);
      this.db.run("DELETE FROM message WHERE id = ?", id);
    }
    if (messages.length > 0) this.folded.noteNewest(before);
    return messages.length;
  }
}

function placeOf({ time, row }: OldCall): Place {
  return { time, row };
}
