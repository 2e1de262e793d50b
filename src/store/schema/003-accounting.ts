import type { Migration } from "../migrations.js";

/** What was read of each source and how fast, what people decided of dead letters, and calls that OpenCode left running. */
export const migration: Migration = {
  version: 3,
  title: "accounting, decisions on dead letters, interrupted calls",
  sql: `
    ALTER TABLE source ADD COLUMN phase TEXT NOT NULL DEFAULT 'bulk';
    -- Of the last reading: records in a second, milliseconds that a batch took, sessions that were still to be read.
    ALTER TABLE source ADD COLUMN rows_per_second INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE source ADD COLUMN batch_ms INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE source ADD COLUMN backlog INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE source ADD COLUMN last_reconcile INTEGER;
    -- Sessions that globs leave out.
    ALTER TABLE source ADD COLUMN excluded INTEGER NOT NULL DEFAULT 0;
    -- Since the index was begun: dead letters tried again, and records that OpenCode deleted.
    ALTER TABLE source ADD COLUMN retried INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE source ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
    -- When OpenCode wrote to the session last.
    ALTER TABLE census ADD COLUMN last_change INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE dead_letter ADD COLUMN hash TEXT NOT NULL DEFAULT '';
    -- What a person decided of a record that cannot be read: it holds as long as the record's hash is the same.
    CREATE TABLE letter_decision (
      source_path TEXT NOT NULL,
      locator TEXT NOT NULL,
      hash TEXT NOT NULL,
      action TEXT NOT NULL,
      reason TEXT NOT NULL,
      decision_id TEXT NOT NULL,
      PRIMARY KEY (source_path, locator)
    ) WITHOUT ROWID;
    ALTER TABLE tool_call ADD COLUMN shape_version INTEGER NOT NULL DEFAULT 1;
    CREATE INDEX tool_call_open ON tool_call (session_id) WHERE outcome IN ('pending', 'running');
  `,
};
