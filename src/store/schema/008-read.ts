import type { Migration } from "../migrations.js";

/** Which findings a person has seen, also those that are found anew in an index that was rebuilt. */
export const migration: Migration = {
  version: 8,
  title: "findings that were seen",
  sql: `
    CREATE TABLE finding_read (
      finding_id TEXT NOT NULL PRIMARY KEY,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT OR IGNORE INTO finding_read SELECT seen.value, at FROM decision, json_each(payload, '$.findings') AS seen WHERE kind = 'read' ORDER BY at;
  `,
};
