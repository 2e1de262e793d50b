import type { Migration } from "../migrations.js";

/** Sources with their cursors and censuses, OpenCode's sessions and calls, and what scoring made of them. */
export const migration: Migration = {
  version: 1,
  title: "sources, sessions, calls, findings",
  sql: `
    CREATE TABLE source (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      path TEXT NOT NULL UNIQUE,
      last_read INTEGER,
      problem_reason TEXT,
      problem_message TEXT
    );
    -- How far a source was read: entries are the source's own, stored with the rows that they cover.
    CREATE TABLE cursor (
      source_id INTEGER NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (source_id, key)
    ) WITHOUT ROWID;
    -- What a source holds of a session, by its last complete reading.
    CREATE TABLE census (
      source_id INTEGER NOT NULL,
      session_id TEXT NOT NULL,
      messages INTEGER NOT NULL,
      parts INTEGER NOT NULL,
      tool_parts INTEGER NOT NULL,
      unknown_shapes INTEGER NOT NULL,
      PRIMARY KEY (source_id, session_id)
    ) WITHOUT ROWID;
    CREATE TABLE project (
      id TEXT PRIMARY KEY,
      worktree TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE session (
      id TEXT PRIMARY KEY,
      source_id INTEGER NOT NULL,
      parent_id TEXT,
      project_id TEXT NOT NULL,
      directory TEXT NOT NULL,
      title TEXT NOT NULL,
      version TEXT,
      agent TEXT,
      model_id TEXT,
      time_created INTEGER NOT NULL,
      time_updated INTEGER NOT NULL,
      time_archived INTEGER,
      deleted_at INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX session_by_parent ON session (parent_id) WHERE parent_id IS NOT NULL;
    CREATE TABLE message (
      id TEXT PRIMARY KEY,
      session_id TEXT NOT NULL,
      role TEXT NOT NULL,
      agent TEXT,
      provider_id TEXT,
      model_id TEXT,
      cost REAL NOT NULL,
      tokens_input INTEGER NOT NULL,
      tokens_output INTEGER NOT NULL,
      tokens_reasoning INTEGER NOT NULL,
      tokens_cache_read INTEGER NOT NULL,
      tokens_cache_write INTEGER NOT NULL,
      time_created INTEGER NOT NULL,
      time_completed INTEGER,
      error_name TEXT,
      deleted_at INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX message_by_session ON message (session_id, time_created);
    CREATE TABLE tool_call (
      id TEXT PRIMARY KEY,
      call_id TEXT NOT NULL,
      message_id TEXT NOT NULL,
      session_id TEXT NOT NULL,
      tool TEXT NOT NULL,
      status TEXT NOT NULL,
      outcome TEXT NOT NULL,
      arguments TEXT NOT NULL,
      command TEXT GENERATED ALWAYS AS (json_extract(arguments, '$.command')) VIRTUAL,
      file_path TEXT GENERATED ALWAYS AS (json_extract(arguments, '$.filePath')) VIRTUAL,
      url TEXT GENERATED ALWAYS AS (json_extract(arguments, '$.url')) VIRTUAL,
      exit_code INTEGER,
      error TEXT,
      time INTEGER NOT NULL,
      time_start INTEGER,
      time_end INTEGER,
      content_hash TEXT NOT NULL,
      output_hash TEXT,
      deleted_at INTEGER,
      -- A fork copies calls under new ids: the copy names the call that it repeats, and is not counted.
      duplicate_of TEXT,
      base_score INTEGER,
      risk_score INTEGER,
      risk_level TEXT,
      risk_reason TEXT,
      mitre_techniques TEXT,
      normalised TEXT,
      target TEXT,
      rules_version TEXT,
      enriched_at INTEGER,
      enrich_error TEXT
    );
    CREATE INDEX tool_call_unscored ON tool_call (time) WHERE enriched_at IS NULL;
    CREATE INDEX tool_call_by_session ON tool_call (session_id, risk_score, time);
    CREATE INDEX tool_call_by_call_id ON tool_call (call_id);
    CREATE INDEX tool_call_by_risk ON tool_call (risk_score, time) WHERE risk_score > 0;
    CREATE INDEX tool_call_risky_by_time ON tool_call (time) WHERE risk_score > 0;
    -- What raised or lowered a call's score beside its own assessment: risk_score is base_score plus these.
    CREATE TABLE adjustment (
      tool_call_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      rule TEXT NOT NULL,
      score INTEGER NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (tool_call_id, kind, rule)
    ) WITHOUT ROWID;
    CREATE TABLE finding (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      rule TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      session_id TEXT NOT NULL,
      score INTEGER NOT NULL,
      level TEXT NOT NULL,
      action_taken TEXT NOT NULL,
      state TEXT NOT NULL,
      time INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX finding_by_state ON finding (state, score, time);
    CREATE TABLE finding_call (
      tool_call_id TEXT NOT NULL,
      finding_id TEXT NOT NULL,
      PRIMARY KEY (tool_call_id, finding_id)
    ) WITHOUT ROWID;
    CREATE INDEX finding_call_by_finding ON finding_call (finding_id);
    CREATE TABLE dead_letter (
      source_id INTEGER NOT NULL,
      locator TEXT NOT NULL,
      session_id TEXT,
      reason TEXT NOT NULL,
      detail TEXT NOT NULL,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      PRIMARY KEY (source_id, locator)
    ) WITHOUT ROWID;
    CREATE INDEX dead_letter_by_session ON dead_letter (session_id);
  `,
};
