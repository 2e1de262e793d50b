import type { Migration } from "../migrations.js";

/** What the auditor's questions are answered from without looking at every call, and what scoring again and retention note down. */
export const migration: Migration = {
  version: 4,
  title: "kinds of calls, totals, lists in order, text search apart from the calls, scoring again, retention",
  sql: `
    ALTER TABLE tool_call ADD COLUMN kind TEXT NOT NULL DEFAULT 'other';
    UPDATE tool_call SET kind = CASE
      WHEN tool = 'bash' THEN 'command'
      WHEN tool IN ('read', 'glob', 'grep', 'list', 'ls') THEN 'read'
      WHEN tool IN ('write', 'edit', 'multiedit', 'patch', 'apply_patch') THEN 'write'
      WHEN tool IN ('webfetch', 'websearch', 'codesearch') THEN 'fetch'
      ELSE 'other' END;
    ALTER TABLE tool_call ADD COLUMN arguments_folded_at INTEGER;
    CREATE INDEX tool_call_copies ON tool_call (duplicate_of) WHERE duplicate_of IS NOT NULL;

    DROP INDEX tool_call_by_call_id;
    -- Originals alone: providers repeat their call ids, and a call may be copied any number of times.
    CREATE INDEX tool_call_original ON tool_call (time_start, call_id) WHERE duplicate_of IS NULL AND time_start IS NOT NULL;
    DROP INDEX tool_call_by_session;
    DROP INDEX tool_call_by_risk;
    DROP INDEX tool_call_by_project;
    DROP INDEX tool_call_by_tool;
    CREATE INDEX tool_call_by_session ON tool_call (session_id, time);
    -- Most calls are harmless: what lists the risky ones costs nothing for the others, nor before a call is scored.
    CREATE INDEX tool_call_risky ON tool_call (risk_score, time) WHERE risk_score > 0 AND duplicate_of IS NULL;
    CREATE INDEX tool_call_risky_by_time ON tool_call (time, risk_score) WHERE risk_score >= 30 AND duplicate_of IS NULL;
    CREATE INDEX tool_call_risky_by_session ON tool_call (session_id, risk_score, time) WHERE risk_score > 0 AND duplicate_of IS NULL;
    CREATE INDEX tool_call_risky_by_project ON tool_call (project_id, risk_score, time) WHERE risk_score > 0 AND duplicate_of IS NULL;
    CREATE INDEX tool_call_risky_by_tool ON tool_call (tool, risk_score, time) WHERE risk_score > 0 AND duplicate_of IS NULL;
    CREATE INDEX tool_call_risky_by_kind ON tool_call (kind, risk_score, time) WHERE risk_score > 0 AND duplicate_of IS NULL;
    CREATE INDEX tool_call_risky_by_agent ON tool_call (agent, risk_score, time) WHERE risk_score > 0 AND duplicate_of IS NULL;

    DROP TABLE technique;
    CREATE TABLE technique (
      technique TEXT NOT NULL,
      risk_score INTEGER NOT NULL,
      time INTEGER NOT NULL,
      tool_call_id TEXT NOT NULL,
      PRIMARY KEY (technique, risk_score, time, tool_call_id)
    ) WITHOUT ROWID;
    CREATE INDEX technique_by_call ON technique (tool_call_id);
    INSERT INTO technique SELECT DISTINCT value, risk_score, time, tool_call.id FROM tool_call, json_each(mitre_techniques)
      WHERE mitre_techniques IS NOT NULL AND risk_score IS NOT NULL AND duplicate_of IS NULL;

    CREATE TABLE session_total (
      session_id TEXT PRIMARY KEY,
      time_updated INTEGER NOT NULL DEFAULT 0,
      calls INTEGER NOT NULL DEFAULT 0,
      critical INTEGER NOT NULL DEFAULT 0,
      high INTEGER NOT NULL DEFAULT 0,
      medium INTEGER NOT NULL DEFAULT 0,
      low INTEGER NOT NULL DEFAULT 0,
      none INTEGER NOT NULL DEFAULT 0,
      running INTEGER NOT NULL DEFAULT 0,
      worst INTEGER NOT NULL DEFAULT 0,
      folded_worst INTEGER NOT NULL DEFAULT 0,
      cost REAL NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE INDEX session_total_by_risk ON session_total (worst, critical, high, time_updated, session_id) WHERE calls > 0;
    INSERT INTO session_total SELECT session.id, session.time_updated, count(tool_call.id),
        coalesce(sum(risk_level IS 'critical'), 0), coalesce(sum(risk_level IS 'high'), 0), coalesce(sum(risk_level IS 'medium'), 0),
        coalesce(sum(risk_level IS 'low'), 0), coalesce(sum(risk_level IS 'none'), 0), coalesce(sum(outcome = 'running'), 0),
        coalesce(max(risk_score), 0), 0, (SELECT coalesce(sum(cost), 0) FROM message WHERE message.session_id = session.id)
      FROM session LEFT JOIN tool_call ON tool_call.session_id = session.id AND duplicate_of IS NULL GROUP BY session.id;

    CREATE TABLE level_total (
      level TEXT PRIMARY KEY,
      calls INTEGER NOT NULL,
      folded INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    INSERT INTO level_total SELECT level, sum(calls), sum(folded) FROM summary GROUP BY level;

    CREATE INDEX finding_by_session ON finding (session_id, score);
    CREATE INDEX observation_secret ON observation (tool_call_id, place) WHERE kind GLOB 'secret:*';
    CREATE INDEX tool_call_without_arguments ON tool_call (arguments_folded_at) WHERE arguments_folded_at IS NOT NULL;
    CREATE INDEX dead_letter_by_time ON dead_letter (last_seen, source_id, locator);
    CREATE INDEX session_by_project ON session (project_id);

    CREATE TABLE rescoring (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      rules_version TEXT NOT NULL,
      cause TEXT NOT NULL,
      before_time INTEGER NOT NULL,
      before_row INTEGER NOT NULL,
      done INTEGER NOT NULL,
      total INTEGER NOT NULL,
      finished INTEGER NOT NULL
    );
    CREATE TABLE folded_count (
      session_id TEXT NOT NULL,
      hour INTEGER NOT NULL,
      project_id TEXT NOT NULL,
      agent TEXT NOT NULL,
      tool TEXT NOT NULL,
      level TEXT NOT NULL,
      calls INTEGER NOT NULL,
      PRIMARY KEY (session_id, hour, project_id, agent, tool, level)
    ) WITHOUT ROWID;
    CREATE TABLE folded (
      hash INTEGER PRIMARY KEY
    );

    DROP TABLE call_text;
    DELETE FROM counter WHERE name = 'text-indexed';
    -- What is in the text index, and nothing else: the index keeps no text of its own, and looks here for what it takes out.
    CREATE VIEW call_subject AS SELECT rowid AS rowid, coalesce(command, file_path, url, substr(arguments, 1, 1000)) AS subject FROM tool_call
      WHERE rowid <= (SELECT value FROM counter WHERE name = 'text-indexed');
    INSERT INTO counter VALUES ('text-indexed', 0);
    CREATE VIRTUAL TABLE call_text USING fts4 (content="call_subject", tokenize=unicode61, subject);
  `,
};
