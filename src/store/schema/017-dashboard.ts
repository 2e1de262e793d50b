import type { Migration } from "../migrations.js";

/** What the dashboard counts without looking at every call. */
export const migration: Migration = {
  version: 17,
  title: "calls that did not succeed",
  sql: `
    CREATE INDEX tool_call_unsuccessful ON tool_call (time) WHERE outcome IN ('failed', 'denied', 'rejected', 'blocked') AND duplicate_of IS NULL;
  `,
};
