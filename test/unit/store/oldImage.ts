import assert from "node:assert/strict";
import { Database } from "../../../src/store/database.js";
import { MIGRATIONS, migrate, schemaVersion } from "../../../src/store/migrations.js";
import { imageOf } from "./imageOf.js";
import { sqlJs } from "./openStore.js";

/** Rows as the first version wrote them: a critical call with its finding, a harmless one, one that waits, and a fork's copy. */
const FIRST = `
  INSERT INTO source (id, kind, path) VALUES (1, 'sqlite', '/data/opencode.db');
  INSERT INTO cursor VALUES (1, 'ses_a', '7');
  INSERT INTO census VALUES (1, 'ses_a', 1, 3, 3, 0);
  INSERT INTO project VALUES ('shop', '/home/dev/shop');
  INSERT INTO session VALUES ('ses_a', 1, NULL, 'shop', '/home/dev/shop', 'Tidy up', '1.2', 'build', 'lab-coder', 1000, 2000, NULL, NULL);
  INSERT INTO message VALUES ('msg_1', 'ses_a', 'assistant', 'build', 'lab', 'lab-coder', 0.5, 1, 2, 0, 0, 0, 1000, 1100, NULL, NULL);
  INSERT INTO tool_call (id, call_id, message_id, session_id, tool, status, outcome, arguments, time, time_start, content_hash, duplicate_of, base_score, risk_score, risk_level,
      risk_reason, mitre_techniques, normalised, target, rules_version, enriched_at) VALUES
    ('prt_1', 'c1', 'msg_1', 'ses_a', 'bash', 'completed', 'succeeded', '{"command":"rm -rf /srv"}', 1010, 1010, 'h1', NULL, 90, 90, 'critical', '[]', '["T1485"]', 'rm', NULL, '1', 5000),
    ('prt_2', 'c2', 'msg_1', 'ses_a', 'read', 'completed', 'succeeded', '{"filePath":"/etc/hosts"}', 1020, 1020, 'h2', NULL, 0, 0, 'none', '[]', '[]', '', NULL, '1', 5000),
    ('prt_3', 'c3', 'msg_1', 'ses_a', 'bash', 'running', 'running', '{"command":"sleep 9"}', 1030, 1030, 'h3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    ('prt_4', 'c1', 'msg_1', 'ses_a', 'bash', 'completed', 'succeeded', '{"command":"rm -rf /srv"}', 1010, 1010, 'h1', 'prt_1', 90, 90, 'critical', '[]', '["T1485"]', 'rm', NULL, '1', 5000);
  INSERT INTO finding (id, kind, rule, fingerprint, session_id, score, level, action_taken, state, time) VALUES ('f1', 'rule', 'delete-root', 'p', 'ses_a', 90, 'critical', 'allowed', 'open', 1010);
  INSERT INTO finding_call VALUES ('prt_1', 'f1');
  INSERT INTO dead_letter VALUES (1, 'part/x', 'ses_a', 'empty', 'no bytes', 1, 2, 3);
`;

/** The image of a store that was written at `version`: made at the first, and brought on with its data in it. */
export async function imageAt(version: number, pageBytes = 16_384): Promise<Uint8Array> {
  const sql = await sqlJs();
  const raw = new sql.Database();
  raw.exec(`PRAGMA page_size = ${pageBytes}`);
  raw.exec(MIGRATIONS[0]!.sql);
  raw.exec(`PRAGMA user_version = 1; ${FIRST}`);
  const opened = Database.fromImage(sql, raw.export());
  assert.ok("db" in opened);
  migrate(opened.db, version);
  assert.equal(schemaVersion(opened.db), version);
  return imageOf(opened.db);
}
