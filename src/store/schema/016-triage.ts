import type { Migration } from "../migrations.js";

/** Verdicts that lapse, suppressions, decisions that are taken together and back, and how soon findings were seen. */
export const migration: Migration = {
  version: 16,
  title: "suppressions, settled calls, acts and undoing, response times",
  sql: `
    -- The decision that an undo takes back, and what is shared by decisions that were taken together.
    ALTER TABLE decision ADD COLUMN undoes TEXT;
    ALTER TABLE decision ADD COLUMN act TEXT;
    UPDATE decision SET undoes = payload ->> '$.decision' WHERE kind = 'undo';
    CREATE INDEX decision_by_undone ON decision (undoes) WHERE undoes IS NOT NULL;
    CREATE INDEX decision_by_act ON decision (act) WHERE act IS NOT NULL;
    CREATE INDEX decision_by_time ON decision (at, id);
    CREATE INDEX decision_by_kind ON decision (kind, at);

    -- When the finding was first in the index; NULL where its call was a day old by then.
    ALTER TABLE finding ADD COLUMN detected_at INTEGER;
    -- When its state is to be looked at again, since what it rests on expires.
    ALTER TABLE finding ADD COLUMN state_until INTEGER;
    CREATE INDEX finding_by_expiry ON finding (state_until) WHERE state_until IS NOT NULL;
    CREATE INDEX finding_by_fingerprint ON finding (fingerprint);
    CREATE INDEX finding_by_score ON finding (score, time, id);
    ALTER TABLE finding_read ADD COLUMN detected_at INTEGER;
    ALTER TABLE finding_read ADD COLUMN level TEXT;
    CREATE INDEX finding_read_by_detection ON finding_read (detected_at) WHERE detected_at IS NOT NULL;
    -- Ids that the finding had under its rule's former names.
    CREATE TABLE finding_former (
      finding_id TEXT NOT NULL,
      former TEXT NOT NULL,
      PRIMARY KEY (finding_id, former)
    ) WITHOUT ROWID;
    CREATE INDEX finding_former_by_id ON finding_former (former);

    -- The suppressions that stand; made of the decisions at each start.
    CREATE TABLE suppression (
      id TEXT PRIMARY KEY,
      decision_id TEXT NOT NULL,
      -- Folder of the team's file; NULL for a person's own.
      team_folder TEXT,
      rule TEXT NOT NULL,
      normalised TEXT NOT NULL,
      target TEXT NOT NULL,
      scope TEXT NOT NULL,
      -- Id of the call, session or project, or the folder; empty for everywhere.
      scope_id TEXT NOT NULL,
      critical INTEGER NOT NULL,
      reason TEXT NOT NULL,
      actor TEXT NOT NULL,
      at INTEGER NOT NULL,
      expires INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX suppression_by_time ON suppression (at, id);
    CREATE INDEX suppression_by_decision ON suppression (decision_id);
    -- Fingerprints that a suppression covers, each with its scope: that of its rule, and those of the rule's successors.
    CREATE TABLE suppression_print (
      print TEXT NOT NULL,
      scope TEXT NOT NULL,
      scope_id TEXT NOT NULL,
      suppression_id TEXT NOT NULL,
      PRIMARY KEY (print, scope, scope_id, suppression_id)
    ) WITHOUT ROWID;
    CREATE INDEX suppression_print_by_id ON suppression_print (suppression_id);
    -- Rows of tool_call that lists leave out: calls of settled findings, and calls that are suppressed one by one.
    CREATE TABLE settled_call (
      row INTEGER PRIMARY KEY
    );
  `,
};
