import { type CensusRecord, type MessageRecord, PROJECTS_ENTRY, SESSION_ENTRY, type SessionRecord, type SourceBatch, type SourceRecord } from "../model/storage.js";
import { rawText } from "../model/untrusted.js";
import type { CallText } from "./callText.js";
import type { ContentHasher } from "./contentHash.js";
import type { Database } from "./database.js";
import type { FindingStates } from "./findingStates.js";
import type { Folded } from "./folded.js";
import { CallIngest, type Change } from "./ingestCalls.js";
import { noteReading } from "./accounting.js";
import { DeadLetters } from "./deadLetters.js";
import { eraseSession, isForgottenSession, recountSummaries } from "./forget.js";
import { INSPECTION_VERSION } from "./inspectionVersion.js";
import { moveSession } from "./movedSession.js";
import { Owners } from "./owners.js";
import { ProjectFolders } from "./projectFolders.js";
import type { CountedMessage, Summaries } from "./summaries.js";

/** What a batch changed. */
export interface IngestResult {
  /** Sessions of which a row was added, changed or marked as deleted. */
  readonly changedSessions: ReadonlySet<string>;
  /** Ids of the calls that have to be scored. */
  readonly unscored: readonly string[];
}

/** Writes what a source gives into the store. A session belongs to one source: where two have it, the database wins. */
export class Ingest {
  private readonly calls: CallIngest;
  private readonly letters: DeadLetters;
  private readonly folders: ProjectFolders;
  /** Forgotten sessions that a source still has, each with its source: what comes of them in a later batch is refused, too. */
  private readonly refused = new Set<string>();
  /** Rows of this batch that the source has no more. */
  private deleted = 0;
  private leftOut = false;
  /** A session came whose project's folder is to be read again. */
  private lacksFolder = false;

  constructor(
    private readonly db: Database,
    hasher: ContentHasher,
    private readonly summaries: Summaries,
    text: CallText,
    private readonly folded: Folded,
    private readonly states: FindingStates,
    private readonly now: () => number,
  ) {
    this.calls = new CallIngest(db, hasher, summaries, text, folded, now);
    this.letters = new DeadLetters(db, now);
    this.folders = new ProjectFolders(db);
  }

  /** Stores rows and the cursor that covers them, together or not at all. @param isReadAgain what did not change was inspected once more */
  apply(sourceId: number, batch: SourceBatch, isReadAgain: boolean): IngestResult {
    const changedSessions = new Set<string>();
    const unscored: string[] = [];
    this.calls.beginBatch(batch.records.filter((record) => record.kind === "toolCall"), isReadAgain);
    this.summaries.discard();
    this.deleted = 0;
    this.leftOut = false;
    this.lacksFolder = false;
    this.db.transaction(() => {
      const owners = new Owners(this.db, sourceId, this.refused);
      for (const record of batch.records) {
        const change = this.write(sourceId, record, owners);
        if (change === null) continue;
        changedSessions.add(change.sessionId);
        if (change.unscored !== null) unscored.push(change.unscored);
      }
      this.writeCursor(sourceId, batch.cursor);
      if (this.lacksFolder) this.db.run("DELETE FROM cursor WHERE source_id = ? AND key = ?", sourceId, PROJECTS_ENTRY);
      noteReading(this.db, sourceId, batch, this.deleted, this.now());
      this.summaries.flush();
      if (this.leftOut) recountSummaries(this.db);
    });
    return { changedSessions, unscored };
  }

  private write(sourceId: number, record: SourceRecord, owners: Owners): Change | null {
    switch (record.kind) {
      case "project":
        this.folders.write(record.id, record.worktree);
        return null;
      case "session":
        return owners.claim(record) ? this.writeSession(sourceId, record) : null;
      case "message":
        return owners.owns(record.sessionId) ? this.writeMessage(record) : null;
      case "toolCall":
        return owners.owns(record.sessionId) ? this.calls.write(record) : null;
      case "deadLetter":
        if (record.sessionId === null || !owners.isForgotten(record.sessionId)) this.letters.write(sourceId, record);
        return null;
      case "census":
        return owners.isForgotten(record.sessionId) ? null : this.writeCensus(sourceId, record, owners);
      case "sourceCensus":
        this.letters.keep(sourceId, null, record.deadLetters);
        return null;
      case "sessionGone":
        return this.forgetCensus(sourceId, record.sessionId, owners.owns(record.sessionId));
      case "sessionExcluded":
        return this.leaveOut(sourceId, record.sessionId, owners.owns(record.sessionId));
    }
  }

