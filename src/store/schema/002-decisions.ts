import type { Migration } from "../migrations.js";

/** Decisions that outlive the index, summaries that outlive the calls, observations, and what text search needs. */
export const migration: Migration = {
  version: 2,
  title: "decisions, summaries, observations, techniques, text search",
  sql: `
    -- The journal's decisions, as far as they were replayed; the journal is the truth.
    CREATE TABLE decision (
      id TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      kind TEXT NOT NULL,
      -- Finding that it is about, where it is about one.
      finding_id TEXT,
      undone_by TEXT,
      payload TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX decision_by_finding ON decision (finding_id, at) WHERE finding_id IS NOT NULL;
    -- Sessions that a person had erased: they are not read again.
    CREATE TABLE forgotten (
      scope TEXT NOT NULL,
      id TEXT NOT NULL,
      before INTEGER NOT NULL,
      PRIMARY KEY (scope, id)
    ) WITHOUT ROWID;
    ALTER TABLE finding ADD COLUMN read_at INTEGER;
    ALTER TABLE tool_call ADD COLUMN project_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE tool_call ADD COLUMN agent TEXT NOT NULL DEFAULT '';
    -- Length in UTF-16 code units and hash of arguments of which only the heads are kept; NULL where all is kept.
    ALTER TABLE tool_call ADD COLUMN arguments_length INTEGER;
    ALTER TABLE tool_call ADD COLUMN arguments_hash TEXT;
    -- JSON of {rulesVersion, assessment}: what the whole of such a call was judged to be, while all of it was there.
    ALTER TABLE tool_call ADD COLUMN whole TEXT;
    UPDATE tool_call SET project_id = coalesce((SELECT project_id FROM session WHERE session.id = session_id), ''),
      agent = coalesce((SELECT agent FROM message WHERE message.id = message_id), '');
    CREATE TABLE technique (
      technique TEXT NOT NULL,
      tool_call_id TEXT NOT NULL,
      PRIMARY KEY (technique, tool_call_id)
    ) WITHOUT ROWID;
    CREATE INDEX technique_by_call ON technique (tool_call_id);
    INSERT INTO technique SELECT DISTINCT value, tool_call.id FROM tool_call, json_each(mitre_techniques) WHERE mitre_techniques IS NOT NULL;
    CREATE TABLE observation (
      tool_call_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      -- JSON pointer into the arguments, or 'output', 'error'.
      place TEXT NOT NULL,
      start INTEGER NOT NULL,
      end INTEGER NOT NULL,
      hash TEXT,
      inspection_version INTEGER NOT NULL,
      PRIMARY KEY (tool_call_id, place, start, kind)
    ) WITHOUT ROWID;
    -- Calls per hour: kept up to date on write, and still there when retention has folded the calls themselves.
    CREATE TABLE summary (
      hour INTEGER NOT NULL,
      project_id TEXT NOT NULL,
      agent TEXT NOT NULL,
      tool TEXT NOT NULL,
      -- A risk level, or 'unscored'.
      level TEXT NOT NULL,
      calls INTEGER NOT NULL,
      -- Of these, calls whose rows were folded by retention.
      folded INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (hour, project_id, agent, tool, level)
    ) WITHOUT ROWID;
    INSERT INTO summary SELECT time / 3600000, project_id, agent, tool, coalesce(risk_level, 'unscored'), count(*), 0
      FROM tool_call WHERE duplicate_of IS NULL GROUP BY 1, 2, 3, 4, 5;
    CREATE TABLE counter (
      name TEXT PRIMARY KEY,
      value INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX tool_call_by_project ON tool_call (project_id, risk_score, time);
    CREATE INDEX tool_call_by_tool ON tool_call (tool, risk_score, time);
    CREATE INDEX tool_call_failed ON tool_call (id) WHERE enrich_error IS NOT NULL;
    DROP INDEX tool_call_risky_by_time;
    CREATE INDEX tool_call_by_time ON tool_call (time);
    CREATE VIRTUAL TABLE call_text USING fts4 (subject);
  `,
};
