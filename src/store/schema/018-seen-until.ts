import type { Migration } from "../migrations.js";

/** How far a finding was seen: what was resolved and happens again is unread until that is seen, too. */
export const migration: Migration = {
  version: 18,
  title: "how far findings were seen",
  sql: `
    -- When the newest call was made that its finding had when it was seen last; earlier versions did not note that: when it was seen.
    ALTER TABLE finding_read ADD COLUMN seen_until INTEGER;
    UPDATE finding_read SET seen_until = at;
  `,
};