  private writeSession(sourceId: number, session: SessionRecord): Change | null {
    const parentId = session.parentId === null || isForgottenSession(this.db, session.parentId) ? null : session.parentId;
    const before = this.db.get<{ project: string; directory: string }>("SELECT project_id AS project, directory FROM session WHERE id = ?", session.id);
    const changed = this.db.change(
      `INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
       ON CONFLICT (id) DO UPDATE SET source_id = excluded.source_id, parent_id = excluded.parent_id, project_id = excluded.project_id,
         directory = excluded.directory, title = excluded.title, version = excluded.version, agent = excluded.agent,
         model_id = excluded.model_id, time_created = excluded.time_created, time_updated = excluded.time_updated,
         time_archived = excluded.time_archived, deleted_at = NULL
       WHERE (source_id, parent_id, project_id, directory, title, agent, model_id, time_updated, time_archived, deleted_at)
         IS NOT (excluded.source_id, excluded.parent_id, excluded.project_id, excluded.directory, excluded.title, excluded.agent,
                 excluded.model_id, excluded.time_updated, excluded.time_archived, NULL)`,
      session.id, sourceId, parentId, session.projectId, session.directory, rawText(session.title), session.version,
      session.agent, session.modelId, session.timeCreated, session.timeUpdated, session.timeArchived,
    );
    this.calls.noteSession(session.id, session);
    if (changed === 0) return null;
    if (before !== undefined && before.project !== session.projectId) {
      this.summaries.flush();
      moveSession(this.db, session.id, session.projectId);
    }
    if (before !== undefined && (before.project !== session.projectId || before.directory !== session.directory)) this.states.refreshSession(session.id);
    if (!this.folders.bring(session.projectId)) this.lacksFolder = true;
    this.db.run("INSERT OR IGNORE INTO inspected VALUES (?, ?)", session.id, INSPECTION_VERSION);
    this.db.run(
      "INSERT INTO session_total (session_id, time_updated) VALUES (?, ?) ON CONFLICT (session_id) DO UPDATE SET time_updated = excluded.time_updated",
      session.id, session.timeUpdated,
    );
    return { sessionId: session.id, unscored: null };
  }

  private writeMessage(message: MessageRecord): Change | null {
    if (this.folded.has(message.id, message.timeCreated)) return null;
    const { tokens } = message;
    this.calls.noteAgent(message.id, message.agent);
    const added = this.db.change(
      "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (id) DO NOTHING",
      message.id, message.sessionId, message.role, message.agent, message.providerId, message.modelId, message.cost,
      tokens.input, tokens.output, tokens.reasoning, tokens.cacheRead, tokens.cacheWrite,
      message.timeCreated, message.timeCompleted, message.errorName,
    );
    if (added > 0) this.summaries.addMessage(countedMessage(message), 1);
    return added > 0 || this.changeMessage(message) ? { sessionId: message.sessionId, unscored: null } : null;
  }

  private changeMessage(message: MessageRecord): boolean {
    const { tokens } = message;
    const before = this.db.get<KeptMessage>(
      `SELECT session_id, provider_id, model_id, cost, tokens_input, tokens_output, tokens_reasoning, tokens_cache_read, tokens_cache_write FROM message WHERE id = ?`,
      message.id,
    )!;
    const changed = this.db.change(
      `UPDATE message SET agent = ?1, provider_id = ?2, model_id = ?3, cost = ?4, tokens_input = ?5, tokens_output = ?6, tokens_reasoning = ?7,
         tokens_cache_read = ?8, tokens_cache_write = ?9, time_completed = ?10, error_name = ?11, deleted_at = NULL
       WHERE id = ?12 AND (agent, provider_id, model_id, cost, tokens_output, time_completed, error_name, deleted_at) IS NOT (?1, ?2, ?3, ?4, ?6, ?10, ?11, NULL)`,
      message.agent, message.providerId, message.modelId, message.cost, tokens.input, tokens.output, tokens.reasoning,
      tokens.cacheRead, tokens.cacheWrite, message.timeCompleted, message.errorName, message.id,
    );
    if (changed === 0) return false;
    this.summaries.addMessage(keptMessage(before), -1);
    this.summaries.addMessage({ ...countedMessage(message), sessionId: before.session_id }, 1);
    return true;
  }

