import type { Migration } from "../migrations.js";

/** Of whose session it is: what a session leaves elsewhere goes with it when a person has it erased. */
export const migration: Migration = {
  version: 13,
  title: "sessions of what was read and of the secrets of folded calls",
  sql: `
    UPDATE decision SET payload = json_set(payload, '$.sessions', json((
        SELECT json_group_array((SELECT session_id FROM finding WHERE finding.id = seen.value)) FROM json_each(payload, '$.findings') AS seen)))
      WHERE kind = 'read' AND json_type(payload, '$.findings') = 'array';
    -- Secrets that were replaced in folded calls: whose they were is not known of those until now.
    INSERT INTO folded_fact SELECT 'masked', '', 0, '', value FROM counter WHERE name = 'masked-folded';
    DELETE FROM counter WHERE name = 'masked-folded';
  `,
};
