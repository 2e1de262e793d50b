import type { Migration } from "../migrations.js";

/** What earlier versions left of forgotten sessions; what of it was another's is read again. */
export const migration: Migration = {
  version: 15,
  title: "no census, dead letter, cursor or parent of sessions that were forgotten",
  sql: `
    CREATE INDEX census_by_session ON census (session_id);
    DELETE FROM census WHERE session_id NOT IN (SELECT id FROM session) AND EXISTS (SELECT 1 FROM forgotten);
    DELETE FROM dead_letter WHERE session_id NOT IN (SELECT id FROM session) AND EXISTS (SELECT 1 FROM forgotten);
    DELETE FROM cursor WHERE key GLOB 's:*' AND substr(key, 3) NOT IN (SELECT id FROM session) AND EXISTS (SELECT 1 FROM forgotten);
    UPDATE session SET parent_id = NULL WHERE parent_id IN (SELECT id FROM forgotten WHERE scope = 'session');
    -- The list of projects is read again: folders are masked now.
    DELETE FROM cursor WHERE key = 'projects';
  `,
};