  private writeCensus(sourceId: number, census: CensusRecord, owners: Owners): Change | null {
    if (census.isPartial) {
      this.writePartialCensus(sourceId, census);
      return null;
    }
    this.db.run(
      `INSERT INTO census VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, session_id) DO UPDATE SET messages = excluded.messages,
         parts = excluded.parts, tool_parts = excluded.tool_parts, unknown_shapes = excluded.unknown_shapes, last_change = excluded.last_change`,
      sourceId, census.sessionId, census.messageIds.length, census.parts, census.toolParts, census.unknownShapes, census.lastChange,
    );
    this.letters.keep(sourceId, census.sessionId, census.deadLetters);
    // All that the store has of a new session came with its census.
    if (!owners.owns(census.sessionId) || owners.isNew(census.sessionId)) return null;
    const gone = this.markMissing("tool_call", census.sessionId, [...census.toolCallIds, ...census.promptIds]) + this.markMissing("message", census.sessionId, census.messageIds);
    this.deleted += gone;
    return gone > 0 ? { sessionId: census.sessionId, unscored: null } : null;
  }

  /** What was read counts, and no less than was read before; nothing is known to be gone. */
  private writePartialCensus(sourceId: number, census: CensusRecord): void {
    this.db.run(
      `INSERT INTO census VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, session_id) DO UPDATE SET messages = max(messages, excluded.messages),
         parts = max(parts, excluded.parts), tool_parts = max(tool_parts, excluded.tool_parts), unknown_shapes = max(unknown_shapes, excluded.unknown_shapes),
         last_change = max(last_change, excluded.last_change)`,
      sourceId, census.sessionId, census.messageIds.length, census.parts, census.toolParts, census.unknownShapes, census.lastChange,
    );
  }

  /** Rows that the source has no more stay in the history, marked: an agent that deletes its session hides nothing. */
  private markMissing(table: "tool_call" | "message", sessionId: string, present: readonly string[]): number {
    return this.db.change(
      `UPDATE ${table} SET deleted_at = ? WHERE session_id = ? AND deleted_at IS NULL AND id NOT IN (SELECT value FROM json_each(?))`,
      this.now(), sessionId, JSON.stringify(present),
    );
  }

  private forgetCensus(sourceId: number, sessionId: string, owned: boolean): Change | null {
    this.db.run("DELETE FROM census WHERE source_id = ? AND session_id = ?", sourceId, sessionId);
    this.letters.forget(sourceId, sessionId);
    if (!owned) return null;
    const now = this.now();
    this.deleted += this.db.change("UPDATE session SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL", now, sessionId);
    this.deleted += this.db.change("UPDATE tool_call SET deleted_at = ? WHERE session_id = ? AND deleted_at IS NULL", now, sessionId);
    this.deleted += this.db.change("UPDATE message SET deleted_at = ? WHERE session_id = ? AND deleted_at IS NULL", now, sessionId);
    return { sessionId, unscored: null };
  }

  /** A session that a person leaves out is not shown any more; it is read again once nothing leaves it out. */
  private leaveOut(sourceId: number, sessionId: string, owned: boolean): Change | null {
    this.db.run("DELETE FROM census WHERE source_id = ? AND session_id = ?", sourceId, sessionId);
    this.letters.forget(sourceId, sessionId);
    if (!owned) return null;
    eraseSession(this.db, sessionId);
    this.leftOut = true;
    return { sessionId, unscored: null };
  }

  private writeCursor(sourceId: number, entries: SourceBatch["cursor"]): void {
    for (const [key, value] of entries) {
      // Forgotten while it was being read: from the next reading on it is passed by.
      if (value !== null && key.startsWith(SESSION_ENTRY) && isForgottenSession(this.db, key.slice(SESSION_ENTRY.length))) continue;
      if (value === null) this.db.run("DELETE FROM cursor WHERE source_id = ? AND key = ?", sourceId, key);
      else this.db.run("INSERT INTO cursor VALUES (?, ?, ?) ON CONFLICT (source_id, key) DO UPDATE SET value = excluded.value", sourceId, key, value);
    }
  }
}

interface KeptMessage {
  readonly session_id: string;
  readonly provider_id: string | null;
  readonly model_id: string | null;
  readonly cost: number;
  readonly tokens_input: number;
  readonly tokens_output: number;
  readonly tokens_reasoning: number;
  readonly tokens_cache_read: number;
  readonly tokens_cache_write: number;
}

function keptMessage(row: KeptMessage): CountedMessage {
  const tokens = [row.tokens_input, row.tokens_output, row.tokens_reasoning, row.tokens_cache_read, row.tokens_cache_write] as const;
  return { sessionId: row.session_id, providerId: row.provider_id, modelId: row.model_id, cost: row.cost, tokens };
}

function countedMessage({ sessionId, providerId, modelId, cost, tokens }: MessageRecord): CountedMessage {
  return { sessionId, providerId, modelId, cost, tokens: [tokens.input, tokens.output, tokens.reasoning, tokens.cacheRead, tokens.cacheWrite] };
}
