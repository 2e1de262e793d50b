import type { Migration } from "../migrations.js";

/** Sessions in the order of their last activity. */
export const migration: Migration = {
  version: 6,
  title: "sessions by time",
  sql: `
    -- Holds the parent too, so that sessions without one are found without looking at a row.
    CREATE INDEX session_by_time ON session (time_updated, id, parent_id);
  `,
};
