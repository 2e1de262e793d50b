import assert from "node:assert/strict";
import type { Decision } from "../../../src/model/decision.js";
import { Database } from "../../../src/store/database.js";
import { MIGRATIONS, migrate, schemaVersion } from "../../../src/store/migrations.js";
import { imageOf } from "./imageOf.js";
import { sqlJs } from "./openStore.js";

/** Hashes as they were before the ninth version: in hexadecimal. */
export const HASHES = { prt_1: "00112233445566778899aabbccddeeff", prt_2: "ffeeddccbbaa99887766554433221100", prt_3: "0123456789abcdef0123456789abcdef" } as const;
export const DECISIONS: readonly Decision[] = [
  { id: "d1", at: 100, actor: "ada", kind: "verdict", finding: "f1", state: "open", reason: "looked at", expires: null },
  { id: "d2", at: 200, actor: "ada", kind: "read", findings: ["f1"] },
  { id: "d3", at: 300, actor: "ada", kind: "note", finding: "f1", text: "ours" },
];

const decided = DECISIONS.map((decision) => `('${decision.id}', ${decision.at}, 'ada', '${decision.kind}', ${"finding" in decision ? "'f1'" : "NULL"}, NULL, '${JSON.stringify(decision)}')`);

/** What each version wrote that the one before could not: with the rows of those before it, something is in every table. */
const WRITTEN: Readonly<Record<number, string>> = {
  // A critical call with its finding, a harmless one, one that waits, and a fork's copy.
  1: `
    INSERT INTO source (id, kind, path) VALUES (1, 'sqlite', '/data/opencode.db');
    INSERT INTO cursor VALUES (1, 'ses_a', '7');
    INSERT INTO census VALUES (1, 'ses_a', 1, 3, 3, 0);
    INSERT INTO project VALUES ('shop', '/home/dev/shop');
    INSERT INTO session VALUES ('ses_a', 1, NULL, 'shop', '/home/dev/shop', 'Tidy up', '1.2', 'build', 'lab-coder', 1000, 2000, NULL, NULL);
    INSERT INTO message VALUES ('msg_1', 'ses_a', 'assistant', 'build', 'lab', 'lab-coder', 0.5, 1, 2, 0, 0, 0, 1000, 1100, NULL, NULL);
    INSERT INTO tool_call (id, call_id, message_id, session_id, tool, status, outcome, arguments, time, time_start, content_hash, output_hash, duplicate_of, base_score, risk_score, risk_level,
        risk_reason, mitre_techniques, normalised, target, rules_version, enriched_at) VALUES
      ('prt_1', 'c1', 'msg_1', 'ses_a', 'bash', 'completed', 'succeeded', '{"command":"rm -rf /srv"}', 1010, 1010, '${HASHES.prt_1}', '${HASHES.prt_2}', NULL, 85, 90, 'critical', '[{"rule":"delete-root"}]', '["T1485"]', 'rm', NULL, '1', 5000),
      ('prt_2', 'c2', 'msg_1', 'ses_a', 'read', 'completed', 'succeeded', '{"filePath":"/etc/hosts"}', 1020, 1020, '${HASHES.prt_2}', NULL, NULL, 0, 0, 'none', '[]', '[]', '', NULL, '1', 5000),
      ('prt_3', 'c3', 'msg_1', 'ses_a', 'bash', 'running', 'running', '{"command":"sleep 9"}', 1030, 1030, '${HASHES.prt_3}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      ('prt_4', 'c1', 'msg_1', 'ses_a', 'bash', 'completed', 'succeeded', '{"command":"rm -rf /srv"}', 1010, 1010, '${HASHES.prt_1}', NULL, 'prt_1', 90, 90, 'critical', '[]', '["T1485"]', 'rm', NULL, '1', 5000);
    INSERT INTO adjustment VALUES ('prt_1', 'user-rule', 'own-1', 5, '{"shown":true}');
    INSERT INTO finding (id, kind, rule, fingerprint, session_id, score, level, action_taken, state, time) VALUES ('f1', 'rule', 'delete-root', 'p', 'ses_a', 90, 'critical', 'allowed', 'open', 1010);
    INSERT INTO finding_call VALUES ('prt_1', 'f1');
    INSERT INTO dead_letter VALUES (1, 'part/x', 'ses_a', 'empty', 'no bytes', 1, 2, 3);`,
  2: `
    INSERT INTO decision VALUES ${decided.join(", ")};
    INSERT INTO forgotten VALUES ('session', 'ses_gone', 50);
    INSERT INTO observation VALUES ('prt_1', 'secret:github-token', '/command', 3, 9, 'aa11', 1);
    INSERT INTO counter VALUES ('masked-folded', 2);
    INSERT INTO call_text (rowid, subject) SELECT rowid, command FROM tool_call WHERE command IS NOT NULL;`,
  3: `
    UPDATE dead_letter SET hash = 'l1';
    INSERT INTO letter_decision VALUES ('/data/opencode.db', 'part/x', 'l1', 'accept', 'known', 'd4');`,
  // A second harmless call that was folded.
  4: `
    INSERT INTO rescoring VALUES (1, '1', 'rules', 0, 0, 2, 2, 1);
    INSERT INTO folded VALUES (4711);
    INSERT INTO counter VALUES ('folded-newest', 900);
    INSERT INTO folded_count VALUES ('ses_a', 0, 'shop', 'build', 'read', 'none', 1);
    UPDATE summary SET calls = calls + 1, folded = 1 WHERE tool = 'read';
    UPDATE level_total SET calls = calls + 1, folded = 1 WHERE level = 'none';
    UPDATE session_total SET calls = calls + 1, none = none + 1;
    UPDATE counter SET value = 2 WHERE name = 'text-indexed';
    INSERT INTO call_text (docid, subject) SELECT rowid, subject FROM call_subject;`,
  5: "INSERT INTO observation VALUES ('prt_2', 'injection:override', 'output', 1, 4, NULL, 2, 40, 3, 'model');",
  10: "INSERT INTO folded_fact VALUES ('technique', 'T1105', 12, 'ses_a', 1), ('rule', 'fetch', 12, 'ses_a', 1);",
  // OpenCode has moved the session since.
  12: "UPDATE tool_call SET project_id = 'before'; UPDATE folded_count SET project_id = 'before'; UPDATE summary SET project_id = 'before';",
  // A suppression of which no decision tells any more: these tables are made of the decisions at each start.
  16: `
    INSERT INTO finding_former VALUES ('f1', 'f0');
    INSERT INTO suppression VALUES ('d9', 'd9', NULL, 'delete-root', 'rm', '', 'everywhere', '', 1, 'planted', 'eve', 1, NULL);
    INSERT INTO suppression_print VALUES ('p', 'everywhere', '', 'd9');
    INSERT INTO settled_call VALUES (1);`,
};

