import type { Migration } from "../migrations.js";

/** What an observation is worth, how often it occurs, and whether it left the machine. */
export const migration: Migration = {
  version: 5,
  title: "observations with points, counts and where they went",
  sql: `
    -- Points from 0 to 100 that scoring takes; 0 for what was only replaced.
    ALTER TABLE observation ADD COLUMN score INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE observation ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
    -- 'model' or 'host', where what was observed left the machine.
    ALTER TABLE observation ADD COLUMN left_to TEXT;
    -- The same secret elsewhere.
    CREATE INDEX observation_by_hash ON observation (hash) WHERE hash IS NOT NULL;
  `,
};
