import type { Migration } from "../migrations.js";

/** Which version of inspection looked at the texts of a session. */
export const migration: Migration = {
  version: 7,
  title: "sessions by the version of inspection, prompts",
  sql: `
    CREATE TABLE inspected (
      session_id TEXT NOT NULL PRIMARY KEY,
      version INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX inspected_by_version ON inspected (version);
    -- Version 2 is the last that did not note it.
    INSERT INTO inspected SELECT id, 2 FROM session;
    CREATE INDEX observation_by_version ON observation (inspection_version, tool_call_id);
  `,
};