/** The image of a store that was begun at the first version and used at each up to `version`: there is something in every table. */
export async function imageAt(version: number, pageBytes = 16_384): Promise<Uint8Array> {
  const sql = await sqlJs();
  const raw = new sql.Database();
  raw.exec(`PRAGMA page_size = ${pageBytes}`);
  raw.exec(MIGRATIONS[0]!.sql);
  raw.exec(`PRAGMA user_version = 1; ${WRITTEN[1]}`);
  const opened = Database.fromImage(sql, raw.export());
  assert.ok("db" in opened);
  for (let step = 2; step <= version; step++) {
    migrate(opened.db, step);
    opened.db.exec(WRITTEN[step] ?? "");
  }
  assert.equal(schemaVersion(opened.db), version);
  return imageOf(opened.db);
}

/** Tables of an image, with how many rows each has; without those that the text index keeps for itself. */
export async function rowsOf(image: Uint8Array): Promise<Record<string, number>> {
  const opened = Database.fromImage(await sqlJs(), image);
  assert.ok("db" in opened);
  const { db } = opened;
  const tables = db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'call_text_*' AND name NOT GLOB 'sqlite_*'");
  return Object.fromEntries(tables.map(({ name }) => [name, db.count(`SELECT count(*) FROM "${name}"`)]));
}
